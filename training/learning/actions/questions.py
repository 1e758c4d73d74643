"""Questions about a lesson: asked by who takes the course, answered by who teaches it, published without a name."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core import audit
from core.process.transitions import begin, locked, require_state, transition
from core.refusals import Refusal
from core.words import counted, long_day
from notices.actions.notifications import tell
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.models import Enrolment
from training.grading.document import Lesson, Module
from training.learning.choices import LONGEST_ANSWER, LONGEST_QUESTION, MOST_QUESTIONS, QuestionState
from training.learning.choices.telling import ANSWERED_TOLD, ASKED_TOLD
from training.learning.models import LessonQuestion


class BadText(Refusal):
    """Nothing was written, or too much."""


class TooManyWait(Refusal):
    """Enough questions of the person wait already, or the cohort is over."""

    is_conflict = True


class OwnQuestion(Refusal):
    """Nobody answers their own."""


@transaction.atomic
def ask(*, enrolment: Enrolment, module: Module, lesson: Lesson, text: str, at: datetime) -> LessonQuestion:
    """Send a question to who teaches the cohort. The same words twice are one question while it waits.

    Refuses BadText, TooManyWait, NotEnrolled.
    """
    text = _judged(text, LONGEST_QUESTION, "la pregunta")
    enrolment = lock_active(enrolment)
    cohort = enrolment.cohort
    if not cohort.is_open:
        raise TooManyWait(f"{cohort.display_name} terminó: ya no hay quien responda preguntas.")
    place = {"module": module.code, "lesson": lesson.code}
    waiting = list(LessonQuestion.objects.waiting().filter(enrolment=enrolment))
    for one in waiting:
        if (one.module, one.lesson, one.text) == (module.code, lesson.code, text):
            return one
    if len(waiting) >= MOST_QUESTIONS:
        words = counted(len(waiting), "pregunta suya espera", "preguntas suyas esperan")
        raise TooManyWait(f"{words} respuesta. Cuando llegue una, puede hacer otra.")
    row = LessonQuestion(enrolment=enrolment, course=cohort.version.course, text=text, asked_at=at, **place)
    begin(row, at)
    row.save()
    audit.record(by=enrolment.user, verb="lesson_question.asked", target=row, at=at, data=place)
    values = {"curso": cohort.version.title, "leccion": lesson.title, "dia": long_day(row.due_on)}
    to = list(cohort.teaching.values_list("user", flat=True))
    url = reverse("learning:question-answer", args=[row.pk])
    tell(to=to, text=ASKED_TOLD, values=values, key=f"lesson-question:{row.pk}", url=url, at=at)
    return row


@transaction.atomic
def answer(*, question: LessonQuestion, text: str, public_text: str, by: User, at: datetime) -> LessonQuestion:
    """Answer once; with `public_text` it joins the frequent questions of its lesson, in those words and without a name.

    Refuses BadText, OwnQuestion, WrongState when somebody answered first.
    """
    text = _judged(text, LONGEST_ANSWER, "la respuesta")
    row = locked(question)
    if row.enrolment.user_id == by.pk:
        raise OwnQuestion("Es suya: la responde otra persona que enseñe el grupo.")
    late = row.is_overdue(timezone.localdate(at))
    row.answer, row.answered_at, row.answered_by = text, at, by
    fields = ("answer", "answered_at", "answered_by")
    transition(
        row, "lesson_question.answered", QuestionState.ANSWERED, by=by, at=at, data={"late": late}, fields=fields
    )
    if public_text.strip():
        _publish(row, public_text, by, at)
    _tell_answered(row, at)
    return row


@transaction.atomic
def publish(*, question: LessonQuestion, public_text: str, by: User, at: datetime) -> LessonQuestion:
    """Put an answered one among the frequent questions, or change its words there. Refuses BadText, WrongState."""
    row = locked(question)
    require_state(row, QuestionState.ANSWERED)
    return _publish(row, public_text, by, at)


@transaction.atomic
def unpublish(*, question: LessonQuestion, by: User, at: datetime) -> LessonQuestion:
    """Twice is as once."""
    row = locked(question)
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at"])
        audit.record(by=by, verb="lesson_question.unpublished", target=row, at=at)
    return row


def _publish(row: LessonQuestion, public_text: str, by: User, at: datetime) -> LessonQuestion:
    row.public_text, row.published_at = _judged(public_text, LONGEST_QUESTION, "la pregunta que se publica"), at
    row.save(update_fields=["public_text", "published_at"])
    audit.record(by=by, verb="lesson_question.published", target=row, at=at)
    return row


def _judged(text: str, most: int, what: str) -> str:
    text = text.strip()
    if not text:
        raise BadText(f"Escriba {what}.")
    if len(text) > most:
        raise BadText(f"Son {len(text)} letras en {what}; el máximo es {most}.")
    return text


def _tell_answered(row: LessonQuestion, at: datetime) -> None:
    cohort = row.enrolment.cohort
    module = cohort.version.parsed.module(row.module)
    lesson = module.lesson(row.lesson) if module else None
    values = {"curso": cohort.version.title, "leccion": lesson.title if lesson else row.lesson}
    url = reverse("learning:lesson", args=[cohort.code, row.module, row.lesson]) + "#preguntas"
    tell(to=[row.enrolment.user_id], text=ANSWERED_TOLD, values=values, key=f"lesson-answer:{row.pk}", url=url, at=at)
