"""What the portal keeps of a person after a course, for themselves."""

from typing import Any

from accounts.models import User
from training.recall.models import RecallOptOut, RecallRound, Satisfaction


def rows_of(user: User) -> dict[str, Any]:
    """Return everything, in words. Four queries, however much there is."""
    rounds = RecallRound.objects.filter(enrolment__user=user).select_related("enrolment__cohort")
    opinions = Satisfaction.objects.filter(enrolment__user=user).select_related("enrolment__cohort")
    left = RecallOptOut.objects.filter(user=user).first()
    return {
        "repasos": [
            {
                "grupo": row.enrolment.cohort.code, "numero": row.number, "hecho": row.made_at, "preguntas": row.questions,
                "respuestas": [
                    {
                        "pregunta": one.question, "opcion": one.chosen, "acerto": one.is_right,
                        "respondida": one.answered_at,
                    }
                    for one in row.answers.all()
                ],
            }
            for row in rounds.prefetch_related("answers").order_by("made_at", "pk")
        ],
        "no_quiere_repasos_desde": left and left.at,
        "opiniones_sobre_cursos": [
            {"grupo": row.enrolment.cohort.code, "de_1_a_5": row.score, "en_una_frase": row.text, "momento": row.at}
            for row in opinions.order_by("at", "pk")
        ],
    }  # fmt: skip
