"""Courses as anybody may read them: the published version of each, with the cohorts that take enrolments now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from core.search.columns import holds_words, words_of
from training.cohorts.models import Cohort
from training.cohorts.queries.cohorts import taking_enrolments
from training.courses.models import CourseVersion, Route
from training.courses.queries.versions import newest_versions, parsed_in_order
from training.grading.document import Course


@dataclass(frozen=True)
class Listed:
    """`cohorts`: those in which anybody may enrol now, the first to begin first. `routes`: those that it is part of."""

    version: CourseVersion
    course: Course
    cohorts: list[Cohort] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)

    @property
    def code(self) -> str:
        return self.version.course.code


def listed_courses(today: date) -> list[Listed]:
    """Return every published course by its code. Four queries, three once this process has read the documents."""
    return _listed(newest_versions(), today)


def listed_course(code: str, today: date) -> Listed | None:
    """Return a published course; at most four queries."""
    rows = CourseVersion.objects.light().select_related("course").current().filter(course__code=code)
    return next(iter(_listed(list(rows), today)), None)


def with_words(listed: Iterable[Listed], text: str) -> list[Listed]:
    """Keep the courses that say every word of the text in their code, title, summary, competences or modules."""
    words = words_of(text)
    return [one for one in listed if holds_words(_said_by(one), words)]


def published_versions(code: str) -> list[CourseVersion]:
    """Return every published version of a course, the newest first. One query."""
    rows = CourseVersion.objects.light().published().filter(course__code=code)
    return list(rows.order_by("-published_at", "-pk"))


def _listed(versions: list[CourseVersion], today: date) -> list[Listed]:
    cohorts: dict[str, list[Cohort]] = defaultdict(list)
    for cohort in taking_enrolments(today, [version.course.code for version in versions]):
        cohorts[cohort.version.course.code].append(cohort)
    routes: dict[str, list[Route]] = defaultdict(list)
    for route in Route.objects.all():
        for code in route.courses:
            routes[code].append(route)
    return [
        Listed(version, course, cohorts[version.course.code], routes[version.course.code])
        for version, course in zip(versions, parsed_in_order(versions), strict=True)
    ]


def _said_by(one: Listed) -> str:
    modules = [module.title for module in one.course.modules]
    return " ".join((one.code, one.course.title, one.course.summary, *one.course.competences, *modules))
