"""Reporting periods: the row of each, and closing one so that it takes no measurement."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.access import can
from accounts.models import User
from accounts.permissions import Permission, roles_with
from core import audit
from core.numbers import joined
from core.process.transitions import require_reason
from core.refusals import Refusal
from core.words import long_day
from followup.indicators.models import IndicatorSheet, ReportingPeriod
from followup.indicators.queries.targets import takes_targets
from followup.rules.periods import Every, WrongPeriod, parse

WORDS = {
    Every.QUARTER: "cada trimestre",
    Every.HALF: "cada semestre",
    Every.YEAR: "cada año",
    Every.CYCLE: "en cada ciclo",
}


class PeriodDoesNotFit(Refusal):
    """The code is no period, or not one in which the indicator is measured."""


class PeriodLocked(Refusal):
    """The period takes no measurement: why, since when, and who may open it."""

    is_conflict = True


class NotYet(Refusal):
    """The period has not begun, or has not ended."""


class MayNotManage(Refusal):
    """The person does not close periods or set targets."""


def period_of(code: str, sheet: IndicatorSheet | None = None, *, or_year: bool = False) -> ReportingPeriod:
    """Return the row of a period, made now if it is the first time.

    `sheet`: the period must be one in which it is measured; `or_year`: or a year, as targets have. Refuses PeriodDoesNotFit.
    """
    stored = ReportingPeriod.objects.filter(code=code).first()
    try:
        every = Every(stored.every) if stored else parse(code).every
    except WrongPeriod as fault:
        raise PeriodDoesNotFit(str(fault)) from None
    if sheet is not None and not (takes_targets(sheet, every) if or_year else every == sheet.every):
        raise PeriodDoesNotFit(
            f"{sheet.code} se mide {WORDS[Every(sheet.every)]}: «{code[:40]}» no es un periodo suyo."
        )
    if stored is not None:
        return stored
    period = parse(code)
    days = {"every": period.every, "starts_on": period.starts_on, "ends_on": period.ends_on}
    return ReportingPeriod.objects.get_or_create(code=code, defaults=days)[0]


def held(period: ReportingPeriod) -> ReportingPeriod:
    """Return the period as it is now, locked until the transaction ends: before any of its measurements."""
    return ReportingPeriod.objects.select_for_update(of=("self",)).get(pk=period.pk)


def require_open(period: ReportingPeriod) -> None:
    """Refuse PeriodLocked."""
    if why := why_locked(period):
        raise PeriodLocked(why)


def why_locked(period: ReportingPeriod) -> str:
    """Return the sentence that names reason, day and who may open it; "" while the period takes measurements."""
    if period.locked_at is None:
        return ""
    day = long_day(timezone.localdate(period.locked_at), with_year=True)
    who = joined(sorted(role.label for role in roles_with(Permission.MANAGE_INDICATORS)))
    reason = period.lock_reason.rstrip(".")
    return f"El periodo {period.code} está cerrado desde el {day}: «{reason}». Lo puede abrir: {who}."


def require_begun(period: ReportingPeriod, at: datetime) -> None:
    """Refuse NotYet before its first day."""
    if timezone.localdate(at) < period.starts_on:
        day = long_day(period.starts_on, with_year=True)
        raise NotYet(f"El periodo {period.code} empieza el {day}: todavía no hay nada que medir.")


def require_ended(period: ReportingPeriod, at: datetime) -> None:
    """Refuse NotYet before its last day."""
    if timezone.localdate(at) < period.ends_on:
        day = long_day(period.ends_on, with_year=True)
        raise NotYet(
            f"El periodo {period.code} termina el {day}. Hasta ese día la medición se guarda, pero no se envía."
        )


def require_manager(by: User) -> None:
    """Refuse MayNotManage."""
    if not can(by, Permission.MANAGE_INDICATORS):
        raise MayNotManage("Eso lo hace la coordinación metropolitana.")


@transaction.atomic
def lock(*, period: ReportingPeriod, reason: str, by: User, at: datetime) -> ReportingPeriod:
    """Close a period: it takes no measurement, and none of it is approved. The same again changes nothing.

    Refuses MayNotManage, ReasonMissing, PeriodLocked if somebody closed it with another reason.
    """
    require_manager(by)
    require_reason(reason)
    row = held(period)
    if row.is_locked and row.lock_reason == reason.strip():
        return row
    require_open(row)
    row.locked_at, row.locked_by, row.lock_reason = at, by, reason.strip()
    row.save(update_fields=["locked_at", "locked_by", "lock_reason"])
    audit.record(by=by, verb="period.locked", target=row, at=at, reason=row.lock_reason)
    return row


@transaction.atomic
def unlock(*, period: ReportingPeriod, reason: str, by: User, at: datetime) -> ReportingPeriod:
    """Open a closed period again. One that is open stays so. Refuses MayNotManage, ReasonMissing."""
    require_manager(by)
    require_reason(reason)
    row = held(period)
    if not row.is_locked:
        return row
    row.locked_at, row.locked_by, row.lock_reason = None, None, ""
    row.save(update_fields=["locked_at", "locked_by", "lock_reason"])
    audit.record(by=by, verb="period.unlocked", target=row, at=at, reason=reason.strip())
    return row
