"""Cohorts: made, changed, opened, ended and cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.process.transitions import locked, require_reason, require_state, transition
from core.refusals import Refusal, Stale
from core.words import long_day
from training.cohorts.actions.telling import tell_changed, tell_over
from training.cohorts.choices import FARTHEST, SESSIONS, CohortState
from training.cohorts.models import Cohort, CohortInstructor, LiveSession

CALL = ("code", "version", "name", "starts_on", "ends_on", "entry", "seats")
OF_SESSION = ("title", "starts_at", "minutes", "place", "link")
# What people are told of the cohort; of its sessions, everything.
TOLD = {"name": "el nombre", "starts_on": "el primer día", "ends_on": "el último día"}


class CallRefused(Refusal):
    """The cohort cannot be as it was typed; `fields` names where."""


class NotReady(Refusal):
    """What a cohort needs before it opens is missing."""


@transaction.atomic
def create(
    *,
    by: User,
    at: datetime,
    call: Mapping[str, Any],
    sessions: Sequence[Mapping[str, Any]],
    instructors: Iterable[User],
) -> Cohort:
    """Store a cohort in preparation with its two sessions. Refuses CallRefused."""
    _require_order(call, sessions, at)
    _require_can_be_taken(call)
    row = Cohort(**call, state=CohortState.DRAFT, state_since=at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise _refused("code", "Ya hay un grupo con ese código.") from None
    CohortInstructor.objects.bulk_create(CohortInstructor(cohort=row, user=user) for user in instructors)
    LiveSession.objects.bulk_create(
        LiveSession(cohort=row, number=number, changed_at=at, **session) for number, session in enumerate(sessions, 1)
    )
    audit.record(by=by, verb="cohort.created", target=row, at=at)
    return row


@transaction.atomic
def change(
    *, cohort: Cohort, seen: int, by: User, at: datetime, call: Mapping[str, Any], sessions: Sequence[Mapping[str, Any]],
    instructors: Iterable[User] | None = None,
) -> Cohort:  # fmt: skip
    """Change a cohort that is not over; who takes it is told of other dates and sessions. The same again changes nothing.

    `instructors`: None leaves them. Refuses WrongState, Stale and CallRefused.
    """
    row = locked(cohort)
    require_state(row, CohortState.DRAFT, CohortState.OPEN)
    if row.revision != seen:
        raise Stale("Otra persona cambió el grupo mientras usted lo veía. Mire cómo quedó antes de guardar.")
    _require_order(call, sessions, at)
    if row.is_draft:
        _require_can_be_taken(call)
    else:
        _require_possible(row, call)
    changed = [name for name in CALL if name in call and getattr(row, name) != call[name]]
    for name in changed:
        setattr(row, name, call[name])
    moved = _change_sessions(row, sessions, at)
    staff = instructors is not None and _change_instructors(row, instructors)
    if not (changed or moved or staff):
        return row
    row.revision += 1
    try:
        with transaction.atomic():
            row.save(update_fields=[*changed, "revision"])
    except IntegrityError:
        raise _refused("code", "Ya hay un grupo con ese código.") from None
    labels = [str(Cohort._meta.get_field(name).verbose_name) for name in changed] + moved + ["docentes"] * staff
    audit.record(by=by, verb="cohort.changed", target=row, at=at, data={"fields": labels})
    told = [TOLD[name] for name in changed if name in TOLD] + moved
    if row.is_open and told:
        tell_changed(row, told, at=at)
    return row


@transaction.atomic
def open_cohort(*, cohort: Cohort, by: User, at: datetime) -> Cohort:
    """Publish it; from then on people enrol. Refuses WrongState and NotReady."""
    row = locked(cohort)
    require_state(row, CohortState.DRAFT)
    missing = []
    if not row.teaching.exists():
        missing.append("una persona que lo enseñe")
    if row.version.parsed.in_preparation:
        missing.append("las lecciones del curso, que está en preparación")
    if row.sessions.count() < SESSIONS:
        missing.append("las dos sesiones en vivo")
    if row.ends_on < timezone.localdate(at):
        missing.append("un último día que no haya pasado")
    if missing:
        raise NotReady(f"Para abrir el grupo falta {' y '.join(missing)}.")
    transition(row, "cohort.opened", CohortState.OPEN, by=by, at=at)
    return row


@transaction.atomic
def end_early(*, cohort: Cohort, reason: str, by: User, at: datetime) -> Cohort:
    """End it before its last day; sessions to come are cancelled and people told. Refuses ReasonMissing and WrongState."""
    require_reason(reason)
    row = locked(cohort)
    row.reason, row.ended_at = reason.strip(), at
    fields = ("reason", "ended_at")
    transition(
        row, "cohort.ended", CohortState.ENDED, by=by, at=at, reason=row.reason, data={"early": True}, fields=fields
    )
    _cancel_sessions(row, at)
    tell_over(row, at=at)
    return row


@transaction.atomic
def cancel(*, cohort: Cohort, reason: str, by: User, at: datetime) -> Cohort:
    """Cancel it; sessions to come are cancelled and people told. Refuses ReasonMissing and WrongState."""
    require_reason(reason)
    row = locked(cohort)
    row.reason = reason.strip()
    transition(row, "cohort.cancelled", CohortState.CANCELLED, by=by, at=at, reason=row.reason, fields=("reason",))
    _cancel_sessions(row, at)
    tell_over(row, at=at)
    return row


def end_passed(*, at: datetime) -> int:
    """End the open cohorts whose last day has passed, each in its own transaction; return how many."""
    passed = Cohort.objects.filter(state=CohortState.OPEN, ends_on__lt=timezone.localdate(at)).order_by("pk")
    return sum(_end(pk, at) for pk in passed.values_list("pk", flat=True))


@transaction.atomic
def _end(pk: int, at: datetime) -> bool:
    row = Cohort.objects.select_for_update(of=("self",)).with_context().get(pk=pk)
    if not row.is_open or row.ends_on >= timezone.localdate(at):  # changed meanwhile
        return False
    row.ended_at = at
    transition(row, "cohort.ended", CohortState.ENDED, by=None, at=at, fields=("ended_at",))
    return True


def _require_order(call: Mapping[str, Any], sessions: Sequence[Mapping[str, Any]], at: datetime) -> None:
    first, last, today = call["starts_on"], call["ends_on"], timezone.localdate(at)
    if last < first:
        raise _refused("ends_on", "Debe terminar el día en que empieza o después.")
    for name in ("starts_on", "ends_on"):
        if abs(call[name] - today) > FARTHEST:
            raise _refused(name, "Está a más de tres años: revise el año.")
    days = [_day(session) for session in sessions]
    for number, day in enumerate(days, 1):
        if not first <= day <= last:
            raise _refused(f"day_{number}", f"Debe ser un día del grupo: del {long_day(first)} al {long_day(last)}.")
    if len(sessions) == SESSIONS and sessions[1]["starts_at"] <= sessions[0]["starts_at"]:
        raise _refused("day_2", "La segunda sesión va después de la primera.")


def _day(session: Mapping[str, Any]) -> date:
    return timezone.localdate(session["starts_at"])


def _require_can_be_taken(call: Mapping[str, Any]) -> None:
    if call["version"].published_at is None:
        raise _refused("version", "Esa versión del curso no está publicada.")
    if call["version"].parsed.in_preparation:
        raise _refused("version", "El curso está en preparación: todavía no tiene lecciones.")


def _require_possible(row: Cohort, call: Mapping[str, Any]) -> None:
    """What an open cohort promised stays: its code, its course, and a seat for everybody in it."""
    for name in ("code", "version"):
        if name in call and call[name] != getattr(row, name):
            raise _refused(name, "El grupo ya está abierto: esto no cambia.")
    taken = row.enrolments.active().count()
    if call.get("seats") is not None and call["seats"] < taken:
        raise _refused("seats", f"Ya hay {taken} personas inscritas: escriba ese número o uno mayor.")


def _change_sessions(row: Cohort, sessions: Sequence[Mapping[str, Any]], at: datetime) -> list[str]:
    """Store what changed, each a further version of its calendar file; return which, in words."""
    moved, stored = [], {session.number: session for session in row.sessions.select_for_update()}
    for number, wanted in enumerate(sessions, 1):
        session = stored.get(number) or LiveSession(cohort=row, number=number, version=0)
        if session.pk and all(getattr(session, name) == wanted[name] for name in OF_SESSION):
            continue
        if session.pk and session.starts_at <= at and session.starts_at != wanted["starts_at"]:
            raise _refused(f"day_{number}", "Esta sesión ya empezó: su día y su hora no cambian.")
        for name in OF_SESSION:
            setattr(session, name, wanted[name])
        session.version, session.changed_at = session.version + 1, at
        session.save()
        moved.append(f"la sesión {number}")
    return moved


def _change_instructors(row: Cohort, wanted: Iterable[User]) -> bool:
    """Refuse who takes the course in it: nobody judges their own work."""
    users = {user.pk: user for user in wanted}
    before = set(row.teaching.values_list("user", flat=True))
    if before == set(users):
        return False
    learner = row.enrolments.active().filter(user__in=users).select_related("user").first()
    if learner is not None:
        raise _refused(
            "instructors", f"{learner.user.get_full_name()} toma el curso en este grupo: no puede enseñarlo."
        )
    if not users and row.is_open:
        raise _refused("instructors", "Un grupo abierto tiene al menos una persona que lo enseña.")
    row.teaching.exclude(user__in=users).delete()
    CohortInstructor.objects.bulk_create(CohortInstructor(cohort=row, user_id=pk) for pk in users if pk not in before)
    return True


def _cancel_sessions(row: Cohort, at: datetime) -> None:
    for session in row.sessions.select_for_update().filter(starts_at__gt=at, cancelled_at=None):
        session.cancelled_at = session.changed_at = at
        session.version += 1
        session.save(update_fields=["cancelled_at", "changed_at", "version"])


def _refused(field: str, sentence: str) -> CallRefused:
    return CallRefused(sentence, fields={field: [sentence]})
