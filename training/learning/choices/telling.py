"""Notifications of the learner's pages: a question waits, a question was answered."""

from core.versioned_text.registry import Placeholder
from notices.choices import notice_text
from training.cohorts.choices.telling import OWN, TEACHING

_COURSE = Placeholder("curso", "el título del curso", "Responder bien", True)
_LESSON = Placeholder("leccion", "el título de la lección", "Escribir claro")

ASKED_TOLD = notice_text(
    "training", "lesson-question", TEACHING, "Una pregunta espera respuesta", "quienes enseñan el grupo.", _COURSE, _LESSON,
    Placeholder("dia", "hasta cuándo se responde", "jueves 11 de febrero", True),
)  # fmt: skip
ANSWERED_TOLD = notice_text(
    "training", "lesson-answer", OWN, "Respuesta a su pregunta", "quien preguntó en una lección.", _COURSE, _LESSON
)
NOTICE_TEXTS = (ASKED_TOLD, ANSWERED_TOLD)
