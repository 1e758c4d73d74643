"""States and steps of a workshop."""

from django.db.models import TextChoices

from core.process.steps import Process, Step


class WorkshopState(TextChoices):
    CONVENED = "convocado", "Convocado"
    HELD = "realizado", "Realizado, sin acta"
    CLOSED = "con_acta", "Con acta"
    CANCELLED = "cancelado", "Cancelado"


class WorkshopParty(TextChoices):
    FACILITATION = "facilitation", "Facilitación"


S = WorkshopState
FACILITATION = "Facilitación o coordinación"
PROCESS = Process(
    title="A workshop of an agenda",
    states=S,
    initial=S.CONVENED,
    steps=(
        Step(S.CONVENED, S.HELD, "workshop.held", FACILITATION, "Ya empezó: anota cuántas personas vinieron.", in_time=False),
        Step(S.CONVENED, S.CANCELLED, "workshop.cancelled", FACILITATION, "No se hará, con su razón.", in_time=False),
        Step(S.HELD, S.CLOSED, "workshop.closed", FACILITATION, "Publica el acta, con sus decisiones.", in_time=False),
    ),
    waits_for={S.CONVENED: WorkshopParty.FACILITATION, S.HELD: WorkshopParty.FACILITATION},
)  # fmt: skip
