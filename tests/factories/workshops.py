"""Workshops of a made agenda, with their cards."""

from datetime import datetime, timedelta

from accounts.permissions import Role
from cocreation.agendas.choices import Channel, StageCode, Theme
from cocreation.agendas.models import Agenda, Participant
from cocreation.contributions.choices import CARD, ContributionState
from cocreation.workshops.models import CardEntry, CardKit, KitCard, Workshop
from core.receipts.actions import issue
from tests.factories.accounts import make_member
from tests.factories.cocreation import AT, make_contribution, moment_in

DAY = timedelta(days=1)
PLACE, ACCESS = "Salón comunal, frente al parque", "Entrada sin escalones."


def make_workshop(agenda: Agenda, *, by=None, starts_at: datetime | None = None, **fields) -> Workshop:
    """Return a workshop of three hours, on the tenth day of «Ideas» unless told, with forty seats."""
    starts_at = starts_at or moment_in(StageCode.IDEAS, 10)
    values = {
        "title": "Ideas para llegar a pie, sin miedo", "objective": "Escribir ideas para llegar a pie al colegio.",
        "theme": Theme.MOBILITY, "place": PLACE, "access": ACCESS, "seats": 40, "care": "Hay cuidado de niños y refrigerio.",
        "municipality": agenda.municipalities.first(), "state_since": AT, "changed_at": AT,
        "number": agenda.workshops.count() + 1, "ends_at": starts_at + timedelta(hours=3),
    }  # fmt: skip
    return Workshop.objects.create(
        agenda=agenda, convened_by=by or make_member(Role.FACILITATOR), starts_at=starts_at, **values | fields
    )


def make_kit(workshop: Workshop, size: int = 12) -> CardKit:
    """Return a kit with its cards; `codes` of them by number."""
    start = 401 + KitCard.objects.count()  # those of make_participant begin at 5001
    cards = [
        Participant.objects.create(agenda=workshop.agenda, code=f"TJ-{start + n:04d}", channel=Channel.CARD)
        for n in range(size)
    ]
    kit = CardKit.objects.create(
        workshop=workshop, size=size, first=cards[0].code, last=cards[-1].code, made_at=AT, made_by=workshop.convened_by
    )
    KitCard.objects.bulk_create(KitCard(kit=kit, participant=card) for card in cards)
    kit.codes = {card.code: issue(kind=CARD, subject_id=card.pk, at=AT) for card in cards}
    return kit


def make_entry(workshop: Workshop) -> CardEntry:
    row = make_contribution(workshop.agenda, state=ContributionState.IN_MODERATION, channel="taller")
    return CardEntry.objects.create(
        workshop=workshop, participant=row.participant, challenge=row.challenge, contribution=row, at=AT,
        by=workshop.convened_by,
    )  # fmt: skip
