"""The rows of the open data of training. Only what its pages already say to everybody; counts with small cells hidden."""

from typing import Any

from django.utils import timezone

from training.cohorts.models import Cohort
from training.learning.queries.bridges import ServingLesson, ServingTask
from training.pages.exports.open_data import LESSON, TASK
from training.pages.queries.counts import CourseCount
from training.pages.queries.courses import Listed
from training.pages.queries.questions import ServedQuestions

Row = dict[str, Any]
NOTHING = ("course", "version", "module", "kind", "lesson", "title")  # columns of a question that nothing serves


def course_row(one: Listed) -> Row:
    course, version = one.course, one.version
    return {
        "course": one.code, "version": version.version, "title": course.title, "summary": course.summary, "hours": course.hours,
        "modules": len(course.modules), "lessons": sum(len(module.lessons) for module in course.modules),
        "in_preparation": course.in_preparation, "is_demo": course.is_demonstration,
        "reviewed": version.reviewed_on is not None, "published_on": timezone.localdate(version.published_at).isoformat(),
    }  # fmt: skip


def cohort_row(cohort: Cohort) -> Row:
    return {
        "cohort": cohort.code, "course": cohort.version.course.code, "version": cohort.version.version, "name": cohort.name,
        "starts_on": cohort.starts_on.isoformat(), "ends_on": cohort.ends_on.isoformat(), "state": cohort.state,
        "entry": cohort.entry, "is_demo": cohort.is_demonstration or cohort.version.is_demonstration,
    }  # fmt: skip


def cohort_rows() -> list[Row]:
    """Every cohort that was opened, the newest first. One query."""
    return [cohort_row(one) for one in Cohort.objects.with_context().public().order_by("-starts_on", "code")]


def people_rows(counts: list[CourseCount]) -> list[Row]:
    """A row for each municipality and one for the whole («total»)."""
    return [
        {
            "course": one.code, "is_demo": one.is_demo, "municipality": place, **_shown("enrolled", enrolled),
            **_shown("certified", certified),
        }
        for one in counts
        for place, enrolled, certified in [
            ("total", one.enrolled, one.certified),
            *((row.place.divipola if row.place else "", row.enrolled, row.certified) for row in one.places),
        ]
    ]  # fmt: skip


def question_rows(found: ServedQuestions | None) -> list[Row]:
    """A row for each lesson and assignment of each question; one without a course where there is none."""
    rows: list[Row] = []
    for theme in found.themes if found else []:
        for one in theme.rows:
            start = {"question": one.question.code, "theme": theme.dimension.code}
            lessons = [
                start | _of(serves, LESSON) | {"lesson": serves.lesson.code, "title": serves.lesson.title}
                for serves in one.serving.lessons
            ]
            tasks = [
                start | _of(serves, TASK) | {"lesson": "", "title": serves.module.assignment.title}
                for serves in one.serving.tasks
                if serves.module.assignment
            ]
            rows += lessons + tasks or [start | dict.fromkeys(NOTHING, "") | {"is_demo": False}]
    return rows


def _of(serves: ServingLesson | ServingTask, kind: str) -> Row:
    version = serves.version
    return {
        "course": version.course.code, "version": version.version, "module": serves.module.code, "kind": kind,
        "is_demo": version.is_demonstration,
    }  # fmt: skip


def _shown(name: str, count: int | None) -> Row:
    return {name: "" if count is None else count, f"{name}_hidden": count is None}
