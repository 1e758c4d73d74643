"""What agendas ask about contributions (slots of cocreation.agendas.queries.manage)."""

from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse

from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Agenda, Stage, Vote
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.choices.answers import KIND_OF_STAGE
from cocreation.contributions.models import Contribution


def challenges_written_to(agenda: Agenda) -> set[int]:
    rows = Contribution.objects.filter(agenda=agenda, challenge__isnull=False)
    return set(rows.values_list("challenge", flat=True).distinct().order_by())


def counts_of_stage(stage: Stage) -> list[tuple[str, int]]:
    """Return how many contributions of a stage stand in each state, those without any left out. One query."""
    if stage.code == StageCode.CALL:
        return []
    if stage.code == StageCode.CHALLENGES:
        votes = Vote.objects.filter(challenge__agenda=stage.agenda)
        found = votes.aggregate(
            people=Count("participant", distinct=True), challenges=Count("challenge", distinct=True)
        )
        return [("Personas que votaron", found["people"]), ("Retos con votos", found["challenges"])]
    rows = Contribution.objects.filter(agenda=stage.agenda)
    if kind := KIND_OF_STAGE.get(stage.code):  # later stages speak of all that was written
        rows = rows.filter(kind=kind)
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    by_state = [(state.label, counts[state]) for state in ContributionState if state in counts]
    return [("Aportes", sum(counts.values())), *by_state]


def pages_of_agenda(agenda: Agenda) -> list[tuple[str, str, str]]:
    args = [agenda.code]
    return [
        (
            "Moderación", f"{reverse('contributions:moderation-queue')}?{urlencode({'agenda': agenda.code})}",
            "Leer lo que llega antes de que se publique.",
        ),
        (
            "Aportes por responder",
            f"{reverse('contributions:answer-queue')}?{urlencode({'ver': 'todos', 'agenda': agenda.code})}",
            "Decir qué dependencia responde cada aporte, y ver su término.",
        ),
        (
            "Unir aportes", reverse("contributions:merge-list", args=args),
            "Juntar los que piden lo mismo, o responderlos con un solo texto.",
        ),
        (
            "Balance por municipio", reverse("contributions:agenda-balance", args=args),
            "Aportes y participantes por mil habitantes, para saber a quién falta ir a buscar.",
        ),
        (
            "Calidad del proceso", reverse("contributions:agenda-quality", args=args),
            "Cuánto se respondió y cuándo, quiénes participaron y por dónde. Sin un puntaje único.",
        ),
    ]  # fmt: skip
