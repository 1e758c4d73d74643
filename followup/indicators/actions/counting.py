"""Measurements without hands: what the portal is the source of (docs/followup.md, «Counted by the portal»). Idempotent."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from core import audit
from core.indicators.sources import Count, Source, sources
from diagnostics.results.queries.improvement.indicators import measured_rounds
from followup.indicators.choices import MeasurementState
from followup.indicators.models import (
    ApprovedValue,
    Indicator,
    IndicatorSheet,
    Measurement,
    ReportingPeriod,
    SourceRun,
)
from followup.indicators.queries.counted import TYPED_BELOW
from followup.rules.periods import Every, Period, WrongPeriod, last_ended, parse, round_of
from territory.models import Municipality

OFFICE, CORRECTED = "Portal", "la cuenta del portal cambió"
NOTE = "La contó el portal."
logger = logging.getLogger(__name__)


class NotCounted(RuntimeError):
    """Some counts failed; the others were made."""


@dataclass(frozen=True)
class Counting:
    """One indicator in one period. `is_demo`: what was invented is counted, and said to be so."""

    indicator: Indicator
    sheet: IndicatorSheet
    source: Source
    period: ReportingPeriod
    is_demo: bool = False

    def __str__(self) -> str:
        return f"{self.sheet.code} {self.period}"


def count_all(*, at: datetime, is_demo: bool = False) -> int:
    """Count every indicator that has a source, in each municipality; return how many public values are new or changed.

    Of calendar periods the last two that are over, with what is real or, `is_demo`, invented in them; of rounds each published
    one, whichever it is. Each count is a transaction of its own: what
    fails is logged and the rest goes on. Raises NotCounted in the end if any failed.
    """
    places, changed, failed = list(Municipality.objects.in_river_order()), 0, []
    for counting in _countings(timezone.localdate(at), is_demo):
        if counting.period.is_locked:
            logger.info("%s is not counted: the period is locked", counting)
            continue
        for place in places:
            try:
                changed += count(counting, place, at=at)
            except Exception:  # whatever it is: the next count must not wait for it
                logger.exception("%s of %s was not counted", counting, place.divipola)
                failed.append(f"{counting} {place.divipola}")
    if failed:
        raise NotCounted(f"Not counted: {', '.join(failed[:5])} ({len(failed)} in all).")
    return changed


def _countings(today: date, is_demo: bool) -> Iterator[Counting]:
    by_code = {one.code: one for one in sources()}
    indicators = {one.code: one for one in Indicator.objects.filter(code__in=by_code)}
    sheets = IndicatorSheet.objects.in_force().filter(code__in=by_code).order_by("code")
    periods: dict[str, list[tuple[ReportingPeriod, bool]]] = {}
    for sheet in sheets:
        if sheet.every not in periods:
            found = ((_row_of(period), invented) for period, invented in _periods(Every(sheet.every), today, is_demo))
            periods[sheet.every] = [(row, invented) for row, invented in found if row is not None]
        for row, invented in periods[sheet.every]:
            yield Counting(indicators[sheet.code], sheet, by_code[sheet.code], row, invented)


def _periods(every: Every, today: date, is_demo: bool) -> list[tuple[Period, bool]]:
    """Return what is counted, and whether it is a demonstration. A calendar period is over on the day after its last one."""
    if every == Every.CYCLE:
        return [(round_of(one.round.code, cut_off), one.round.is_demo) for cut_off, one in measured_rounds()]
    last = last_ended(every, today - timedelta(days=1))
    return [(last, is_demo), (last.before(), is_demo)]


def _row_of(period: Period) -> ReportingPeriod | None:
    """Return the row of a period, made if it is its first time; None for a round whose code is that of a calendar period."""
    fields = {"every": period.every, "starts_on": period.starts_on, "ends_on": period.ends_on}
    if period.every == Every.CYCLE and _is_of_calendar(period.code):
        logger.warning("the round %s is not counted: its code is that of a calendar period", period.code)
        return None
    return ReportingPeriod.objects.get_or_create(code=period.code, defaults=fields)[0]


def _is_of_calendar(code: str) -> bool:
    try:
        parse(code)
    except WrongPeriod:
        return False
    return True


@transaction.atomic
def count(counting: Counting, place: Municipality, *, at: datetime) -> bool:
    """Count one indicator of one municipality in one period; return whether its public value is new or changed.

    Left alone: a locked period, what people are writing, and invented values.
    """
    period = ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=counting.period.pk)
    rows = Measurement.objects.filter(indicator=counting.indicator, municipality=place)
    row = rows.select_for_update(of=("self",)).filter(period=period).first()
    found = (
        None
        if period.is_locked
        else counting.source.count(place, period.starts_on, period.ends_on, is_demo=counting.is_demo)
    )
    if found is None or (row is not None and row.is_demo != counting.is_demo):
        return False
    if counting.sheet.code in TYPED_BELOW:
        return row is not None and _count_above(row, counting.sheet, found, at)
    if row is None and not found.inputs and not counting.is_demo and rows.filter(is_demo=True).exists():
        return False  # a demonstration: a count of nothing would set its values aside
    if row is not None and row.state != MeasurementState.APPROVED:
        logger.info("%s of %s is not counted: people are writing it", counting, place.divipola)
        return False
    below = None if found.denominator is None or not counting.sheet.has_denominator else Decimal(found.denominator)
    row = row or _new(counting, place, at)
    return _renew(row, counting.sheet, found, below, at)


def _new(counting: Counting, place: Municipality, at: datetime) -> Measurement:
    return Measurement(
        indicator=counting.indicator, municipality=place, period=counting.period, state=MeasurementState.APPROVED,
        state_since=at, office=OFFICE, note=NOTE, is_demo=counting.is_demo, version=0,
    )  # fmt: skip


def _count_above(row: Measurement, sheet: IndicatorSheet, found: Count, at: datetime) -> bool:
    """Count the numerator over a denominator that people typed: public only once they approved it.

    In a draft that has a denominator and no numerator yet, the number is written in, for them to send.
    """
    if row.state == MeasurementState.APPROVED:
        value = row.approved_values.last()
        if value is None or value.denominator is None or found.numerator > value.denominator:
            logger.warning(
                "%s %s of %s is not counted: more than its denominator", sheet.code, row.period, row.municipality
            )
            return False
        return _renew(row, sheet, found, value.denominator, at)
    if row.state == MeasurementState.DRAFT and row.denominator is not None and row.numerator is None:
        row.numerator, row.version = Decimal(found.numerator), row.version + 1
        row.save(update_fields=["numerator", "version"])
        audit.record(by=None, verb="measurement.saved", target=row, at=at, data={"version": row.version})
    return False


def _renew(row: Measurement, sheet: IndicatorSheet, found: Count, below: Decimal | None, at: datetime) -> bool:
    """Write the run and the value, each only if it differs from the last one; return whether the value does."""
    numbers = {"numerator": Decimal(found.numerator), "denominator": below}
    if row.pk is None or _differs(row, numbers):
        row.numerator, row.denominator, row.version = numbers["numerator"], below, row.version + 1
        row.save(update_fields=None if row.pk is None else ["numerator", "denominator", "version"])
    value, run = row.approved_values.last(), row.runs.last()
    is_new = value is None or _differs(value, numbers)
    if run is None or _differs(run, numbers) or run.inputs != list(found.inputs) or (is_new and hasattr(run, "value")):
        number = run.number + 1 if run else 1
        run = SourceRun.objects.create(measurement=row, number=number, inputs=list(found.inputs), at=at, **numbers)
    if not is_new:
        return False
    number = value.number + 1 if value else 1
    ApprovedValue.objects.create(
        measurement=row, number=number, sheet=sheet, run=run, approved_at=at, office=OFFICE,
        reason=CORRECTED if value else "", **numbers,
    )  # fmt: skip
    audit.record(by=None, verb="measurement.counted", target=row, at=at, data={"number": number, "run": run.number})
    return True


def _differs(row: Measurement | SourceRun | ApprovedValue, numbers: dict[str, Decimal | None]) -> bool:
    return (row.numerator, row.denominator) != (numbers["numerator"], numbers["denominator"])
