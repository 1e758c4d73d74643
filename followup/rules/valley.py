"""The figure of the whole valley: Σ numerators ÷ Σ denominators, with how many municipalities stand behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from followup.rules.lights import (
    Aim,
    Light,
    Measurement,
    Reading,
    Target,
    added,
    aim,
    due_on,
    gathered,
    judged_by,
    value_of,
)
from followup.rules.periods import Every, Period, last_ended
from followup.rules.sheets import OverMunicipalities, Sheet

Series = Mapping[str, Sequence[Measurement]]  # municipality → its approved measurements


@dataclass(frozen=True)
class ValleyReading:
    """`counted` of `of`: municipalities with an approved, applicable value, of those to which the period applies.

    `parts`: what each counted one adds; `exempt`: to which the period does not apply; `whole`: what they add up to.
    """

    reading: Reading
    counted: int = 0
    of: int = 0
    parts: Mapping[str, Measurement] = field(default_factory=dict, compare=False)
    exempt: frozenset[str] = field(default=frozenset(), compare=False)
    whole: Measurement | None = field(default=None, compare=False)

    @property
    def behind(self) -> frozenset[str]:
        return frozenset(self.parts)


def valley(sheet: Sheet, series: Series, targets: Sequence[Target], at: date) -> ValleyReading | None:
    """Judge all municipalities together; None where the sheet gives no valley figure.

    `series` has an entry for each municipality, empty or not.
    """
    if sheet.over_municipalities == OverMunicipalities.NONE:
        return None
    known = {
        place: {one.period.ends_on: one for one in found if one.period.ends_on <= at} for place, found in series.items()
    }
    period = _period(sheet, [one for own in known.values() for one in own.values()], len(series), at)
    if period is None:
        return ValleyReading(Reading(Light.NO_DATA), 0, len(series))
    aimed = aim(sheet, period, targets)
    return _judged(sheet, period, aimed, {place: _of_place(sheet, period, own, aimed) for place, own in known.items()})


def last_due(sheet: Sheet, at: date) -> Period:
    """Return the newest period whose values were due before the day. Not for rounds."""
    due = last_ended(sheet.every, at)
    while due_on(sheet, due) >= at:
        due = due.before()
    return due


def _period(sheet: Sheet, known: Sequence[Measurement], places: int, at: date) -> Period | None:
    """Return the newest period that is due, or complete before; else the newest with a value at all."""
    if not known:
        return None
    newest = max((one.period for one in known), key=lambda period: period.ends_on)
    if sheet.every == Every.CYCLE:
        return newest
    count = sum(one.period.ends_on == newest.ends_on for one in known)
    due = last_due(sheet, at)
    if count == places and newest.ends_on > due.ends_on:
        return newest
    begun = min(one.period.ends_on for one in known)
    return due if due.ends_on >= begun else newest


def _of_place(sheet: Sheet, period: Period, known: Mapping[date, Measurement], aimed: Aim) -> Measurement | None:
    """Return the value of one municipality, over the year where the target is the year's; None for a hole."""
    if period.ends_on not in known:
        return None
    found, is_whole = gathered(sheet, period, known, aimed)
    return found if is_whole else None


def _judged(sheet: Sheet, period: Period, aimed: Aim, found: Mapping[str, Measurement | None]) -> ValleyReading:
    parts = {place: one for place, one in found.items() if one is not None and one.denominator != 0}
    exempt = frozenset(place for place, one in found.items() if one is not None and one.denominator == 0)
    of = len(found) - len(exempt)
    whole = added(period, [*parts.values()]) if parts else None
    value = value_of(sheet, whole) if whole else None
    if not of:
        decided = Light.NOT_APPLICABLE
    elif whole is None or 100 * len(parts) < sheet.min_coverage * of:
        decided = Light.LITTLE_COVERAGE
    else:
        decided = judged_by(sheet, whole, value, aimed.target)
    reading = Reading(decided, value, period, aimed.target, aimed.baseline, aimed.is_pro_rated)
    return ValleyReading(reading, len(parts), of, parts, exempt, whole)
