"""The words of a pilot: its states and steps, what the log calls them, what people are told."""

from django.db.models import TextChoices

from core.process.steps import Process, Step
from notices.choices import DeliveryMode, NotificationKind


class State(TextChoices):
    PROPOSED = "proposed", "Propuesto"
    RUNNING = "running", "En marcha"
    DROPPED = "dropped", "Descartado"


class Party(TextChoices):
    AREA = "area", "Área Metropolitana"
    MUNICIPALITY = "municipality", "Municipio"


KIND = NotificationKind("pilot", "Un piloto avanza", DeliveryMode.DIGEST, position=75)
ACTS = {
    "pilot.proposed": "Piloto propuesto",
    "pilot.approved": "Piloto aprobado",
    "pilot.expired": "Piloto sin respuesta a tiempo",
    "pilot.extended": "Prórroga de un piloto",
}
PROCESS = Process(
    title="A pilot",
    states=State,
    initial=State.PROPOSED,
    steps=(
        Step(State.PROPOSED, State.RUNNING, "pilot.approved", "Coordinación", "Lo aprueba."),
        Step(
            State.PROPOSED, State.DROPPED, "pilot.expired", "El portal", "Vence el plazo sin respuesta.", in_time=False
        ),
    ),
    waits_for={State.PROPOSED: Party.AREA, State.RUNNING: Party.MUNICIPALITY},
    terms={State.PROPOSED: 10},
    moves_on=frozenset({State.PROPOSED}),
)
