"""Transitions of a row through its process (core.process): the only place where a state changes."""

from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

from core import audit
from core.models import AuditEntry, InProcess, WithDeadlines
from core.process import working_days
from core.refusals import Refusal
from core.words import long_day

Row = TypeVar("Row", bound=InProcess)
TAKEN_OUT = "Otra persona lo sacó mientras usted lo veía: ya no recibe cambios."


class WrongState(Refusal):
    """The process has no such step from the current state."""

    is_conflict = True


class ProcessOver(WrongState):
    """What the row belongs to has ended or was cancelled."""


class ReasonMissing(Refusal):
    """The action requires a reason."""


class DeadlinePassed(Refusal):
    """The current state has not opened yet, or its deadline has passed."""


def locked(row: Row) -> Row:
    """Return the row as it is now, locked until the transaction ends. Refuses ProcessOver."""
    found = type(row).objects.select_for_update(of=("self",)).with_context().filter(pk=row.pk).first()
    if found is None:
        raise ProcessOver(TAKEN_OUT)
    require_in_force(found)
    return found


def require_in_force(row: InProcess) -> None:
    """Refuse ProcessOver. Call it on a locked row: who ends the process locks its rows too, so that one of both comes first."""
    row.refresh_over()
    if row.over_because:
        raise ProcessOver(row.over_because)


def require_state(row: InProcess, *states: str) -> None:
    if row.state not in states:
        raise WrongState(
            f"{row.display_name} está «{row.get_state_display().lower()}»: eso ya no se puede, o no todavía."
        )


def require_time(row: WithDeadlines, at: datetime) -> None:
    """Refuse DeadlinePassed outside the days in which the state accepts changes."""
    today = timezone.localdate(at)
    if row.is_open_on(today):
        return
    if row.over_because:
        raise ProcessOver(row.over_because)
    if row.is_overdue(today):
        more_time = " La coordinación puede dar una prórroga; lo guardado sigue ahí." if row.takes_extensions else ""
        raise DeadlinePassed(f"El plazo venció el {long_day(row.due_on)}.{more_time}")
    raise DeadlinePassed(f"{row.opened_with} abre el {long_day(row.opens_on)}.")


def require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing("Escriba la razón en una o dos frases.")


def begin(row: WithDeadlines, at: datetime) -> None:
    """Set the initial state of a new row with its deadline; the caller saves it."""
    row.state, row.state_since = row.process.initial, at
    row.due_on = _due_on(row, row.process.initial, timezone.localdate(at))


def transition(
    row: InProcess, verb: str, target: str, *, by, at: datetime, reason: str = "", data: dict | None = None,
    fields: tuple[str, ...] = (),
) -> None:  # fmt: skip
    """Perform the step, save it with the changed `fields`, and log it. Call inside a transaction that locked the row.

    Refuses WrongState if the process has no such step, DeadlinePassed if it comes too late.
    """
    entry, changed = _moved(row, verb, target, by=by, at=at, reason=reason, data=data)
    row.save(update_fields=[*changed, *fields])
    entry.save()


def transition_many(
    rows: list[Row], verb: str, target: str, *, by, at: datetime, reason: str = "", fields: tuple[str, ...] = ()
) -> None:
    """Perform the same step for several locked rows of one model, in two statements. Refuses as `transition`."""
    moved = [_moved(row, verb, target, by=by, at=at, reason=reason) for row in rows]
    if moved:
        type(rows[0]).objects.bulk_update(rows, [*moved[0][1], *fields], batch_size=500)
        audit.record_many(entry for entry, _ in moved)


def _moved(
    row: InProcess, verb: str, target: str, *, by, at: datetime, reason: str = "", data: dict | None = None
) -> tuple[AuditEntry, list[str]]:
    """Set the new state and its deadline; return the audit entry and the changed fields. The caller saves both."""
    process = row.process
    source, target = process.states(row.state), process.states(target)
    step = process.step(source, verb, target)
    if step is None:
        raise WrongState(
            f"{row.display_name} está «{source.label.lower()}» y no puede pasar a «{target.label.lower()}»."
        )
    moved = {"from": source.value, "to": target.value}
    changed = ["state", "state_since"]
    if isinstance(row, WithDeadlines):
        if step.in_time:
            require_time(row, at)
        today = timezone.localdate(at)
        due_on = _due_on(row, target, today)
        row.days_left, row.due_on = _days_left(row, target, today), due_on
        moved["due"] = due_on.isoformat() if due_on else None
        changed += ["due_on", "days_left"]
    row.state, row.state_since = target, at
    changed += row.set_moved(at)
    return audit.entry_of(by=by, verb=verb, target=row, at=at, data=moved | (data or {}), reason=reason), changed


def _due_on(row: WithDeadlines, target: str, today: date) -> date | None:
    process = row.process
    if target in process.own_terms:
        return row.own_due_on(target)
    if target in process.paused_in.values() and row.days_left is not None:
        return working_days.add(today, row.days_left, row.days_off)
    term = row.term_of(target)
    return None if term is None else working_days.add(today, term, row.days_off)


def _days_left(row: WithDeadlines, target: str, today: date) -> int | None:
    """Working days left in the state whose clock stops (at least 1); None when no clock stops."""
    if row.process.paused_in.get(target) != row.state or row.due_on is None:
        return None
    return max(working_days.between(today, row.due_on, row.days_off), 1)
