"""Terms in Colombian working days, against dates read in a calendar."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from core.process import working_days
from core.process.working_days import add, between, is_working


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 3, 5), True),  # an ordinary Friday
        (date(2027, 3, 6), False),  # Saturday
        (date(2027, 3, 7), False),  # Sunday
        (date(2027, 3, 22), False),  # Saint Joseph, moved to the Monday
        (date(2027, 3, 19), True),  # the day itself is then a working day
        (date(2027, 3, 25), False),  # Holy Thursday
        (date(2027, 3, 26), False),  # Good Friday
        (date(2027, 3, 29), True),  # Easter Monday is none in Colombia
        (date(2027, 7, 20), False),  # Independence, never moved
        (date(2027, 12, 8), False),  # Immaculate Conception, never moved
        (date(2027, 12, 31), True),
        (date(2026, 11, 2), False),  # All Saints, moved
        (date(2026, 11, 16), False),  # Independence of Cartagena, moved
    ],
)
def test_working_days_are_those_of_the_calendar(day, works):
    assert is_working(day) is works


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2027, 3, 5), date(2027, 3, 5), 0),
        (date(2027, 3, 4), date(2027, 3, 5), 1),
        (date(2027, 3, 5), date(2027, 3, 8), 1),  # over a weekend
        (date(2027, 3, 6), date(2027, 3, 8), 1),  # from the weekend
        (date(2027, 3, 5), date(2027, 3, 7), 0),  # to a Sunday
        (date(2027, 3, 19), date(2027, 3, 29), 3),  # Holy Week and Saint Joseph
        (date(2026, 12, 31), date(2027, 1, 12), 6),  # New Year and Epiphany (11 January)
        (date(2027, 3, 8), date(2027, 3, 5), -1),
    ],
)
def test_days_between_are_counted_without_the_first(first, last, days):
    assert between(first, last) == days


@pytest.mark.parametrize(
    ("day", "n", "reached"),
    [
        (date(2027, 3, 5), 0, date(2027, 3, 5)),
        (date(2027, 3, 5), 1, date(2027, 3, 8)),
        (date(2027, 3, 19), 2, date(2027, 3, 24)),
        (date(2027, 3, 19), 3, date(2027, 3, 29)),
        (date(2027, 3, 29), -1, date(2027, 3, 24)),
        (date(2027, 3, 3), 20, date(2027, 4, 5)),
    ],
)
def test_nth_working_day(day, n, reached):
    assert add(day, n) == reached


@pytest.mark.parametrize("offset", range(0, 400, 7))
@pytest.mark.parametrize("n", [1, 5, 10, 15, 30])
def test_adding_and_counting_agree(offset, n):
    start = date(2027, 1, 1) + timedelta(days=offset)
    assert between(start, add(start, n)) == n
    assert is_working(add(start, n))


def test_threads_that_ask_first_get_the_same_answer():
    working_days._holidays.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(is_working, [date(2031, 7, 1)] * 4 + [date(2031, 12, 25)] * 40))
    assert answers == [True] * 4 + [False] * 40
