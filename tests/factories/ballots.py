"""Votes of people who are in a session."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cocreation.agendas.actions.results import freeze
from cocreation.agendas.choices import Channel, Criterion, StageCode, StageState
from cocreation.agendas.models import Agenda, Challenge, Participant, PriorityResult, Support, Vote
from tests.factories.cocreation import make_challenge, make_participant, moment_in

# By challenge: how many of its municipalities it names, and the numbers that each person gives it in the three criteria.
SESSION = {
    "MOV-1": (3, [(5, 4, 3), (5, 5, 3), (4, 4, 2), (5, 3, 3), (4, 5, 4), (5, 4, 3)]),
    "AMB-1": (2, [(3, 4, 4), (4, 4, 3), (3, 5, 4), (4, 3, 4), (3, 4, 5), (4, 4, 4)]),
    "CON-1": (1, [(4, 4, 4), (4, 3, 4), (5, 4, 4), (3, 4, 4), (4, 4, 3), (2, 4, 4)]),
}


def cast_votes(challenge: Challenge, people: Sequence[Participant], numbers: Iterable[Sequence[int | None]]) -> None:
    Vote.objects.bulk_create(
        Vote(participant=person, challenge=challenge, criterion=criterion, value=value)
        for person, given in zip(people, numbers, strict=True)
        for criterion, value in zip(Criterion.values, given, strict=True)
        if value is not None
    )


def make_session(agenda: Agenda, *, groups: Sequence[str] = ("academia",) * 5 + ("empresa",)) -> list[Participant]:
    """Let six people vote three challenges, MOV-1 of the agenda and two more, and support one or two of them each."""
    places = list(agenda.municipalities.order_by("pk"))
    people = [make_participant(agenda, channel=Channel.CARD, municipality=places[0]) for _ in groups]
    for person, group in zip(people, groups, strict=True):
        person.group = group
        person.save()
    for code, (wide, numbers) in SESSION.items():
        challenge = agenda.challenges.filter(code=code).first() or make_challenge(agenda, code, text=f"¿Cómo {code}?")
        challenge.municipalities.set(places[:wide])
        cast_votes(challenge, people, numbers)
        Support.objects.bulk_create(Support(participant=one, challenge=challenge) for one in people[:: wide or 1])
    return people


def make_result(agenda: Agenda, at: datetime | None = None) -> PriorityResult:
    """Close the stage of challenges and freeze what was voted."""
    agenda.stages.filter(code=StageCode.CHALLENGES).update(state=StageState.CLOSED)
    result = freeze(agenda=agenda, at=at or moment_in(StageCode.CHALLENGES, 21))
    assert result is not None
    return result
