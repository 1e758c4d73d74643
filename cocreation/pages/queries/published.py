"""What the pages of priorities and data read of an agenda that is published."""

from datetime import date

from cocreation.agendas.choices.stages import StageCode
from cocreation.agendas.models import Agenda, PriorityResult, Stage, Vote


def result_of(agenda: Agenda) -> PriorityResult | None:
    """Return the frozen result. One query."""
    return PriorityResult.objects.filter(agenda=agenda).first()


def voting_stage(agenda: Agenda) -> Stage | None:
    """Return the stage in which challenges are voted. One query, none with prefetched stages."""
    return next((stage for stage in agenda.stages.all() if stage.code == StageCode.CHALLENGES), None)


def has_begun(stage: Stage | None, today: date) -> bool:
    return stage is not None and stage.opens_on <= today


def voters_so_far(agenda: Agenda) -> int:
    """Return how many persons have voted. One query."""
    return Vote.objects.filter(challenge__agenda=agenda).values("participant").distinct().count()
