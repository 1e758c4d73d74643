"""The traffic light of an indicator (docs/followup.md): the first of eight rows that holds, and what it was judged by.

All arithmetic is exact; a value is rounded once, to the decimals of its sheet, and judged as it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from followup.rules.periods import Every, Period
from followup.rules.sheets import FEW_PEOPLE, Direction, OverTime, Sheet


class Light(StrEnum):
    """In the order in which they are asked; the first five are grey, and the last one is only of the valley."""

    NO_DATA = "sin_dato"
    OVERDUE = "vencido"
    NOT_APPLICABLE = "no_aplica"
    TOO_FEW = "sin_dato_publicable"
    NO_TARGET = "sin_meta"
    GREEN = "verde"
    YELLOW = "amarillo"
    RED = "rojo"
    LITTLE_COVERAGE = "cobertura_insuficiente"


@dataclass(frozen=True)
class Measurement:
    """An approved one. `denominator`: None where the sheet has none.

    `is_hidden`: it is not shown, since with the sum it would give away the few people of another municipality.
    """

    period: Period
    numerator: Fraction
    denominator: Fraction | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class Target:
    """Of one period, which may be the year that holds it. Either number may be missing; zero is a number."""

    period: Period
    target: Fraction | None = None
    baseline: Fraction | None = None


@dataclass(frozen=True)
class Reading:
    """What the light says and why.

    `value`: rounded, None where none is shown; `period`: of the value; `since_january`: value and target are the year's so far;
    `days_late`: with OVERDUE, since the due date of the first period without a value.
    """

    light: Light
    value: Fraction | None = None
    period: Period | None = None
    target: Fraction | None = None
    baseline: Fraction | None = None
    since_january: bool = False
    days_late: int = 0


def due_on(sheet: Sheet, period: Period) -> date:
    """Return the last day on which the value of a period is in time."""
    return period.ends_on + timedelta(days=sheet.lag_days)


def light(sheet: Sheet, measurements: Sequence[Measurement], targets: Sequence[Target], at: date) -> Reading:
    """Judge one series on a day. `measurements`: approved, one a period; those of periods that end after the day are ignored."""
    known = {one.period.ends_on: one for one in measurements if one.period.ends_on <= at}
    if not known:
        return Reading(Light.NO_DATA)
    last = known[max(known)]
    aimed = aim(sheet, last.period, targets)
    judged, is_whole = gathered(sheet, last.period, known, aimed)
    value, late = value_of(sheet, judged), days_late(sheet, last.period, at)
    if late:
        decided = Light.OVERDUE
    elif not is_whole:
        decided = Light.NO_DATA
    else:
        decided = judged_by(sheet, judged, value, aimed.target)
    since_january = aimed.is_pro_rated and is_whole
    return Reading(decided, value, last.period, aimed.target, aimed.baseline, since_january, late)


def judged_by(sheet: Sheet, judged: Measurement, value: Fraction | None, target: Fraction | None) -> Light:
    """Return the light of rows 3 to 8."""
    if judged.denominator == 0:
        return Light.NOT_APPLICABLE
    if is_too_few(sheet, judged):
        return Light.TOO_FEW
    if target is None:
        return Light.NO_TARGET
    assert value is not None  # rows 3 and 4 are the only ones without
    advantage = value - target if sheet.direction == Direction.UP else target - value
    if advantage >= 0:
        return Light.GREEN
    return Light.YELLOW if advantage >= -sheet.tolerance else Light.RED


def is_too_few(sheet: Sheet, judged: Measurement) -> bool:
    few_asked = judged.denominator is not None and judged.denominator < sheet.min_n
    return judged.is_hidden or few_asked or (sheet.counts_people and judged.numerator in FEW_PEOPLE)


def value_of(sheet: Sheet, judged: Measurement) -> Fraction | None:
    """Return the value as it is shown; None where the denominator is 0 or too few were counted."""
    if judged.denominator == 0 or is_too_few(sheet, judged):
        return None
    return sheet.rounded(sheet.exact(judged.numerator, judged.denominator))


def days_late(sheet: Sheet, last: Period, at: date) -> int:
    """Return for how many days the value of the period after the last one is missing; 0 in time, and for rounds."""
    if last.every == Every.CYCLE:
        return 0
    return max(0, (at - due_on(sheet, last.next())).days)


@dataclass(frozen=True)
class Aim:
    """The target of a period. `is_pro_rated`: it is the year's, against which the year so far is judged."""

    target: Fraction | None
    baseline: Fraction | None
    is_pro_rated: bool


def aim(sheet: Sheet, period: Period, targets: Sequence[Target]) -> Aim:
    """Find what a period is judged against: its own target, else the one of its year."""
    by_code = {one.period.code: one for one in targets}
    own = by_code.get(period.code, Target(period))
    if own.target is not None or period.every in (Every.CYCLE, Every.YEAR):
        return Aim(own.target, own.baseline, False)
    year = by_code.get(period.of_year.code, Target(period.of_year))
    if year.target is None:
        return Aim(None, year.baseline if own.baseline is None else own.baseline, False)
    if sheet.over_time == OverTime.LAST:
        return Aim(year.target, year.baseline, False)
    share = Fraction(period.number, period.every.in_year) if sheet.over_time == OverTime.SUM else Fraction(1)
    return Aim(year.target * share, year.baseline, True)


def gathered(sheet: Sheet, period: Period, known: Mapping[date, Measurement], aimed: Aim) -> tuple[Measurement, bool]:
    """Return what is judged: the period, or the sums since January where its year's target is; False if a period is missing."""
    if not aimed.is_pro_rated:
        return known[period.ends_on], True
    found = [known.get(one.ends_on) for one in period.since_january()]
    parts = [one for one in found if one is not None]
    if len(parts) < len(found):
        return known[period.ends_on], False
    return replace(added(period, parts), is_hidden=any(one.is_hidden for one in parts)), True


def added(period: Period, parts: Sequence[Measurement]) -> Measurement:
    """Add numerators, and denominators where there are any."""
    below = [one.denominator for one in parts if one.denominator is not None]
    return Measurement(
        period, sum((one.numerator for one in parts), Fraction(0)), sum(below, Fraction(0)) if below else None
    )


def against_baseline(sheet: Sheet, value: Fraction, baseline: Fraction) -> int:
    """Return 1 if the value is better than the baseline, 0 if equal, -1 if worse."""
    gain = value - baseline if sheet.direction == Direction.UP else baseline - value
    return (gain > 0) - (gain < 0)
