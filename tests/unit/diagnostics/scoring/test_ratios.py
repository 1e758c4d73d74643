from fractions import Fraction

import numpy as np
import pytest

from diagnostics.scoring.ratios import Ratios, integer_weights, weighted_mean


def ratios(*values: Fraction | str | None) -> Ratios:
    exact = [None if value is None else Fraction(value) for value in values]
    num = np.array([0 if f is None else f.numerator for f in exact], dtype=object)
    return Ratios(num, np.array([0 if f is None else f.denominator for f in exact], dtype=object))


def values(ratios: Ratios) -> list[Fraction | None]:
    return [Fraction(n, d) if d else None for n, d in zip(ratios.num, ratios.den, strict=True)]


@pytest.mark.parametrize(
    ("value", "cents"),
    [
        ("0", 0),
        ("0.004999", 0),
        ("0.005", 1),
        ("19.994999", 1999),
        ("19.995", 2000),
        ("2/3", 67),
        ("100", 10000),
        (None, -1),
    ],
)
def test_hundredths_are_rounded_half_up(value: str | None, cents: int):
    assert ratios(value).hundredths().tolist() == [cents]


def test_half_that_no_float_holds_is_still_a_half():
    # The float nearest to 1.005 lies under it and would round to 1.00.
    assert round(1.005, 2) == 1.0
    assert ratios("1.005").hundredths().tolist() == [101]


def test_numbers_beyond_64_bits_stay_exact():
    huge = Fraction(10**40 + 1, 10**40)
    mean = weighted_mean([3, 1], [ratios(huge), ratios("1")])
    assert values(mean) == [(3 * huge + 1) / 4]


def test_integer_weights_keep_the_proportion():
    assert integer_weights([Fraction("0.5"), Fraction("33.333"), Fraction(0)]) == [500, 33333, 0]


def test_weighted_mean_leaves_out_what_has_no_value():
    mean = weighted_mean([1, 3], [ratios("10", "10", None, None), ratios("50", None, "50", None)])
    assert values(mean) == [Fraction(40), Fraction(10), Fraction(50), None]


def test_weighted_mean_leaves_out_what_has_no_weight():
    assert values(weighted_mean([0, 2], [ratios("10", "10"), ratios("50", None)])) == [Fraction(50), None]


def test_absent_value_is_no_number():
    assert np.isnan(ratios(None).floats()).tolist() == [True]
    assert ratios(None, "1/4").present.tolist() == [False, True]
    assert ratios("1/4").floats().tolist() == [0.25]
