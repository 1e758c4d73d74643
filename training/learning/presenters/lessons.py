"""A lesson as its page shows it, and its parts as the course on paper shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from core.process import working_days
from core.process.deadlines import deadline_words
from core.words import counted
from training.cohorts.models import Cohort, Enrolment
from training.courses.queries.rendering import html_of
from training.courses.queries.versions import addresses_of
from training.grading.document import Course
from training.learning.models import LessonQuestion
from training.learning.queries.reading import Place, places_of


@dataclass(frozen=True)
class Around:
    """The neighbours of a lesson in the whole course."""

    place: Place
    of_module: int
    position: int
    total: int
    previous: Place | None
    following: Place | None


@dataclass(frozen=True)
class FrequentQuestion:
    text: str
    answer: str
    took: str


@dataclass(frozen=True)
class OwnQuestion:
    text: str
    answer: str
    state: str
    is_late: bool


def around(course: Course, module: str, lesson: str) -> Around | None:
    places = places_of(course)
    found = next((index for index, place in enumerate(places) if place.key == (module, lesson)), None)
    if found is None:
        return None
    place = places[found]
    return Around(
        place, len(place.module.lessons), found + 1, len(places), places[found - 1] if found else None,
        places[found + 1] if found + 1 < len(places) else None,
    )  # fmt: skip


def lesson_html(cohort: Cohort, place: Place) -> SafeString:
    """Return the text; its links to other lessons lead to the pages of the same cohort."""
    version = cohort.version
    addresses = addresses_of(version)
    for other in places_of(version.parsed):
        module, lesson = other.key
        addresses[f"{module}/{lesson}.md"] = reverse("learning:lesson", args=[cohort.code, module, lesson])
    return html_of(place.lesson.text, addresses, folder=place.module.code, anchors=True)


def frequent(questions: Iterable[LessonQuestion]) -> list[FrequentQuestion]:
    return [FrequentQuestion(one.public_text, one.answer, took(one)) for one in questions if one.is_published]


def own(questions: Iterable[LessonQuestion], enrolment: Enrolment, *, at: datetime) -> list[OwnQuestion]:
    today = timezone.localdate(at)
    return [
        OwnQuestion(one.text, one.answer, _state(one, today), one.is_waiting and one.is_overdue(today))
        for one in questions
        if one.enrolment_id == enrolment.pk
    ]


def _state(question: LessonQuestion, today: date) -> str:
    return deadline_words(question, today) if question.is_waiting else took(question)


def took(question: LessonQuestion) -> str:
    asked, answered = timezone.localdate(question.asked_at), timezone.localdate(question.answered_at)
    days = working_days.between(asked, answered)
    return f"Respondida en {counted(days, 'día hábil', 'días hábiles')}" if days else "Respondida el mismo día"
