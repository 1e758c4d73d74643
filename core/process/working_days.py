"""Working days by which Colombian law counts terms: Monday to Friday, without public holidays.

`days_off`: further days that do not count, such as those of a round.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import holidays

WEEKEND = (5, 6)


@cache
def _holidays(year: int) -> frozenset[date]:
    # The library's object fills itself on reads, which is not thread-safe.
    return frozenset(holidays.country_holidays("CO", years=year))


def is_working(day: date, days_off: Collection[date] = ()) -> bool:
    return day.weekday() not in WEEKEND and day not in _holidays(day.year) and day not in days_off


def add(day: date, n: int, days_off: Collection[date] = ()) -> date:
    """Return the n-th working day after `day`; before it for a negative n; `day` itself for 0.

    The day on which a term starts does not count.
    """
    step = timedelta(days=1 if n > 0 else -1)
    left = abs(n)
    while left:
        day += step
        left -= is_working(day, days_off)
    return day


def between(first: date, last: date, days_off: Collection[date] = ()) -> int:
    """Count the working days after `first` up to and including `last`; negative when `last` is earlier."""
    if last < first:
        return -between(last, first, days_off)
    return sum(is_working(first + timedelta(days=n), days_off) for n in range(1, (last - first).days + 1))
