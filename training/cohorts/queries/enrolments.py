"""Enrolments of a person, and what a new one would say."""

from typing import Any, NamedTuple

from django.utils import timezone

from accounts.models import User
from accounts.queries import holdings_of
from training.cohorts.choices import CohortState, Entry
from training.cohorts.models import Cohort, CohortInvitation, Enrolment
from training.cohorts.queries.cohorts import taking_enrolments
from training.courses.models import CourseVersion, Route


def enrolment_of(user: Any, cohort: Cohort) -> Enrolment | None:
    """Return the enrolment of the person in the cohort, withdrawn or not. One query, none for who is not signed in."""
    if not user.is_authenticated:
        return None
    return Enrolment.objects.with_context().filter(cohort=cohort.pk, user=user.pk).first()


def own_open_cohorts(user: Any, course: str) -> list[Cohort]:
    """Return the open cohorts of a course in which the person is, by code. One query, none for who is not signed in."""
    if not user.is_authenticated:
        return []
    rows = Enrolment.objects.active().with_context().filter(user=user.pk, cohort__version__course__code=course)
    return [
        row.cohort for row in rows.filter(cohort__state=CohortState.OPEN).order_by("cohort__starts_on", "cohort__code")
    ]


def is_invited(user: User, cohort: Cohort) -> bool:
    return CohortInvitation.objects.filter(cohort=cohort.pk, email=user.email).exists()


def may_enter(user: User, cohort: Cohort) -> bool:
    """Return whether the way in is open to the user, whatever the seats. At most one query."""
    return cohort.entry == Entry.OPEN or is_invited(user, cohort)


def defaults_of(user: User) -> dict[str, Any]:
    """Return what the form of an enrolment begins with: as in the last one, else from the account and its municipality."""
    last = Enrolment.objects.active().filter(user=user).order_by("-enrolled_at", "-pk").first()
    if last is not None:
        return {"name": last.name, "municipality": last.municipality_id, "office": last.office}
    places = [holding.municipality_id for holding in holdings_of(user) if holding.municipality_id]
    return {"name": user.get_full_name(), "municipality": places[0] if places else None, "office": ""}


class RouteLine(NamedTuple):
    """A course of a route. `cohort`: where one would be enrolled now; None: none is open, or all are full.

    `enrolled_in`: where the person already is.
    """

    course: str
    title: str
    cohort: Cohort | None
    enrolled_in: Cohort | None


def lines_of_route(route: Route, user: User) -> list[RouteLine]:
    """Return the courses of the route, in its order, with the cohort that begins first. Three queries, however many there are."""
    titles = dict(
        CourseVersion.objects.current().filter(course__code__in=route.courses).values_list("course__code", "title")
    )
    held: dict[str, Cohort] = {}
    for row in (
        Enrolment.objects.active().with_context().filter(user=user, cohort__version__course__code__in=route.courses)
    ):
        held[row.cohort.version.course.code] = row.cohort
    free: dict[str, Cohort] = {}
    for cohort in taking_enrolments(timezone.localdate(), route.courses).exclude(teaching__user=user):
        if cohort.free_seats != 0:
            free.setdefault(cohort.version.course.code, cohort)
    return [
        RouteLine(code, titles.get(code, code), None if code in held else free.get(code), held.get(code))
        for code in route.courses
    ]
