"""What makes up for the live sessions: a person says what they did instead, who teaches accepts it or returns it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from core.process.transitions import require_reason, require_state
from core.refusals import Refusal, Stale
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.actions.progress import record_progress
from training.cohorts.actions.telling import tell_instructors, tell_judged
from training.cohorts.choices import CohortState
from training.cohorts.models import Attendance, Enrolment, MakeUp

OVER = (CohortState.OPEN, CohortState.ENDED)


class NotNeeded(Refusal):
    """Nothing has to be made up for, or it was accepted already."""

    is_conflict = True


class OwnMakeUp(Refusal):
    """Nobody judges their own."""


@transaction.atomic
def send(*, enrolment: Enrolment, text: str, at: datetime) -> MakeUp:
    """Say what was done instead; again while it waits or once it was returned. Refuses NotEnrolled, WrongState, NotNeeded."""
    row = lock_active(enrolment)
    require_state(row.cohort, *OVER)
    if row.has_prior_learning:
        raise NotNeeded("Quien solo presenta las pruebas no necesita sesiones en vivo ni reposición.")
    if Attendance.objects.filter(enrolment=row).exists():
        raise NotNeeded("Su asistencia a una sesión ya está anotada: con una basta.")
    found = MakeUp.objects.filter(enrolment=row).first()
    if found is not None and found.accepted_at is not None:
        raise NotNeeded("Su reposición ya se aceptó.")
    make_up = found or MakeUp(enrolment=row)
    make_up.text, make_up.sent_at = text.strip(), at
    make_up.returned_at, make_up.judged_by, make_up.reason = None, None, ""
    make_up.save()
    audit.record(by=row.user, verb="make_up.sent", target=row, at=at)
    tell_instructors(make_up, at=at)
    return make_up


@transaction.atomic
def accept(*, make_up: MakeUp, seen: datetime, by: User, at: datetime) -> MakeUp:
    """Refuses as `_waiting`. `seen`: when the text that was read had been sent."""
    row, enrolment = _waiting(make_up, seen, by)
    row.accepted_at, row.judged_by = at, by
    row.save(update_fields=["accepted_at", "judged_by"])
    audit.record(by=by, verb="make_up.accepted", target=enrolment, at=at)
    tell_judged(row, enrolment, at=at)
    record_progress(enrolment)
    return row


@transaction.atomic
def give_back(*, make_up: MakeUp, seen: datetime, reason: str, by: User, at: datetime) -> MakeUp:
    """Return it with the reason; the person may write it again. Refuses ReasonMissing, and as `_waiting`."""
    require_reason(reason)
    row, enrolment = _waiting(make_up, seen, by)
    row.returned_at, row.judged_by, row.reason = at, by, reason.strip()
    row.save(update_fields=["returned_at", "judged_by", "reason"])
    audit.record(by=by, verb="make_up.returned", target=enrolment, at=at, reason=row.reason)
    tell_judged(row, enrolment, at=at)
    return row


def _waiting(make_up: MakeUp, seen: datetime, by: User) -> tuple[MakeUp, Enrolment]:
    """Return the make-up that waits, with its enrolment, locked. Refuses OwnMakeUp, NotNeeded, Stale, NotEnrolled, WrongState."""
    enrolment = lock_active(make_up.enrolment)
    require_state(enrolment.cohort, *OVER)
    if enrolment.user_id == by.pk:
        raise OwnMakeUp("Es suya: la decide otra persona que enseñe el grupo.")
    row = MakeUp.objects.get(pk=make_up.pk)
    row.enrolment = enrolment
    if not row.is_waiting:
        raise NotNeeded("Esta reposición ya tiene respuesta.")
    if row.sent_at != seen:
        raise Stale("La persona la escribió otra vez mientras usted la leía. Lea lo nuevo antes de decidir.")
    return row, enrolment
