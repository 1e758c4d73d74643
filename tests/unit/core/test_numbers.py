"""Exact numbers as people read them."""

from fractions import Fraction

import pytest

from core.numbers import trimmed


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
