"""Making the cards of a workshop, and revoking those nobody used."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices import Channel
from cocreation.agendas.choices.stages import Act, Actor
from cocreation.agendas.models import Agenda, Participant
from cocreation.agendas.queries.stages import require_act
from cocreation.contributions.choices import CARD
from cocreation.workshops.choices import FEWEST_CARDS, MOST_CARDS, PREFIX
from cocreation.workshops.exports.kit import kit_pdf
from cocreation.workshops.models import CardKit, KitCard, Workshop
from cocreation.workshops.queries.kits import printed, printed_challenges
from core import audit
from core.process.transitions import WrongState, locked
from core.receipts.actions import issue_many, revoke
from core.refusals import Refusal


class WrongSize(Refusal):
    """A kit has 12 to 120 cards."""


@transaction.atomic
def make_kit(*, workshop: Workshop, size: int, by: User, at: datetime) -> tuple[CardKit, bytes]:
    """Store cards and return them with their PDF, the only place where their codes stand: a lost one is revoked and made again.

    All or nothing: without the PDF no card is stored. Refuses WrongSize, WrongState of a cancelled workshop, NotInThisStage.
    """
    if not FEWEST_CARDS <= size <= MOST_CARDS:
        raise WrongSize(f"Un juego tiene entre {FEWEST_CARDS} y {MOST_CARDS} tarjetas.")
    row = locked(workshop)
    if row.is_cancelled:
        raise WrongState("El taller se canceló: no se hacen tarjetas.")
    agenda = lock(row.agenda)  # serialises the numbers of cards
    require_act(agenda, Act.CAPTURE_PAPER, Actor.FACILITATOR, timezone.localdate(at))
    start = _last_number(agenda) + 1
    cards = Participant.objects.bulk_create(
        Participant(agenda=agenda, code=f"{PREFIX}{start + i:04d}", channel=Channel.CARD) for i in range(size)
    )
    kit = CardKit.objects.create(
        workshop=row, size=size, first=cards[0].code, last=cards[-1].code, made_at=at, made_by=by
    )
    KitCard.objects.bulk_create(KitCard(kit=kit, participant=card) for card in cards)
    codes = issue_many(kind=CARD, subject_ids=[card.pk for card in cards], at=at)
    audit.record(by=by, verb="card_kit.made", target=kit, at=at, data={"cards": size})
    pairs = [(card.code, code) for card, code in zip(cards, codes, strict=True)]
    return kit, kit_pdf(printed(row), pairs, printed_challenges(row))


@transaction.atomic
def revoke_kit(*, kit: CardKit, by: User, at: datetime) -> int:
    """Let the codes of its unused cards open nothing any more; return how many. Used ones stay with who holds them."""
    locked(kit.workshop)
    kit = CardKit.objects.select_for_update(of=("self",)).select_related("workshop").get(pk=kit.pk)
    unused = list(kit.cards.filter(revoked_at=None).filter(not_used()))
    revoke(kind=CARD, subject_ids=[card.participant_id for card in unused])
    kit.cards.filter(pk__in=[card.pk for card in unused]).update(revoked_at=at)
    if kit.revoked_at is None:
        kit.revoked_at = at
        kit.save(update_fields=["revoked_at"])
    if unused:
        audit.record(by=by, verb="card_kit.revoked", target=kit, at=at, data={"cards": len(unused)})
    return len(unused)


def not_used() -> Q:
    """Of cards from which nothing was typed and whose code nobody has used."""
    return Q(
        participant__joined_at=None, participant__card_entries=None, participant__contributions=None,
        participant__contribution_supports=None, participant__comments=None, participant__votes=None,
    )  # fmt: skip


def _last_number(agenda: Agenda) -> int:
    codes = agenda.participants.filter(channel=Channel.CARD, code__startswith=PREFIX).values_list("code", flat=True)
    return max((int(code[len(PREFIX) :]) for code in codes if code[len(PREFIX) :].isdecimal()), default=0)
