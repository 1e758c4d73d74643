"""States of what a person hands in for the assignment of a module, and the steps between them."""

from django.db.models import TextChoices

from core.process.steps import Process, Step

CORRECTION_DAYS = 5  # working days


class WorkState(TextChoices):
    DRAFT = "borrador", "Sin entregar"
    HANDED_IN = "entregado", "Espera corrección"
    RETURNED = "devuelto", "Devuelto con razones"
    ACCEPTED = "aceptado", "Aceptado"


class WorkParty(TextChoices):
    LEARNER = "learner", "Quien toma el curso"
    INSTRUCTOR = "instructor", "Docente"


S = WorkState
LEARNER, INSTRUCTOR = "Quien toma el curso", "Docente del grupo o coordinación"
PROCESS = Process(
    title="What is handed in for an assignment",
    states=S,
    initial=S.DRAFT,
    steps=(
        Step(S.DRAFT, S.HANDED_IN, "work.handed_in", LEARNER, "Trae un texto o un archivo.", in_time=False),
        Step(S.HANDED_IN, S.RETURNED, "work.returned", INSTRUCTOR,
             "Algún criterio no alcanza, con la razón de cada uno.", in_time=False),
        Step(S.RETURNED, S.HANDED_IN, "work.handed_in", LEARNER, "Corrigió lo que se le dijo.", in_time=False),
        Step(S.HANDED_IN, S.ACCEPTED, "work.accepted", INSTRUCTOR, "Todo criterio alcanza.", in_time=False),
    ),
    terms={S.HANDED_IN: CORRECTION_DAYS},
    waits_for={S.DRAFT: WorkParty.LEARNER, S.RETURNED: WorkParty.LEARNER, S.HANDED_IN: WorkParty.INSTRUCTOR},
)  # fmt: skip
