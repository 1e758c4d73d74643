"""Workshops: the call, its changes, who came, the minutes and the evaluation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda
from cocreation.agendas.queries.stages import require_act
from cocreation.workshops.choices import Asked, Dimension, WorkshopState
from cocreation.workshops.models import AttendanceCell, Evaluation, Workshop
from cocreation.workshops.queries.attendance import values_of
from core import audit
from core.process.transitions import locked, require_reason, require_state, transition
from core.refusals import Refusal

# Of the call; a change of one of them is another version of the calendar file.
CALL = (
    "title", "theme", "municipality", "place", "access", "link", "starts_at", "ends_at", "seats", "care", "objective",
    "session", "method", "materials",
)  # fmt: skip


class NotYet(Refusal):
    """The workshop has not begun."""


class TotalsDiffer(Refusal):
    """The three tables of the attendance must count the same people."""


@transaction.atomic
def convene(*, agenda: Agenda, by: User, at: datetime, **call: Any) -> Workshop:
    """Store a workshop; from then on it is on the page of its agenda. `call`: the fields of CALL. Refuses NotInThisStage."""
    agenda = lock(agenda)  # serialises the numbers
    require_act(agenda, Act.HOLD_WORKSHOP, Actor.FACILITATOR, timezone.localdate(at))
    last = agenda.workshops.aggregate(last=Max("number"))["last"] or 0
    row = Workshop.objects.create(
        agenda=agenda,
        number=last + 1,
        state=WorkshopState.CONVENED,
        state_since=at,
        changed_at=at,
        convened_by=by,
        **call,
    )
    audit.record(by=by, verb="workshop.convened", target=row, at=at)
    return row


@transaction.atomic
def change(*, workshop: Workshop, by: User, at: datetime, **call: Any) -> Workshop:
    """Change the call. The same again changes nothing. Refuses WrongState once held, and NotInThisStage."""
    row = locked(workshop)
    require_state(row, WorkshopState.CONVENED)
    require_act(row.agenda, Act.HOLD_WORKSHOP, Actor.FACILITATOR, timezone.localdate(at))
    changed = [name for name in CALL if name in call and getattr(row, name) != call[name]]
    if not changed:
        return row
    for name in changed:
        setattr(row, name, call[name])
    row.sequence, row.changed_at = row.sequence + 1, at
    row.save(update_fields=[*changed, "sequence", "changed_at"])
    labels = [str(Workshop._meta.get_field(name).verbose_name) for name in changed]
    audit.record(by=by, verb="workshop.changed", target=row, at=at, data={"changed": labels})
    return row


@transaction.atomic
def cancel(*, workshop: Workshop, reason: str, by: User, at: datetime) -> Workshop:
    """Cancel a workshop; its page and its calendar file say so. Refuses ReasonMissing and WrongState."""
    require_reason(reason)
    row = locked(workshop)
    row.cancelled_because, row.sequence, row.changed_at = reason.strip(), row.sequence + 1, at
    fields = ("cancelled_because", "sequence", "changed_at")
    transition(row, "workshop.cancelled", WorkshopState.CANCELLED, by=by, at=at, reason=reason.strip(), fields=fields)
    return row


@transaction.atomic
def hold(*, workshop: Workshop, cells: Mapping[Dimension, Mapping[str, int]], by: User, at: datetime) -> Workshop:
    """Store how many people came, by sector, territory and age; again until the minutes stand.

    Refuses NotYet before it starts, TotalsDiffer, and WrongState.
    """
    row = locked(workshop)
    require_state(row, WorkshopState.CONVENED, WorkshopState.HELD)
    if at < row.starts_at:
        raise NotYet("El taller todavía no ha empezado: anote la asistencia cuando termine.")
    totals = {dimension: sum(cells.get(dimension, {}).values()) for dimension in Dimension}
    if len(set(totals.values())) > 1:
        said = ", ".join(f"{dimension.label.lower()}: {total}" for dimension, total in totals.items())
        raise TotalsDiffer(f"Las tres tablas deben sumar lo mismo ({said}). Ponga en «Sin dato» a quien falte.")
    row.attended = totals[Dimension.SECTOR]
    AttendanceCell.objects.filter(workshop=row).delete()
    known = {dimension: values_of(dimension) for dimension in Dimension}
    AttendanceCell.objects.bulk_create(
        AttendanceCell(workshop=row, dimension=dimension, value=value, people=people)
        for dimension, counts in cells.items()
        for value, people in counts.items()
        if value in known[dimension]
    )
    # No numbers in the log: a small cell would stand there for good.
    if row.state == WorkshopState.CONVENED:
        transition(row, "workshop.held", WorkshopState.HELD, by=by, at=at, fields=("attended",))
    else:
        row.save(update_fields=["attended"])
        audit.record(by=by, verb="workshop.attended", target=row, at=at)
    return row


@transaction.atomic
def close(*, workshop: Workshop, minutes: str, decisions: str, pending: str, by: User, at: datetime) -> Workshop:
    """Publish the minutes, once and for good. Refuses WrongState until the attendance is stored."""
    row = locked(workshop)
    require_state(row, WorkshopState.HELD)
    row.minutes, row.decisions, row.pending = minutes.strip(), decisions.strip(), pending.strip()
    fields = ("minutes", "decisions", "pending")
    transition(row, "workshop.closed", WorkshopState.CLOSED, by=by, at=at, fields=fields)
    return row


@transaction.atomic
def evaluate(*, workshop: Workshop, answers: Mapping[Asked, tuple[int, int]], by: User, at: datetime) -> Workshop:
    """Store how many said yes and no to each of the three questions. Refuses WrongState before it was held."""
    row = locked(workshop)
    require_state(row, WorkshopState.HELD, WorkshopState.CLOSED)
    if any(yes + no > (row.attended or 0) for yes, no in answers.values()):
        raise TotalsDiffer(f"Vinieron {row.attended}: una pregunta no puede tener más respuestas.")
    Evaluation.objects.filter(workshop=row, question__in=list(answers)).delete()
    Evaluation.objects.bulk_create(
        Evaluation(workshop=row, question=question, yes=yes, no=no) for question, (yes, no) in answers.items()
    )
    audit.record(by=by, verb="workshop.evaluated", target=row, at=at)
    return row
