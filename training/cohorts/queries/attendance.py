"""Who attended which live session."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from training.cohorts.models import Attendance, AttendanceCode, Cohort, Enrolment, LiveSession


def code_on_screen(session: LiveSession, at: datetime) -> AttendanceCode | None:
    return AttendanceCode.objects.filter(session=session, ends_at__gt=at).first()


def attended_ids(session: LiveSession) -> set[int]:
    """Return the ids of the enrolments. One query."""
    return set(Attendance.objects.filter(session=session).values_list("enrolment", flat=True))


def roster(cohort: Cohort, *, without: User | None = None) -> QuerySet[Enrolment]:
    """Return the people of a cohort by name, with what they attended and their make-up. `without`: nobody notes their own."""
    rows = Enrolment.objects.active().filter(cohort=cohort).select_related("user", "municipality", "make_up")
    if without is not None:
        rows = rows.exclude(user=without)
    attended = Attendance.objects.select_related("session").order_by("session__number")
    return rows.prefetch_related(Prefetch("attendance", attended)).order_by("name", "pk")


def sessions_attended(enrolment: Enrolment) -> set[int]:
    """Return the numbers of the sessions. One query."""
    return set(Attendance.objects.filter(enrolment=enrolment).values_list("session__number", flat=True))


def counts_of(sessions: Iterable[LiveSession]) -> dict[int, int]:
    """Return how many attended each session, by its number. One query."""
    found: dict[int, int] = {session.number: 0 for session in sessions}
    rows = Attendance.objects.filter(session__in=list(sessions), enrolment__withdrawn_at=None)
    for number in rows.values_list("session__number", flat=True):
        found[number] += 1
    return found
