"""Keeping a seat of a workshop, without a name, and giving it back."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cocreation.workshops.choices import REGISTRATION
from cocreation.workshops.models import Registration, Workshop
from cocreation.workshops.queries.upcoming import seats_left
from core import audit
from core.process.transitions import locked
from core.receipts.actions import issue, revoke
from core.refusals import Refusal


class NotTaken(Refusal):
    """The workshop takes no registrations: no seats are counted, or it began, or it was cancelled. Pages answer 409."""


class AlreadyRegistered(Refusal):
    """The same form already kept its seats: `registration` is the stored one."""

    def __init__(self, registration: Registration):
        super().__init__("Este cupo ya se reservó.")
        self.registration = registration


@transaction.atomic
def register(
    *, workshop: Workshop, seats: int, at: datetime, form_sha256: str | None = None
) -> tuple[Registration, str]:
    """Keep seats, or a place in the waiting list, and return them with the code of the receipt, which is kept nowhere.

    Refuses NotTaken, and AlreadyRegistered for a repeated form.
    """
    row = locked(workshop)
    if form_sha256 and (standing := Registration.objects.filter(form_sha256=form_sha256).first()):
        raise AlreadyRegistered(standing)
    if not row.takes_registrations(at):
        raise NotTaken(_why_not(row))
    waits = row.registrations.filter(is_waiting=True).exists() or (seats_left(row) or 0) < seats
    try:
        with transaction.atomic():
            kept = Registration.objects.create(
                workshop=row, seats=seats, is_waiting=waits, at=at, form_sha256=form_sha256
            )
    except IntegrityError:
        standing = Registration.objects.filter(form_sha256=form_sha256).first() if form_sha256 else None
        if standing is None:
            raise
        raise AlreadyRegistered(standing) from None
    audit.record(by=None, verb="registration.made", target=row, at=at, data={"seats": seats})
    return kept, issue(kind=REGISTRATION, subject_id=kept.pk, at=at)


@transaction.atomic
def give_back(*, registration: Registration, at: datetime) -> None:
    """Delete the registration with its code; those who wait move up, in their order. Twice is as once."""
    row = locked(registration.workshop)
    found = Registration.objects.filter(pk=registration.pk).first()
    if found is None:
        return
    revoke(kind=REGISTRATION, subject_ids=[found.pk])
    audit.record(by=None, verb="registration.cancelled", target=row, at=at, data={"seats": found.seats})
    found.delete()
    move_up(workshop=row)


def move_up(*, workshop: Workshop) -> None:
    """Give seats to those who wait, in their order, while they fit. Call it under the lock of the workshop."""
    left = seats_left(workshop)
    for waiting in workshop.registrations.filter(is_waiting=True).order_by("at", "pk"):
        if left is not None and waiting.seats > left:
            break
        waiting.is_waiting = False
        waiting.save(update_fields=["is_waiting"])
        left = None if left is None else left - waiting.seats


def _why_not(workshop: Workshop) -> str:
    if workshop.is_cancelled:
        return "Este taller se canceló: no se reservan cupos."
    if workshop.is_convened and workshop.seats is None:
        return "La entrada es libre: no hace falta reservar. Llegue unos minutos antes."
    return "El taller ya empezó: no se reservan más cupos."
