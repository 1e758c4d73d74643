"""Lessons and courses that serve questions of the diagnosis, in words."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.urls import reverse

from core.numbers import signed
from core.slots import Asked, HelpItem
from training.learning.presenters.missing import address_of
from training.learning.queries.bridges import CourseGain, ServingLesson, ServingTask, serving

LESSON = "lección"  # among the kinds of help on a question


class LessonRow(NamedTuple):
    url: str
    title: str
    minutes: int
    course: str


class TaskRow(NamedTuple):
    url: str
    title: str
    course: str


class CourseRow(NamedTuple):
    """`gaps`: codes of questions with the points of a step in each."""

    url: str
    code: str
    title: str
    hours: int
    points: str
    per_hour: str
    gaps: list[tuple[str, str]]


def lesson_rows(lessons: Iterable[ServingLesson]) -> list[LessonRow]:
    return [
        LessonRow(
            reverse("learning:lesson-open", args=[one.version.course.code, one.module.code, one.lesson.code]),
            one.lesson.title, one.lesson.minutes, f"{one.version.course.code} {one.version.title}",
        )
        for one in lessons
    ]  # fmt: skip


def lessons_as_help(asked: Asked) -> dict[str, list[HelpItem]]:
    """Return the lessons that serve each question (core.slots.help_items). Two queries at most."""
    found = serving()
    return {
        code: [
            HelpItem(LESSON, row.url, row.title, row.url, f"{row.minutes} minutos, del curso {row.course}")
            for row in lesson_rows(found[code].lessons)
        ]
        for code in asked.subjects
        if code in found
    }


def task_rows(tasks: Iterable[ServingTask]) -> list[TaskRow]:
    """Return assignments with the place of their module in the page of its course."""
    return [
        TaskRow(
            f"{address_of('training:course', one.version.course.code)}#modulo-{one.number}", one.module.assignment.title,
            f"{one.version.course.code} {one.version.title}",
        )
        for one in tasks
        if one.module.assignment
    ]  # fmt: skip


def course_rows(courses: Iterable[CourseGain]) -> list[CourseRow]:
    return [
        CourseRow(
            address_of("training:course", one.version.course.code), one.version.course.code, one.version.title,
            one.version.hours, f"{_points(one.points)} puntos", _points(one.per_hour),
            [(code, _points(points)) for code, points in one.gaps],
        )
        for one in courses
    ]  # fmt: skip


def _points(value: Fraction) -> str:
    return signed(Decimal(value.numerator) / value.denominator)
