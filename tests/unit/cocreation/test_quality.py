"""The quality sheet, computed by hand."""

from datetime import date
from fractions import Fraction

import pytest

from cocreation.contributions.queries.quality import Facts, Given, busiest_tenth, came_back, median, sheet_of

# 2027-05-03 is a Monday; 10 May is a public holiday.
MONDAY, FRIDAY, NEXT_TUESDAY, DUE = date(2027, 5, 3), date(2027, 5, 7), date(2027, 5, 18), date(2027, 5, 14)
FACTS = Facts(
    answers=[Given(MONDAY, DUE, FRIDAY), Given(MONDAY, DUE, DUE), Given(MONDAY, DUE, NEXT_TUESDAY)],
    unanswered=1, published=10, traced=4, participants=8, population=4000, rural=2, zoned=5,
    commenters=[1, 1, 1, 2, 3], first_comments=4, replies=6,
    stages_of={1: {0, 1}, 2: {0}, 3: {0, 2}, 4: {2}}, stages=3, channels={"web": 5, "taller": 3, "papel": 2},
)  # fmt: skip


def test_each_row_is_what_the_hand_finds():
    rows = {one.key: (one.part, one.whole, one.value) for one in sheet_of(FACTS)}
    assert rows == {
        "in_time": (2, 4, 50),  # the one without an answer owed one too
        "days": (8, 3, 8),  # 4, 8 and 10 working days
        "traced": (4, 10, 40),
        "people": (8, 4000, 2),
        "rural": (2, 5, 40),
        "busiest": (3, 5, 60),  # one person is a tenth of three
        "replies": (6, 4, Fraction(3, 2)),
        "back": (1, 3, Fraction(100, 3)),  # person 1; 2 and 3 could have; 4 came in the last stage
        "channel_web": (5, 10, 50),
        "channel_taller": (3, 10, 30),
        "channel_papel": (2, 10, 20),
    }


def test_without_denominators_there_are_no_values():
    nothing = Facts((), 0, 0, 0, 0, 0, 0, 0, (), 0, 0, {}, 0, {})
    assert {one.value for one in sheet_of(nothing)} == {None}


@pytest.mark.parametrize(
    ("numbers", "expected"), [([], 0), ([5], 5), ([9, 1], 5), ([1, 2, 30], 2), ([1, 2, 3, 10], Fraction(5, 2))]
)
def test_median(numbers, expected):
    assert median(numbers) == expected


def test_a_tenth_is_rounded_up():
    assert busiest_tenth([]) == (0, 0)
    assert busiest_tenth([*range(11), 0]) == (3, 2)


def test_coming_back_means_the_very_next_stage():
    assert came_back({1: {0, 2}}, 4) == (0, 1)
    assert came_back({1: {3}}, 4) == (0, 0)
