"""States, limits and words of what is handed in for assignments."""

from django.db.models import IntegerChoices

from training.assignments.choices.process import CORRECTION_DAYS, PROCESS, WorkParty, WorkState

__all__ = ["CORRECTION_DAYS", "PROCESS", "WorkParty", "WorkState"]

LONGEST_TEXT, LONGEST_REASON = 4000, 2000  # characters
MOST_FILES = 3
ERASED_TEXT = "Retirado por su autor."


class Level(IntegerChoices):
    """Where a work stands in a criterion of the rubric: the place of the text among the levels of the criterion."""

    NOT_ENOUGH = 1, "No alcanza"
    ENOUGH = 2, "Alcanza"
    MORE = 3, "Sobresale"


# Labels of this app's actions in the audit log.
ACTS = {
    "work.accepted": "Tarea de un curso aceptada",
    "work.erased": "Tarea de un curso borrada a pedido de su autor",
    "work.handed_in": "Tarea de un curso entregada",
    "work.offered": "Tarea aceptada ofrecida como evidencia",
    "work.returned": "Tarea de un curso devuelta con razones",
}
ACT_DETAILS = {"delivery": "entrega", "levels": "niveles", "question": "pregunta"}
