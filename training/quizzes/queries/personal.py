"""What the portal keeps of a person's quizzes, for themselves."""

from typing import Any

from accounts.models import User
from training.quizzes.models import Attempt


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Two queries, however much there is."""
    rows = Attempt.objects.filter(enrolment__user=user).select_related("enrolment__cohort").prefetch_related("answers")
    return {
        "pruebas": [
            {
                "grupo": row.enrolment.cohort.code, "modulo": row.module, "intento": row.number, "como": row.get_via_display(),
                "empezado": row.started_at, "entregado": row.handed_in_at, "puntos": row.points, "de": row.out_of,
                "respuestas": _answers(row),
            }
            for row in rows.order_by("started_at", "pk")
        ],
    }  # fmt: skip


def _answers(attempt: Attempt) -> list[dict[str, Any]]:
    asked = {one["code"]: one for one in attempt.questions}
    return [
        {
            "pregunta": asked[one.question]["text"], "respuesta": _in_words(asked[one.question], one.value),
            "guardada": one.saved_at,
        }
        for one in sorted(attempt.answers.all(), key=lambda one: (one.saved_at, one.pk))
    ]  # fmt: skip


def _in_words(question: dict[str, Any], value: Any) -> Any:
    """A number stays as it was typed."""
    if not isinstance(value, list):
        return value
    texts = {one["code"]: one["text"] for one in question["options"]}
    return [texts[code] for code in value]
