"""Where a series would be when its target is due, if it went on as in its last steps. A range, never a probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from followup.rules.lights import Measurement, Target, is_too_few
from followup.rules.periods import Every, Period
from followup.rules.sheets import OverTime, Sheet

MOST, FEWEST = 4, 3  # values that are looked at


@dataclass(frozen=True)
class Pace:
    """Rounded as the value, inside the bounds of the sheet. `period`: of the target."""

    low: Fraction
    high: Fraction
    period: Period


def pace(sheet: Sheet, measurements: Sequence[Measurement], targets: Sequence[Target], at: date) -> Pace | None:
    """Return the range at the first target after the last value; None where it cannot be said yet."""
    if sheet.over_time == OverTime.SUM or sheet.every == Every.CYCLE:
        return None
    values = last_run(sheet, measurements, at)
    if len(values) < FEWEST:
        return None
    last = max((one.period for one in measurements if one.period.ends_on <= at), key=lambda period: period.ends_on)
    later = [one.period for one in targets if one.target is not None and one.period.ends_on > last.ends_on]
    if not later:
        return None
    aimed = min(later, key=lambda period: (period.ends_on, -period.every.in_year))
    ahead = last.steps_to(aimed)
    steps = [after - before for before, after in pairwise(values)]
    low, high = (_inside(sheet, values[-1] + ahead * step) for step in (min(steps), max(steps)))
    return Pace(sheet.rounded(low), sheet.rounded(high), aimed)


def last_run(sheet: Sheet, measurements: Sequence[Measurement], at: date) -> list[Fraction]:
    """Return the exact values of the last periods without a gap, oldest first; what may not be shown ends the run."""
    known = [one for one in measurements if one.period.ends_on <= at]
    values: list[Fraction] = []
    expected: date | None = None
    for one in sorted(known, key=lambda one: one.period.ends_on, reverse=True):
        is_next = expected is None or one.period.ends_on == expected
        if not is_next or one.denominator == 0 or is_too_few(sheet, one) or len(values) == MOST:
            break
        values.append(sheet.exact(one.numerator, one.denominator))
        expected = one.period.before().ends_on
    return values[::-1]


def _inside(sheet: Sheet, value: Fraction) -> Fraction:
    if sheet.bounds is None:
        return value
    return min(max(value, sheet.bounds[0]), sheet.bounds[1])
