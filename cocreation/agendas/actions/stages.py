"""Closing stages, by the clock or by hand, and publishing what came of them."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.choices.stages import StageState
from cocreation.agendas.models import Stage, StageReport
from core.process import deadlines
from core.process.transitions import DeadlinePassed, WrongState, locked, require_reason, require_state, transition
from core.slots import Slot

# Called as function(stage=, at=) in the transaction that closes a stage: what was written in it is looked at from now on.
on_stage_closed = Slot()


@transaction.atomic
def close_early(*, stage: Stage, reason: str, by: User, at: datetime) -> Stage:
    """Close a stage before its last day. Refuses ReasonMissing, WrongState, and DeadlinePassed before its first day."""
    require_reason(reason)
    row = locked(stage)
    require_state(row, StageState.OPEN)
    if row.agenda.published_at is None:
        raise WrongState("La agenda todavía es un borrador: cambie las fechas de la etapa.")
    if timezone.localdate(at) < row.opens_on:
        raise DeadlinePassed("Esta etapa todavía no ha abierto: cambie sus fechas.")
    return _close(row, "stage.closed_early", by=by, at=at, reason=reason.strip())


def close_passed(*, at: datetime) -> int:
    """Close the stages of published agendas whose last day is over; return how many. Idempotent."""
    endings = {StageState.OPEN: _close_passed}
    published = Stage.objects.filter(agenda__published_at__isnull=False)
    return deadlines.end_passed(published, endings, today=timezone.localdate(at), at=at)


@transaction.atomic
def publish_report(
    *, stage: Stage, taken_up: str, not_taken_up: str, decided_by: str, what_follows: str, by: User, at: datetime
) -> StageReport:
    """Publish the devolución of a closed stage, once and for good. Refuses WrongState."""
    row = locked(stage)
    require_state(row, StageState.CLOSED)
    report = StageReport.objects.create(
        stage=row, taken_up=taken_up.strip(), not_taken_up=not_taken_up.strip(), decided_by=decided_by.strip(),
        what_follows=what_follows.strip(), published_at=at, published_by=by,
    )  # fmt: skip
    transition(row, "stage.reported", StageState.REPORTED, by=by, at=at)
    return report


def _close_passed(row: Stage, *, at: datetime) -> None:
    _close(row, "stage.closed", by=None, at=at)


def _close(row: Stage, verb: str, *, by: User | None, at: datetime, reason: str = "") -> Stage:
    transition(row, verb, StageState.CLOSED, by=by, at=at, reason=reason)
    for filler in on_stage_closed:
        filler(stage=row, at=at)
    return row
