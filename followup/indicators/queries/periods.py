"""Reporting periods with what was measured in them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q

from followup.indicators.choices import MeasurementState
from followup.indicators.models import ReportingPeriod
from followup.rules.periods import Every, Period, WrongPeriod, last_ended, parse

ENDED = 2  # of each kind that the list offers before anybody measured in them


def counted_periods():
    """Return the periods with how many measurements wait and are approved."""
    states = {"waiting": MeasurementState.SENT, "approved": MeasurementState.APPROVED}
    counts = {name: Count("measurements", filter=Q(measurements__state=state)) for name, state in states.items()}
    return ReportingPeriod.objects.annotate(**counts)


def periods_to_close(every: Iterable[str], today: date) -> list[ReportingPeriod]:
    """Return the periods, the newest first; the last that ended of these kinds also where no row is stored yet. One query."""
    rows = {row.code: row for row in counted_periods()}
    for kind in set(every) - {Every.CYCLE}:
        period = last_ended(Every(kind), today)
        for _ in range(ENDED):
            rows.setdefault(period.code, unsaved(period))
            period = period.before()
    return sorted(rows.values(), key=lambda row: (row.ends_on, row.code), reverse=True)


def period_to_close(code: str) -> ReportingPeriod | None:
    """Return a period by its code, stored or not; None for what is none."""
    row = counted_periods().filter(code=code).first()
    if row is not None:
        return row
    try:
        return unsaved(parse(code))
    except WrongPeriod:
        return None


def unsaved(period: Period) -> ReportingPeriod:
    """Return its row as it would be stored."""
    row = ReportingPeriod(
        code=period.code, every=period.every, starts_on=period.starts_on, ends_on=period.ends_on
    )  # fmt: skip
    row.waiting = row.approved = 0
    return row
