"""Agendas of some size, written in bulk: contributions with ten comments and nine supports on each, or votes."""

from datetime import UTC, datetime, timedelta
from itertools import islice

from cocreation.agendas.choices import Channel, Criterion, StageCode, Theme
from cocreation.agendas.models import Agenda, Challenge, Participant, Stage, Vote
from cocreation.contributions.choices import CommentState, ContributionState, Kind
from cocreation.contributions.models import Comment, Contribution, ContributionSupport
from territory.models import Municipality

AT = datetime(2027, 3, 3, 15, 0, tzinfo=UTC)
CODE, EACH, BATCH = "AG-1", 10, 2000
TEXT = "Propongo pintar un camino continuo y levantar las cebras de los dos cruces. " * 12


def fill_agenda(places: list[Municipality], *, code: str = CODE, count: int | None = None) -> Agenda:
    """`count`: contributions, if not ten per municipality."""
    agenda = Agenda.objects.create(code=code, name="Moverse y convivir en el valle", loaded_at=AT, published_at=AT)
    agenda.municipalities.set(places)
    first = AT.date()
    Stage.objects.bulk_create(
        Stage(
            agenda=agenda,
            code=stage,
            opens_on=first + timedelta(days=21 * n),
            closes_on=first + timedelta(days=21 * n + 20),
        )
        for n, stage in enumerate(StageCode)
    )
    challenge = Challenge.objects.create(agenda=agenda, code="MOV-1", theme=Theme.MOBILITY, text="¿Cómo?", position=0)
    count = count or EACH * len(places)
    people = Participant.objects.bulk_create(
        [Participant(agenda=agenda, code=f"T{n}", channel=Channel.CARD, joined_at=AT) for n in range(count)], BATCH
    )
    rows = Contribution.objects.bulk_create(
        [_contribution(agenda, challenge, places[n % len(places)], people[n], n) for n in range(count)], BATCH
    )
    Comment.objects.bulk_create(
        [
            Comment(
                contribution=row,
                participant=people[n],
                text="De acuerdo.",
                state=CommentState.PUBLISHED,
                received_at=AT,
            )
            for row in rows
            for n in range(EACH)
        ],
        BATCH,
    )
    ContributionSupport.objects.bulk_create(
        [
            ContributionSupport(contribution=row, participant=people[(n + k) % count], at=AT)
            for n, row in enumerate(rows)
            for k in range(1, EACH)
        ],
        BATCH,
    )
    return agenda


def fill_votes(places: list[Municipality], *, code: str, challenges: int, votes: int) -> Agenda:
    """Return an agenda in which `votes` numbers were given, each person voting every challenge as far as they reach."""
    agenda = Agenda.objects.create(code=code, name="Votar", loaded_at=AT, published_at=AT)
    listed = Challenge.objects.bulk_create(
        Challenge(agenda=agenda, code=f"R-{n}", theme=Theme.MOBILITY, text="¿Cómo?", position=n)
        for n in range(challenges)
    )
    named = Challenge.municipalities.through
    named.objects.bulk_create(
        named(challenge=one, municipality=place) for n, one in enumerate(listed) for place in places[: n % 10 + 1]
    )
    each = challenges * len(Criterion)
    people = Participant.objects.bulk_create(
        [
            Participant(agenda=agenda, code=f"V{n}", channel=Channel.CARD, joined_at=AT)
            for n in range(-(-votes // each))
        ],
        BATCH,
    )
    every = (
        Vote(participant=person, challenge=one, criterion=criterion, value=(a * 7 + b * 3 + c) % 5 + 1)
        for a, person in enumerate(people)
        for b, one in enumerate(listed)
        for c, criterion in enumerate(Criterion.values)
    )
    while some := list(islice(every, min(BATCH * 5, votes))):
        Vote.objects.bulk_create(some)
        votes -= len(some)
        if not votes:
            break
    return agenda


def _contribution(agenda, challenge, place: Municipality, person: Participant, n: int) -> Contribution:
    return Contribution(
        agenda=agenda, code=f"ID-{n + 1:04d}", kind=Kind.IDEA, theme=Theme.MOBILITY, challenge=challenge, title=f"Un camino {n}",
        text=TEXT, municipality=place, participant=person, state=ContributionState.PUBLISHED, state_since=AT,
        received_at=AT, published_at=AT + timedelta(minutes=n),
    )  # fmt: skip
