"""Cohorts: those that somebody may run, and their seats."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.permissions import Permission, allows
from accounts.queries import holdings_of
from training.cohorts.choices import (
    LONGEST_SESSION,
    SESSIONS,
    SHORTEST_SESSION,
    USUAL_SESSION,
    CohortState,
    Entry,
)  # fmt: skip
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.models.cohorts import CohortQuerySet
from training.grading.document import Course


def run_by(user: User) -> CohortQuerySet:
    """Return the cohorts in which the user may act: all for who manages cohorts, those they teach for an instructor."""
    rows, held = Cohort.objects.with_context(), holdings_of(user)
    if allows(held, Permission.MANAGE_COHORTS):
        return rows
    return rows.filter(teaching__user=user) if allows(held, Permission.TEACH_COURSES) else rows.none()


def may_run(user: User, cohort: Cohort) -> bool:
    """At most two queries."""
    held = holdings_of(user)
    if allows(held, Permission.MANAGE_COHORTS):
        return True
    return allows(held, Permission.TEACH_COURSES) and is_taught_by(cohort, user)


def is_taught_by(cohort: Cohort, user: User) -> bool:
    return cohort.teaching.filter(user=user.pk).exists()


def with_seats_taken(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    """Annotate `taken`, the enrolments that were not withdrawn."""
    active = Enrolment.objects.active().filter(cohort=OuterRef("pk")).order_by().values("cohort")
    return rows.annotate(taken=Coalesce(Subquery(active.annotate(n=Count("pk")).values("n")), 0))


def seats_left(cohort: Cohort) -> int | None:
    """Return how many seats nobody has; None without a limit. One query, none if `taken` is annotated."""
    if not hasattr(cohort, "taken"):
        cohort.taken = cohort.enrolments.active().count()
    return cohort.free_seats


def taking_enrolments(today: date, courses: Iterable[str] | None = None) -> QuerySet[Cohort]:
    """Return the cohorts in which anybody with an account may enrol now, `taken` annotated, the first to begin first.

    `courses`: codes; None: of every course. Full ones are among them.
    """
    rows = with_seats_taken(Cohort.objects.with_context()).filter(
        state=CohortState.OPEN, entry=Entry.OPEN, ends_on__gte=today
    )
    if courses is not None:
        rows = rows.filter(version__course__code__in=list(courses))
    return rows.order_by("starts_on", "code")


def with_waiting_make_ups(rows: QuerySet[Cohort]) -> QuerySet[Cohort]:
    waits = Q(
        enrolments__withdrawn_at=None, enrolments__make_up__isnull=False, enrolments__make_up__accepted_at=None,
        enrolments__make_up__returned_at=None,
    )  # fmt: skip
    return rows.annotate(make_ups_waiting=Count("enrolments", filter=waits, distinct=True))


def promised_minutes(course: Course) -> int:
    """Return how long a live session lasts if the course is as it says: its minutes of live sessions, shared out among them."""
    promised = course.minutes.get("live", 0) // SESSIONS
    return max(SHORTEST_SESSION, min(promised, LONGEST_SESSION)) if promised else USUAL_SESSION


def counts_in_menu(user: User) -> bool:
    """Whether the menu says what waits: for who teaches. Who coordinates reads it on a board, not on each of their pages."""
    return not allows(holdings_of(user), Permission.MANAGE_COHORTS)


def count_make_ups_waiting(user: User) -> int:
    """Return how many make-ups wait for the user, for the menu; nobody judges their own. One query besides the roles."""
    if not counts_in_menu(user):
        return 0
    cohorts = run_by(user).order_by().values("pk")
    rows = Enrolment.objects.active().filter(
        cohort__in=cohorts, make_up__isnull=False, make_up__accepted_at=None, make_up__returned_at=None
    )
    return rows.exclude(user=user).count()
