"""States of cohorts, and the steps between them."""

from django.db.models import TextChoices

from core.process.steps import Process, Step


class CohortState(TextChoices):
    DRAFT = "borrador", "En preparación"
    OPEN = "abierto", "Abierto"
    ENDED = "terminado", "Terminado"
    CANCELLED = "cancelado", "Cancelado"


class CohortParty(TextChoices):
    TEAM = "team", "Quienes coordinan la formación"
    LEARNERS = "learners", "Quienes toman el curso"


TEAM = "Coordinación o docente del grupo"
PROCESS = Process(
    title="A cohort of a course",
    states=CohortState,
    initial=CohortState.DRAFT,
    steps=(
        Step(CohortState.DRAFT, CohortState.OPEN, "cohort.opened", TEAM, "Tiene fechas, docente y sesiones en vivo."),
        Step(CohortState.OPEN, CohortState.ENDED, "cohort.ended", TEAM, "Pasó su último día, o antes con su razón."),
        Step(CohortState.DRAFT, CohortState.CANCELLED, "cohort.cancelled", TEAM, "No se hará, con su razón."),
        Step(CohortState.OPEN, CohortState.CANCELLED, "cohort.cancelled", TEAM, "No sigue, con su razón."),
    ),
    waits_for={CohortState.DRAFT: CohortParty.TEAM, CohortState.OPEN: CohortParty.LEARNERS},
)
