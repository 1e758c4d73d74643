"""Deadlines of rows in a process: warnings, extensions with a reason, and what happens when one passes."""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit
from core.models import DeadlineExtension, WithDeadlines
from core.process import working_days
from core.process.transitions import locked, require_in_force, require_reason, require_state
from core.refusals import Refusal
from core.words import counted, long_day

logger = logging.getLogger(__name__)
Row = TypeVar("Row", bound=WithDeadlines)

# Working days before a deadline on which people are warned, and for how many days a missed warning is still sent: beat may have
# been down. The grace days end well before the next warning.
WARNINGS = {30: 5, 7: 2, 1: 1}
# More calendar days than thirty working days can span: filters distant deadlines in the query.
HORIZON = timedelta(days=60)
LONGEST_EXTENSION = timedelta(days=366)  # guards against a mistyped year


class NoMoreTime(Refusal):
    """The new deadline gives no more time or far too much, or no deadline is running."""


def due_warnings(rows: QuerySet[Row], today: date) -> list[tuple[Row, int, int]]:
    """Return the rows of which a warning is due today, in the order of `rows`: (row, working days left, key of WARNINGS)."""
    near = list(rows.filter(due_on__range=(today, today + HORIZON)))
    days = {(row.due_on, row.days_off) for row in near}
    left_until = {key: working_days.between(today, *key) for key in days}
    return [
        (row, left, warning)
        for row in near
        if (warning := warning_due(left := left_until[row.due_on, row.days_off])) is not None
    ]


def warning_due(days_left: int) -> int | None:
    """Return the key of WARNINGS that is due with that many working days left, if any."""
    return next((days for days, late in WARNINGS.items() if days - late <= days_left <= days), None)


def time_left(days: int, due_on: date, today: date) -> str:
    """Return the time left in words. `days`: working days, 0 also before a deadline on a weekend or holiday."""
    if due_on == today:
        return "Hoy vence el plazo"
    if days == 0:
        return f"Vence el {long_day(due_on)} el plazo"
    return f"{'Queda' if days == 1 else 'Quedan'} {counted(days, 'día hábil', 'días hábiles')}"


# A board counts from the same few deadlines for all its municipalities.
_working_days = lru_cache(maxsize=2048)(working_days.between)


def days_late(row: WithDeadlines, today: date) -> int | None:
    """Return the working days since the deadline of a row; 0 on the weekend or holidays right after it, None before."""
    if row.due_on is None or not row.is_overdue(today):
        return None
    return _working_days(row.due_on, today, row.days_off)


def late_words(days: int) -> str:
    """«tarde 9 días hábiles»; «acaba de vencer» while no working day has passed since the deadline."""
    return f"tarde {counted(days, 'día hábil', 'días hábiles')}" if days else "acaba de vencer"


def deadline_words(row: WithDeadlines, today: date) -> str:
    """Return the deadline with what is left or how late it is: «Venció el lunes 8 de marzo: tarde 5 días hábiles»."""
    due, late = row.due_on, days_late(row, today)
    if due is None:
        return ""
    if late is not None:
        return f"Venció el {long_day(due)}: {late_words(late)}" if late else f"Venció el {long_day(due)}"
    left = _working_days(today, due, row.days_off)
    if left == 0:
        return f"Vence {'hoy' if due == today else f'el {long_day(due)}'}"
    return (
        f"Vence el {long_day(due)}: {'queda' if left == 1 else 'quedan'} {counted(left, 'día hábil', 'días hábiles')}"
    )


@transaction.atomic
def extend(row: WithDeadlines, *, until: date, reason: str, by, at: datetime, verb: str) -> DeadlineExtension:
    """Extend the deadline of the current state; `verb` is the verb of the audit log.

    Refuses ReasonMissing, WrongState if the state has no deadline, NoMoreTime.
    """
    require_reason(reason)
    return extend_locked(locked(row), until=until, reason=reason, by=by, at=at, verb=verb)


def extend_locked(row: WithDeadlines, *, until: date, reason: str, by, at: datetime, verb: str) -> DeadlineExtension:
    """`extend` for a row that the caller has locked, with its context."""
    require_in_force(row)
    require_state(row, *row.process.with_deadline)
    if not row.takes_extensions:
        raise NoMoreTime(f"{row.display_name}: este plazo no admite prórroga.")
    today = timezone.localdate(at)
    if row.due_on is None:
        raise NoMoreTime(f"{row.display_name} no tiene plazo en este momento.")
    if until <= row.due_on:
        raise NoMoreTime(f"El plazo va hasta el {long_day(row.due_on, with_year=True)}. Ponga un día posterior.")
    if until < today:
        raise NoMoreTime("Ese día ya pasó. Ponga uno que dé tiempo.")
    if until > max(row.due_on, today) + LONGEST_EXTENSION:
        raise NoMoreTime("Una prórroga da hasta un año más. Revise el año de la fecha.")
    extension = row.extensions.create(
        state=row.state, due_before=row.due_on, due_on=until, reason=reason, granted_at=at, granted_by=by
    )
    row.due_on = until
    row.save(update_fields=["due_on"])
    data = {"state": row.state, "before": extension.due_before.isoformat(), "due": until.isoformat()}
    audit.record(by=by, verb=verb, target=row, at=at, data=data, reason=reason)
    return extension


def end_passed(rows: QuerySet, endings: Mapping[str, Callable[..., None]], *, today: date, at: datetime) -> int:
    """Call `endings[state](row, at=at)` for rows whose deadline passed in a state of `endings`; return how many.

    Each row is its own transaction: one that fails is logged and retried the next time.
    """

    @transaction.atomic
    def end(key: int) -> bool:
        row = locked(rows.model(pk=key))
        # The row may have been sent or extended while this waited for the lock.
        if row.state not in endings or not row.is_overdue(today):
            return False
        endings[row.state](row, at=at)
        return True

    ended = 0
    for key in list(rows.filter(state__in=endings, due_on__lt=today).order_by("pk").values_list("pk", flat=True)):
        try:
            ended += end(key)
        except Exception:  # whatever it is: the next row must not wait for it
            label = rows.model._meta.label_lower
            logger.exception("deadline of %s %d was not handled, it will be tried again", label, key)
    return ended
