"""Agendas, people who take part in them, and what they write."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

from cocreation.agendas.choices import Channel, StageCode, Theme
from cocreation.agendas.models import Agenda, Challenge, ChallengePilot, Contact, ModerationRule, Participant, Stage
from cocreation.contributions.actions import attachments, merging
from cocreation.contributions.choices import CONTRIBUTION, ContributionState, Kind, Origin
from cocreation.contributions.models import Attachment, Contribution, ContributionVersion, Merge
from core.process.transitions import begin
from core.receipts.actions import issue
from files.loaders.uploads import judge
from territory.models import Municipality
from tests.factories.files import JPEG

# The stages of a made agenda: three weeks each, one after the other, from this day on. «Ideas» runs from 5 to 25 April 2027.
FIRST_DAY, LASTS, EVERY = date(2027, 2, 1), timedelta(days=20), timedelta(days=21)
AT = datetime(2027, 2, 1, 13, 0, tzinfo=UTC)
_numbers = count(1)


def day_in(stage: StageCode, day: int = 4) -> date:
    """Return a day of that stage of a made agenda, counted from its first, 0; 20 is the last."""
    return FIRST_DAY + EVERY * list(StageCode).index(stage) + timedelta(days=day)


def moment_in(stage: StageCode, day: int = 4) -> datetime:
    """Return ten in the morning (Bogotá) of that day."""
    return datetime.combine(day_in(stage, day), datetime.min.time(), tzinfo=UTC) + timedelta(hours=15)


def make_agenda(*places: Municipality, code: str = "AG-1", is_published: bool = True, **fields) -> Agenda:
    """Return an agenda with all eight stages, one rule and one challenge, MOV-1. `places`: all there are without any."""
    agenda = Agenda.objects.create(
        code=code, name=fields.pop("name", "Moverse y convivir en el valle"), loaded_at=AT,
        published_at=AT if is_published else None, **fields,
    )  # fmt: skip
    agenda.municipalities.set(places or Municipality.objects.all())
    for stage in StageCode:
        row = Stage(agenda=agenda, code=stage, opens_on=day_in(stage, 0), closes_on=day_in(stage, 20))
        begin(row, AT)
        row.save()
    ModerationRule.objects.create(agenda=agenda, code="R1", text="No insulta ni amenaza a nadie.", position=0)
    make_challenge(agenda)
    return agenda


def make_challenge(agenda: Agenda, code: str = "MOV-1", theme: Theme = Theme.MOBILITY, text: str = "") -> Challenge:
    challenge = Challenge.objects.create(
        agenda=agenda, code=code, theme=theme, position=agenda.challenges.count(),
        text=text or "¿Cómo podríamos lograr trayectos a pie seguros hacia colegios y estaciones?",
    )  # fmt: skip
    challenge.municipalities.set(agenda.municipalities.all())
    return challenge


def make_pilot(agenda: Agenda, by, *, started_on: date | None = None, **fields) -> ChallengePilot:
    """Return a pilot of the first challenge, written straight into the tables."""
    return ChallengePilot.objects.create(
        challenge=fields.pop("challenge", None) or agenda.challenges.first(),
        started_on=started_on or day_in(StageCode.PROTOTYPES), url=fields.pop("url", "https://piloto.example/"),
        what="Dos cebras pintadas en una cuadra.", recorded_at=moment_in(StageCode.PROTOTYPES), recorded_by=by, **fields,
    )  # fmt: skip


def make_participant(
    agenda: Agenda, *, channel: Channel = Channel.CARD, municipality: Municipality | None = None, user=None
) -> Participant:
    if user is not None:
        channel = Channel.ACCOUNT
    return Participant.objects.create(
        agenda=agenda,
        code=f"PE-{next(_numbers):04d}",  # not as the cards of a kit are numbered: they would meet one day
        channel=channel,
        municipality=municipality,
        user=user,
        joined_at=AT,
    )


def make_contribution(
    agenda: Agenda,
    *,
    state: ContributionState = ContributionState.PUBLISHED,
    kind: Kind = Kind.IDEA,
    participant: Participant | None = None,
    at: datetime | None = None,
    **fields,
) -> Contribution:
    """Return a contribution as it stands in that state, written straight into the tables; its receipt is `receipt_of_it`."""
    at = at or moment_in(StageCode.IDEAS if kind == Kind.IDEA else StageCode.PROBLEMS)
    number = next(_numbers)
    challenge = agenda.challenges.first() if kind == Kind.IDEA else None
    row = Contribution(
        agenda=agenda, code=fields.pop("code", f"{kind.prefix}-{number:04d}"), kind=kind, theme=Theme.MOBILITY,
        challenge=fields.pop("challenge", challenge), title=fields.pop("title", f"Un camino seguro al colegio {number}"),
        text=fields.pop("text", "Propongo pintar un camino continuo y levantar las cebras de los dos cruces."),
        signature=fields.pop("signature", "Vecina del barrio"), channel=fields.pop("channel", Origin.WEB),
        participant=participant or make_participant(agenda), received_at=at, state=state, state_since=at,
        published_at=at if state not in (ContributionState.RECEIVED, ContributionState.IN_MODERATION) else None, **fields,
    )  # fmt: skip
    row.save()
    ContributionVersion.objects.create(
        contribution=row, number=1, title=row.title, text=row.text, made_at=at, approved_at=row.published_at
    )
    row.receipt_of_it = issue(kind=CONTRIBUTION, subject_id=row.pk, at=at)
    return row


def make_contact(participant: Participant, email: str = "") -> Contact:
    return Contact.objects.create(
        participant=participant, agenda=participant.agenda, confirmed_at=AT,
        email=email or f"vecina{next(_numbers)}@correo.example",
    )  # fmt: skip


def make_merge(agenda: Agenda, *, by, at: datetime | None = None) -> Merge:
    """Return a proposal to merge two ideas whose authors left an address, and have not answered."""
    rows = [make_contribution(agenda, participant=make_participant(agenda, channel=Channel.MAIL)) for _ in range(2)]
    for row in rows:
        make_contact(row.participant)
    return merging.propose(
        contributions=rows, title="Un camino y dos cebras", text="Un camino pintado y dos cebras levantadas.",
        reason="Piden lo mismo.", by=by, at=at or moment_in(StageCode.IDEAS),
    )  # fmt: skip


def make_attachment(contribution: Contribution, data: bytes = JPEG, name: str = "esquina.jpg") -> Attachment:
    """Return one more file of a contribution, judged and stored as an upload is."""
    upload = judge(data, name, most_bytes=1_000_000)
    (one,) = attachments.attach(contribution, [upload], contribution.received_at)
    attachments.write([one], [upload])
    return one
