"""The ballot of a person: the challenges with what the person said of each."""

from dataclasses import dataclass, field

from cocreation.agendas.models import Agenda, Challenge, Participant, Support, Vote


@dataclass(frozen=True)
class BallotRow:
    """`values`: by criterion, as the person gave them."""

    challenge: Challenge
    values: dict[str, int] = field(default_factory=dict)
    is_supported: bool = False


def ballot_of(agenda: Agenda, participant: Participant | None) -> list[BallotRow]:
    """Return every challenge in the order of the agenda. Four queries, two without a person."""
    given: dict[int, dict[str, int]] = {}
    supported: set[int] = set()
    if participant is not None:
        rows = Vote.objects.filter(participant=participant).values_list("challenge", "criterion", "value")
        for challenge, criterion, value in rows:
            given.setdefault(challenge, {})[criterion] = value
        supported = set(Support.objects.filter(participant=participant).values_list("challenge", flat=True))
    challenges = agenda.challenges.prefetch_related("municipalities")
    return [BallotRow(one, given.get(one.pk, {}), one.pk in supported) for one in challenges]
