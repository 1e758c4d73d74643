"""Questions about lessons as who teaches sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core.process.deadlines import deadline_words
from training.courses.queries.versions import parsed_in_order
from training.grading.document import Course
from training.learning.models import LessonQuestion
from training.learning.presenters.lessons import took


@dataclass(frozen=True)
class Asked:
    """`place`: module and lesson in words. `state`: until when it is answered, or how long it took.

    `is_in_course`: whether the version of the cohort still has the lesson.
    """

    question: LessonQuestion
    place: str
    state: str
    is_late: bool
    is_in_course: bool = True


def asked_rows(questions: Iterable[LessonQuestion], *, today: date) -> list[Asked]:
    """Return the rows; documents of courses that this process has not read yet come in one query."""
    questions = list(questions)
    versions = {one.enrolment.cohort.version_id: one.enrolment.cohort.version for one in questions}
    courses = dict(zip(versions, parsed_in_order(versions.values()), strict=True))
    return [_asked(one, courses[one.enrolment.cohort.version_id], today) for one in questions]


def asked_of(question: LessonQuestion, *, today: date) -> Asked:
    return asked_rows([question], today=today)[0]


def _asked(question: LessonQuestion, course: Course, today: date) -> Asked:
    module = course.module(question.module)
    lesson = module.lesson(question.lesson) if module else None
    place = f"{module.title}: {lesson.title}" if module and lesson else f"{question.module}/{question.lesson}"
    if question.is_waiting:
        return Asked(question, place, deadline_words(question, today), question.is_overdue(today), lesson is not None)
    return Asked(question, place, took(question), False, lesson is not None)
