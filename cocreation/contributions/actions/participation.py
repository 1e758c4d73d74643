"""Joining an agenda: by a code sent to an address, by a printed card, with an account; and leaving no address behind."""

from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Agenda, Contact, Participant
from cocreation.contributions.actions.contributions import confirm, receive
from cocreation.contributions.choices import CODE_LASTS, NOTICE_VERSION, ContributionState
from cocreation.contributions.choices.telling import MailKind
from cocreation.contributions.models import Contribution, EmailCode
from core.receipts import codes
from core.refusals import Refusal
from mail.actions import outbox
from territory.models import Municipality

# Within it a used code opens again for whoever pressed twice; later only for the browser that it let in.
SECOND_PRESS = timedelta(minutes=5)


class UnknownCode(Refusal):
    """No such code in this agenda, or it is over, or somebody used it before."""


@transaction.atomic
def ask_code(
    *, agenda: Agenda, email: str, at: datetime, next_path: str = "", contribution: Contribution | None = None
) -> EmailCode:
    """Send a code to an address, known or not: nothing of what happens tells which."""
    row = EmailCode.objects.create(
        agenda=agenda, email=email.strip().lower(), contribution=contribution, next_path=next_path,
        consent_version=NOTICE_VERSION, asked_at=at,
    )  # fmt: skip
    _send(row, at)
    return row


@transaction.atomic
def ask_again(*, contribution: Contribution, at: datetime) -> EmailCode | None:
    """Send a new code for a contribution that waits for one; the one sent before opens nothing any more."""
    row = EmailCode.objects.select_for_update().filter(contribution=contribution, used_at=None).first()
    if row is not None:
        row.asked_at, row.code_hmac = at, None
        row.save(update_fields=["asked_at", "code_hmac"])
        _send(row, at)
    return row


@transaction.atomic
def receive_unconfirmed(*, email: str, at: datetime, **said: Any) -> tuple[Contribution, str]:
    """`receive` without an author yet, and send the code that confirms it. Refuses like `receive`."""
    row, receipt = receive(participant=None, at=at, **said)
    ask_code(agenda=said["agenda"], email=email, at=at, contribution=row)
    return row, receipt


@transaction.atomic
def receive_from(*, participant: Participant, at: datetime, **said: Any) -> tuple[Contribution, str]:
    """`receive` from somebody known, whose municipality is that of what they wrote first. Refuses like `receive`."""
    received = receive(participant=participant, at=at, **said)
    _note_place(participant, said["municipality"])
    return received


@transaction.atomic
def use_code(*, agenda: Agenda, typed: str, known: Participant | None, at: datetime) -> tuple[Participant, EmailCode]:
    """Confirm the address that a code was sent to, and what waited for it; return its participant.

    `known`: who the browser takes part as already; for them a used code changes nothing. Refuses UnknownCode.
    """
    row = None
    if codes.normalized(typed):
        found = EmailCode.objects.select_for_update(of=("self",)).select_related("agenda", "contribution")
        row = found.filter(agenda=agenda, code_hmac=codes.hashed(typed)).first()
    if row is None or at - row.asked_at > CODE_LASTS:
        raise UnknownCode("Ese código no existe o ya venció. Revíselo letra por letra, o pida otro.")
    if row.used_at is not None:
        contact = Contact.objects.filter(agenda=agenda, email=row.email).select_related("participant").first()
        again = contact is not None and (contact.participant == known or at - row.used_at <= SECOND_PRESS)
        if contact is None or not again:
            raise UnknownCode("Ese código ya se usó. Pida otro para participar desde este navegador.")
        return contact.participant, row
    participant = _participant_of_address(row, at)
    if row.contribution is not None:
        confirm(contribution=row.contribution, participant=participant, at=at)
        _note_place(participant, row.contribution.municipality)
    row.used_at = at
    row.save(update_fields=["used_at"])
    return participant, row


@transaction.atomic
def join_with_account(*, agenda: Agenda, user: User, at: datetime) -> Participant:
    """Return the participant of an account, made at the first press."""
    joined = {
        "code": token_hex(8), "channel": Channel.ACCOUNT, "joined_at": at, "consent_version": NOTICE_VERSION,
    }  # fmt: skip
    return Participant.objects.get_or_create(agenda=agenda, user=user, defaults=joined)[0]


@transaction.atomic
def join_with_card(*, participant: Participant, at: datetime) -> Participant:
    """Note that a printed card takes part now."""
    Participant.objects.filter(pk=participant.pk, joined_at=None).update(joined_at=at)
    return participant


@transaction.atomic
def forget_address(*, participant: Participant) -> bool:
    """Delete the address of a participant and the codes sent to it; return whether there was one. What they wrote stays."""
    contact = Contact.objects.filter(participant=participant).first()
    if contact is None:
        return False
    EmailCode.objects.filter(agenda=participant.agenda_id, email=contact.email).exclude(
        contribution__state=ContributionState.RECEIVED
    ).delete()
    contact.delete()
    return True


@transaction.atomic
def set_digest(*, participant: Participant, wanted: bool) -> None:
    """Send the weekly digest to the address of a participant, or do not."""
    Contact.objects.filter(participant=participant).update(wants_digest=wanted)


def _send(row: EmailCode, at: datetime) -> None:
    outbox.enqueue(kind=MailKind.CODE, subject_id=row.pk, key=f"{MailKind.CODE}:{row.pk}:{at.timestamp():.6f}", at=at)


def _participant_of_address(row: EmailCode, at: datetime) -> Participant:
    of_address = Contact.objects.filter(agenda=row.agenda_id, email=row.email).select_related("participant")
    if standing := of_address.first():
        return standing.participant
    try:
        with transaction.atomic():
            participant = Participant.objects.create(
                agenda=row.agenda, code=token_hex(8), channel=Channel.MAIL, joined_at=at,
                consent_version=row.consent_version,
            )  # fmt: skip
            Contact.objects.create(participant=participant, agenda=row.agenda, email=row.email, confirmed_at=at)
    except IntegrityError:  # another code of the same address, at the same moment
        return of_address.get().participant
    return participant


def _note_place(participant: Participant, municipality: Municipality | None) -> None:
    if municipality is not None:
        Participant.objects.filter(pk=participant.pk, municipality=None).update(municipality=municipality)
