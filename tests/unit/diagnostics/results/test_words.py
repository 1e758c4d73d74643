"""Shares in words."""

from decimal import Decimal
from fractions import Fraction

import pytest

from core.numbers import coverage
from core.templatetags.ip360 import register
from diagnostics.assessments.queries.readiness import Readiness, Shortfall

SPACE = "\u202f"  # does not break


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Decimal("0.54"), "54"),
        (Fraction(799, 1000), "79"),  # under the minimum of 80 %
        (Fraction(29, 100), "29"),  # 0.29 × 100 is 28.99… for a float
        (Fraction(1), "100"),
        (Fraction(0), "0"),
    ],
)
def test_share_is_cut_and_never_reaches_a_minimum_it_missed(share, shown):
    assert coverage(share) == f"{shown}{SPACE}%"
    assert register.filters["coverage"](share) == f"{shown}{SPACE}%"


def test_shortfall_is_said_with_the_same_words():
    short = Shortfall("Apertura", Fraction(799, 1000), Fraction(4, 5))
    lines = Readiness(filling=None, invalid=[], missing_facts=[], shortfalls=[short], flagged=[]).sentences
    assert lines == [f"Apertura: se respondió el 79{SPACE}% y el mínimo es 80{SPACE}%."]
