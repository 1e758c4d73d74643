"""From the diagnosis to the courses: the lessons that serve a question, and the courses that bring a municipality most points."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from django.core.cache import cache

from accounts.models import User
from core.web import page_cache
from diagnostics.results.queries.improvement.steps import gains_of_place
from territory.models import Municipality
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.courses.models import CourseVersion
from training.courses.queries.versions import newest_versions, parsed_in_order
from training.grading.document import Course, Lesson, Module

KEPT = 3600  # seconds
MOST_COURSES = 5


@dataclass(frozen=True)
class ServingLesson:
    version: CourseVersion
    module: Module
    lesson: Lesson


@dataclass(frozen=True)
class ServingTask:
    """The assignment of a module, whose product may be evidence. `number`: of the module, from 1."""

    version: CourseVersion
    number: int
    module: Module


@dataclass(frozen=True)
class Serving:
    lessons: list[ServingLesson] = field(default_factory=list)
    tasks: list[ServingTask] = field(default_factory=list)


@dataclass(frozen=True)
class CourseGain:
    """`points`: of the total, exact, if each question that the course serves goes up one step; `gaps`: them, most first."""

    version: CourseVersion
    points: Fraction
    gaps: list[tuple[str, Fraction]]

    @property
    def per_hour(self) -> Fraction:
        return self.points / self.version.hours


@dataclass(frozen=True)
class PlaceCourses:
    """`round`: name of the round whose published result says what weighs most."""

    round: str
    courses: list[CourseGain]


def serving() -> dict[str, Serving]:
    """Return what published courses have for each question of the instrument that they name. Two queries at most."""
    versions, found = newest_versions(), defaultdict[str, Serving](Serving)
    for version, course in zip(versions, parsed_in_order(versions), strict=True):
        for number, module in enumerate(course.modules, start=1):
            for lesson in module.lessons:
                for code in lesson.questions:
                    found[code].lessons.append(ServingLesson(version, module, lesson))
            for code in module.assignment.questions if module.assignment else ():
                found[code].tasks.append(ServingTask(version, number, module))
    return dict(found)


def lessons_for(question: str) -> list[ServingLesson]:
    """Return the lessons that serve a question. Two queries at most."""
    return serving().get(question, Serving()).lessons


def courses_for(municipality: Municipality) -> PlaceCourses | None:
    """Return the courses that serve what the municipality lacks, those with most points per hour first; None without a result."""
    found = _gains(municipality)
    if found is None:
        return None
    round, gains = found
    versions = newest_versions()
    courses = [
        _gain(version, course, gains) for version, course in zip(versions, parsed_in_order(versions), strict=True)
    ]
    useful = sorted((one for one in courses if one.points), key=lambda one: (-one.per_hour, one.version.course.code))
    return PlaceCourses(round, useful[:MOST_COURSES])


def _gain(version: CourseVersion, course: Course, gains: Mapping[str, Fraction]) -> CourseGain:
    gaps = sorted(
        ((code, gains[code]) for code in served_by(course) if code in gains), key=lambda gap: (-gap[1], gap[0])
    )
    return CourseGain(version, sum((points for _, points in gaps), Fraction(0)), gaps)


def served_by(course: Course) -> set[str]:
    """Return the codes of the questions that lessons and assignments of the course serve."""
    lessons = {code for module in course.modules for lesson in module.lessons for code in lesson.questions}
    return lessons | {code for module in course.modules if module.assignment for code in module.assignment.questions}


def _gains(municipality: Municipality) -> tuple[str, dict[str, Fraction]] | None:
    """Return the name of the round and what a step in each question brings. Kept until something is published."""
    key = f"gains-of-place:{page_cache.edition()}:{municipality.slug}"
    kept = cache.get(key)
    if kept is None:
        found = gains_of_place(municipality)
        kept = [str(found.round), [[one.step.question.code, str(one.points)] for one in found.gains]] if found else []
        cache.set(key, kept, KEPT)  # the cache takes what JSON holds
    if not kept:
        return None
    best: dict[str, Fraction] = {}
    for code, points in kept[1]:
        best[code] = max(best.get(code, Fraction(0)), Fraction(points))
    return kept[0], best


def enrolment_with(user: User, course: str, module: str, lesson: str) -> Enrolment | None:
    """Return where the person reads a lesson: an open cohort first, then the newest. Two queries at most."""
    rows = Enrolment.objects.active().with_context().filter(user=user, cohort__version__course__code=course)
    for row in sorted(rows, key=lambda row: (row.cohort.state != CohortState.OPEN, -row.pk)):
        found = row.cohort.version.parsed.module(module)
        if found is not None and found.lesson(lesson) is not None:
            return row
    return None
