"""States of what a person hands in for the assignment of a module."""

from django.db.models import TextChoices

from core.process.steps import Process, Step

LONGEST_TEXT, LONGEST_REASON = 4000, 2000  # characters


class WorkState(TextChoices):
    DRAFT = "borrador", "Sin entregar"
    HANDED_IN = "entregado", "Espera corrección"
    RETURNED = "devuelto", "Devuelto con razones"
    ACCEPTED = "aceptado", "Aceptado"


class WorkParty(TextChoices):
    LEARNER = "learner", "Quien toma el curso"
    INSTRUCTOR = "instructor", "Docente"


PROCESS = Process(
    title="What is handed in for an assignment",
    states=WorkState,
    initial=WorkState.DRAFT,
    steps=(
        Step(WorkState.DRAFT, WorkState.HANDED_IN, "work.handed_in", "Quien toma el curso", "Trae un texto o un archivo."),
        Step(WorkState.HANDED_IN, WorkState.RETURNED, "work.returned", "Docente del grupo",
             "Algún criterio no alcanza, con la razón de cada uno."),
        Step(WorkState.RETURNED, WorkState.HANDED_IN, "work.handed_in", "Quien toma el curso", "Corrigió lo que se le dijo."),
        Step(WorkState.HANDED_IN, WorkState.ACCEPTED, "work.accepted", "Docente del grupo", "Todo criterio alcanza."),
    ),
    waits_for={
        WorkState.DRAFT: WorkParty.LEARNER, WorkState.RETURNED: WorkParty.LEARNER, WorkState.HANDED_IN: WorkParty.INSTRUCTOR,
    },
)  # fmt: skip
