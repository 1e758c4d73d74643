"""Working days as Colombian law counts terms: Monday to Friday, without public holidays."""

from datetime import date, timedelta
from functools import cache

import holidays

WEEKEND = (5, 6)


@cache
def _holidays(year: int) -> frozenset[date]:
    # The library's own object fills itself while it is being read: not for several threads.
    return frozenset(holidays.country_holidays("CO", years=year))


def is_working(day: date) -> bool:
    """Tell whether people work on that day."""
    return day.weekday() not in WEEKEND and day not in _holidays(day.year)


def add(day: date, n: int) -> date:
    """Return the n-th working day after `day`; for a negative n, before it; for 0, the day itself.

    The day on which a term starts does not count.
    """
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working(day)
    return day


def between(first: date, last: date) -> int:
    """Count the working days after `first` up to and including `last`; negative when `last` lies before."""
    if last < first:
        return -between(last, first)
    return sum(is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
