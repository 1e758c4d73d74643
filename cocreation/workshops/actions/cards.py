"""Typing what stands on paper cards, and undoing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from cocreation.agendas.models import Challenge, Participant
from cocreation.contributions.actions.authoring import withdraw
from cocreation.contributions.actions.contributions import AlreadyReceived, receive
from cocreation.contributions.choices import CONTRIBUTION, ContributionState, Kind, Origin
from cocreation.contributions.models import Contribution
from cocreation.workshops.models import CardEntry, Workshop
from core import audit
from core.process.transitions import WrongState, locked, require_state
from core.receipts.actions import revoke
from core.refusals import Refusal
from files.loaders.uploads import Judged
from territory.models import Municipality

MISTYPED = "Se pasó por error desde el papel."


class CardUsed(Refusal):
    """That card has said something about that challenge already."""


class CardRevoked(Refusal):
    """The card was revoked with its kit."""


@transaction.atomic
def enter_card(
    *,
    workshop: Workshop,
    card: Participant,
    challenge: Challenge | None,
    text: str,
    title: str,
    municipality: Municipality | None,
    neighbourhood: str,
    signature: str = "",
    channel: Origin = Origin.WORKSHOP,
    form_sha256: str | None = None,
    files: Sequence[Judged] = (),
    by: User,
    at: datetime,
) -> CardEntry:
    """Store what a card says as a contribution that waits for the moderator; without a challenge it is a problem.

    The same form again returns what it stored. `files`: photos of the card. Refuses CardUsed, CardRevoked, WrongState of a
    cancelled workshop, NotInThisStage, FileNotKept.
    """
    row = locked(workshop)
    if row.is_cancelled:
        raise WrongState("El taller se canceló: no se pasan tarjetas.")
    if form_sha256 and (standing := CardEntry.objects.filter(contribution__form_sha256=form_sha256).first()):
        return standing
    card = Participant.objects.select_for_update(of=("self",)).select_related("card").get(pk=card.pk)
    if card.erased_at is not None:
        raise CardRevoked(f"Quien tiene la tarjeta {card.code} borró lo suyo de la agenda: no recibe nada más.")
    if hasattr(card, "card") and card.card.revoked_at:
        raise CardRevoked(
            f"La tarjeta {card.code} se anuló: su código ya no abre nada. Pídale a la persona otra tarjeta."
        )
    if used := CardEntry.objects.filter(participant=card, challenge=challenge).select_related("contribution").first():
        about = f"el reto {challenge.code}" if challenge else "un problema"
        raise CardUsed(f"La tarjeta {card.code} ya se pasó para {about}: es {used.contribution.code}. No se duplicó.")
    try:
        contribution, _ = receive(
            agenda=row.agenda, kind=Kind.IDEA if challenge else Kind.PROBLEM, theme=row.theme, challenge=challenge,
            title=title, text=text, signature=signature, municipality=municipality, neighbourhood=neighbourhood, zone="",
            participant=card, at=at, form_sha256=form_sha256, channel=channel, by=by,
            files=files,
        )  # fmt: skip
    except AlreadyReceived as again:
        raise CardUsed(again.message) from None
    # The card's own code follows it; a second one would lie about unseen.
    revoke(kind=CONTRIBUTION, subject_ids=[contribution.pk])
    if card.joined_at is None:
        card.joined_at, card.municipality = at, card.municipality or municipality
        card.save(update_fields=["joined_at", "municipality"])
    entry = CardEntry.objects.create(
        workshop=row, participant=card, challenge=challenge, contribution=contribution, at=at, by=by
    )
    data = {"contribution": contribution.code}
    audit.record(by=by, verb="card.entered", target=row, at=at, data=data)
    return entry


@transaction.atomic
def undo_entry(*, entry: CardEntry, by: Any, at: datetime) -> str:
    """Withdraw what was typed by mistake, so that the card can be typed again; return its code. Refuses WrongState.

    Only while it waits for the moderator: what was read by others is not undone here.
    """
    workshop = locked(entry.workshop)
    row = locked(Contribution.objects.get(pk=entry.contribution_id))
    require_state(row, ContributionState.IN_MODERATION)
    withdraw(contribution=row, at=at, by=by, reason=MISTYPED)
    CardEntry.objects.filter(pk=entry.pk).delete()
    data = {"contribution": row.code}
    audit.record(by=by, verb="card.undone", target=workshop, at=at, reason=MISTYPED, data=data)
    return row.code
