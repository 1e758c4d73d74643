"""Exact numbers as people read them."""

from fractions import Fraction

import pytest

from core.numbers import trimmed, whole


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(20), "20"),
        (Fraction(0), "0"),
        (Fraction(1250000), "1.250.000"),
        (Fraction("123456.7"), "123.456,7"),
        (Fraction("0.125"), "0,125"),
        (Fraction(1, 3), "0,33"),
        (Fraction(200, 3), "66,67"),
    ],
)
def test_exact_number_is_written_whole(value: Fraction, shown: str):
    assert trimmed(value) == shown


def test_exact_number_may_be_kept_short():
    assert trimmed(Fraction("12.3456"), most=2) == "12,35"


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("123456789", 123456789), ("9" * 10, None), ("9" * 5000, None), ("", None), ("-1", None),
     ("1.0", None), (" 1", None), ("²", None), ("١", None), ("1_0", None)],
)  # fmt: skip
def test_whole_number_of_a_request(text: str, number: int | None):
    assert whole(text) == number
