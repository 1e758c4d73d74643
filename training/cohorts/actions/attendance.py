"""Attendance to live sessions: by the code on the screen, or by the list of who teaches. Nobody notes their own."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction

from accounts.models import User
from core import audit
from core.process.transitions import locked, require_reason, require_state
from core.refusals import Refusal
from core.web import attempts
from core.words import about_time, moment_in_full
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.actions.progress import record_progress
from training.cohorts.choices import CODE_EARLY, CODE_MINUTES, CODE_TRIES, AttendanceSource, CohortState
from training.cohorts.models import Attendance, AttendanceCode, Cohort, Enrolment, LiveSession
from training.cohorts.queries.codes import is_code
from training.cohorts.queries.cohorts import is_taught_by

TRIES = attempts.Limit("attendance-code", CODE_TRIES, CODE_MINUTES * 60)
WRONG = "Ese no es el código que está en la pantalla ahora. Revíselo letra por letra: no lleva ceros, unos, ni las letras I y O."

LATE = f"Ese código venció: vale {CODE_MINUTES} minutos. Pida que muestren otro, o que le anoten en la lista."


class NotNow(Refusal):
    """The session takes no code: it has not begun, or it was cancelled, or its cohort is over."""

    is_conflict = True


class WrongCode(Refusal):
    """No code of the cohort is that one, or it is good no more."""


class TooManyTries(Refusal):
    """The person was wrong too often; `seconds` until the next try. Pages answer 429."""

    def __init__(self, seconds: int):
        super().__init__(
            f"Fueron muchos intentos. Vuelva a probar en {about_time(-(-seconds // 60))}, o avise a quien enseña."
        )
        self.seconds = seconds


class OwnAttendance(Refusal):
    """Whoever acts takes the course in this cohort."""


@transaction.atomic
def show_code(*, session: LiveSession, by: User, at: datetime) -> AttendanceCode:
    """Put a new code on the screen, good for 15 minutes; the one before ends. Refuses WrongState and NotNow."""
    cohort = locked(session.cohort)  # serialises two screens
    require_state(cohort, CohortState.OPEN)
    row = LiveSession.objects.get(pk=session.pk)
    if row.cancelled_at is not None:
        raise NotNow("La sesión se canceló.")
    if at < row.starts_at - CODE_EARLY:
        raise NotNow(f"El código se muestra desde media hora antes: la sesión es el {moment_in_full(row.starts_at)}.")
    code, _ = AttendanceCode.objects.update_or_create(
        session=row,
        defaults={
            "salt": token_hex(16), "shown_at": at, "ends_at": at + timedelta(minutes=CODE_MINUTES), "shown_by": by,
        },
    )  # fmt: skip
    audit.record(by=by, verb="attendance.code_shown", target=row, scope=cohort, at=at, data={"session": row.number})
    return code


def attend(*, enrolment: Enrolment, typed: str, at: datetime) -> Attendance:
    """Count the attendance of a person by the code on the screen, once for each session.

    Refuses NotEnrolled, WrongState, WrongCode, OwnAttendance and TooManyTries. Only wrong codes use up tries.
    """
    try:
        tried = attempts.take((TRIES, str(enrolment.pk)))
    except attempts.Exhausted as wait:
        raise TooManyTries(wait.seconds) from None
    try:
        found = _attend(enrolment, typed, at)
    except WrongCode:
        raise
    except Refusal:
        tried.take_back()
        raise
    tried.take_back()
    return found


@transaction.atomic
def _attend(enrolment: Enrolment, typed: str, at: datetime) -> Attendance:
    row = lock_active(enrolment)
    cohort = row.cohort
    require_state(cohort, CohortState.OPEN)
    shown = AttendanceCode.objects.filter(session__cohort=cohort, session__cancelled_at=None).select_related("session")
    code = next((one for one in shown if is_code(typed, one.salt)), None)
    if code is None:
        raise WrongCode(WRONG)
    if code.ends_at <= at:
        raise WrongCode(LATE)
    if code.shown_by_id == row.user_id or is_taught_by(cohort, row.user):
        raise OwnAttendance("Usted mostró este código: su asistencia la anota otra persona que enseñe el grupo.")
    found, is_new = Attendance.objects.get_or_create(
        session=code.session, enrolment=row, defaults={"source": AttendanceSource.CODE, "at": at, "by": row.user}
    )
    if is_new:
        data = {"session": code.session.number}
        audit.record(by=row.user, verb="attendance.counted", target=row, at=at, data=data)
        record_progress(row)
    return found


@transaction.atomic
def correct(
    *, session: LiveSession, add: Iterable[int], remove: Iterable[int], reason: str, by: User, at: datetime
) -> tuple[int, int]:
    """Add and take away attendance by the list of who teaches; return how many of each. `add`, `remove`: ids of enrolments.

    What is there already, or gone already, changes nothing. Refuses WrongState, NotNow before the session, OwnAttendance, and
    ReasonMissing where something is taken away.
    """
    cohort = locked(session.cohort)
    require_state(cohort, CohortState.OPEN, CohortState.ENDED)
    row = LiveSession.objects.get(pk=session.pk)
    if row.cancelled_at is not None or at < row.starts_at:
        raise NotNow(
            "La sesión se canceló." if row.cancelled_at else "La sesión no ha empezado: anote la lista después."
        )
    wanted, gone = set(add), set(remove)
    _require_not_own(cohort, wanted | gone, by)
    added = _add(row, cohort, wanted, by, at)
    standing = Attendance.objects.select_for_update().filter(session=row, enrolment__in=gone, enrolment__cohort=cohort)
    removed = sorted(standing.values_list("enrolment", flat=True))
    if removed:
        require_reason(reason)
        Attendance.objects.filter(session=row, enrolment__in=removed).delete()
    if added or removed:
        data = {
            "session": row.number, "added_people": len(added), "removed_people": len(removed),
            "enrolments_added": [one.pk for one in added], "enrolments_removed": removed,
        }  # fmt: skip
        audit.record(
            by=by, verb="attendance.corrected", target=row, scope=cohort, at=at, data=data, reason=reason.strip()
        )
    return len(added), len(removed)


def _add(session: LiveSession, cohort: Cohort, wanted: set[int], by: User, at: datetime) -> list[Enrolment]:
    rows = Enrolment.objects.select_for_update(of=("self",)).active().with_context().order_by("pk")
    people = list(rows.filter(cohort=cohort, pk__in=wanted))
    # Read once the enrolments are locked: a code typed meanwhile counts, and not twice.
    have = set(Attendance.objects.filter(session=session, enrolment__in=people).values_list("enrolment", flat=True))
    added = [row for row in people if row.pk not in have]
    Attendance.objects.bulk_create(
        Attendance(session=session, enrolment=row, source=AttendanceSource.LIST, at=at, by=by) for row in added
    )
    for row in added:
        record_progress(row)
    return added


def _require_not_own(cohort: Cohort, ids: set[int], by: User) -> None:
    rows = Enrolment.objects.filter(cohort=cohort, pk__in=ids)
    if rows.filter(user=by).exists():
        raise OwnAttendance("Usted toma el curso en este grupo: su asistencia la anota otra persona que lo enseñe.")
