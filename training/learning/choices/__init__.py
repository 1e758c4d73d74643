"""Limits, states and words of the learner's pages."""

import re

from django.db.models import TextChoices

from core.process.steps import Process, Step

LONGEST_QUESTION, LONGEST_ANSWER = 1000, 4000  # characters
MOST_QUESTIONS = 5  # of one person that wait at a time, in one cohort
ANSWER_TERM = 3  # working days
LONGEST_ANCHOR = 80
# A place in a lesson: one of its blocks or titles (courses.queries.rendering).
ANCHOR = re.compile(r"b-[1-9]\d{0,3}|t-[a-z0-9_-]{1,70}")
ERASED_TEXT = "Retirado por su autor."


class QuestionState(TextChoices):
    WAITING = "espera", "Espera respuesta"
    ANSWERED = "respondida", "Respondida"


class QuestionParty(TextChoices):
    INSTRUCTOR = "instructor", "Docente"


PROCESS = Process(
    title="A question about a lesson",
    states=QuestionState,
    initial=QuestionState.WAITING,
    steps=(
        Step(QuestionState.WAITING, QuestionState.ANSWERED, "lesson_question.answered", "Docente del grupo",
             "También después del plazo; entonces se dice que llegó tarde.", in_time=False),
    ),
    waits_for={QuestionState.WAITING: QuestionParty.INSTRUCTOR},
    terms={QuestionState.WAITING: ANSWER_TERM},
)  # fmt: skip

# Labels of this app's actions in the audit log.
ACTS = {
    "lesson_question.answered": "Pregunta de una lección respondida",
    "lesson_question.asked": "Pregunta de una lección enviada",
    "lesson_question.erased": "Preguntas de una persona borradas",
    "lesson_question.published": "Pregunta puesta en las frecuentes de su lección",
    "lesson_question.unpublished": "Pregunta quitada de las frecuentes de su lección",
}
