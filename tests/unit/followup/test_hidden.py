"""Small counts of people: hidden, and not to be had from the valley's sum either."""

from fractions import Fraction

import pytest

from followup.indicators.queries.hidden import hidden_places
from tests.unit.followup.test_lights import sheet


@pytest.mark.parametrize(
    ("code", "numerators", "hidden"),
    [
        ("IND-20", {"a": 12, "b": 3, "c": 8, "d": 0}, {"b", "c"}),  # b alone could be subtracted
        ("IND-20", {"a": 12, "b": 3, "c": 2}, {"b", "c"}),
        ("IND-19", {"a": 12, "b": 5}, set()),
        ("IND-21", {"a": 12, "b": 3}, set()),
    ],
)
def test_small_counts_and_one_more(code, numerators, hidden):
    assert hidden_places(sheet(code=code), {place: Fraction(n) for place, n in numerators.items()}) == hidden
