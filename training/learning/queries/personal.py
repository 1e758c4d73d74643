"""What the portal keeps of a person as a reader of courses, for themselves."""

from typing import Any

from accounts.models import User
from training.learning.models import LessonQuestion, LessonVisit


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Two queries, however much there is."""
    visits = LessonVisit.objects.filter(enrolment__user=user).select_related("enrolment__cohort")
    questions = LessonQuestion.objects.filter(enrolment__user=user).select_related("enrolment__cohort")
    return {
        "lecciones": [
            {
                "grupo": row.enrolment.cohort.code, "modulo": row.module, "leccion": row.lesson, "primera_vez": row.first_at,
                "ultima_vez": row.last_at, "lugar": row.anchor, "leida": row.done_at,
            }
            for row in visits.order_by("first_at", "pk")
        ],
        "preguntas_de_lecciones": [
            {
                "grupo": row.enrolment.cohort.code, "modulo": row.module, "leccion": row.lesson, "pregunta": row.text,
                "enviada": row.asked_at, "respuesta": row.answer, "respondida": row.answered_at,
                "publicada_sin_su_nombre": row.public_text if row.is_published else "",
            }
            for row in questions.order_by("asked_at", "pk")
        ],
    }  # fmt: skip
