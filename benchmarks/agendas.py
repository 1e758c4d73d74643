"""An agenda with ten contributions per municipality, ten comments and ten supports on each, written in bulk."""

from datetime import UTC, datetime, timedelta

from cocreation.agendas.choices import Channel, StageCode, Theme
from cocreation.agendas.models import Agenda, Challenge, Participant, Stage
from cocreation.contributions.choices import CommentState, ContributionState, Kind
from cocreation.contributions.models import Comment, Contribution, ContributionSupport
from territory.models import Municipality

AT = datetime(2027, 3, 3, 15, 0, tzinfo=UTC)
CODE, EACH, BATCH = "AG-1", 10, 2000
TEXT = "Propongo pintar un camino continuo y levantar las cebras de los dos cruces. " * 12


def fill_agenda(places: list[Municipality]) -> Agenda:
    agenda = Agenda.objects.create(code=CODE, name="Moverse y convivir en el valle", loaded_at=AT, published_at=AT)
    agenda.municipalities.set(places)
    first = AT.date()
    Stage.objects.bulk_create(
        Stage(
            agenda=agenda,
            code=code,
            opens_on=first + timedelta(days=21 * n),
            closes_on=first + timedelta(days=21 * n + 20),
        )
        for n, code in enumerate(StageCode)
    )
    challenge = Challenge.objects.create(agenda=agenda, code="MOV-1", theme=Theme.MOBILITY, text="¿Cómo?", position=0)
    count = EACH * len(places)
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


def _contribution(agenda, challenge, place: Municipality, person: Participant, n: int) -> Contribution:
    return Contribution(
        agenda=agenda, code=f"ID-{n + 1:04d}", kind=Kind.IDEA, theme=Theme.MOBILITY, challenge=challenge, title=f"Un camino {n}",
        text=TEXT, municipality=place, participant=person, state=ContributionState.PUBLISHED, state_since=AT,
        received_at=AT, published_at=AT + timedelta(minutes=n),
    )  # fmt: skip
