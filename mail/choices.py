"""The states of a mail, and the kinds of mail that the apps above register."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import Model, TextChoices

# Sending takes seconds; a claim older than this was left by a process that died.
CLAIM_LASTS = timedelta(hours=1)


class State(TextChoices):
    WAITING = "waiting", "Por enviar"
    CLAIMED = "claimed", "En envío"
    SENT = "sent", "Enviado"
    REFUSED = "refused", "No admitido"
    # The connection was lost while the server had the message: a person decides whether to send it again.
    UNSURE = "unsure", "No se sabe si salió"
    DROPPED = "dropped", "Ya no hace falta"


@dataclass(frozen=True)
class About:
    """Subject and recipient of a mail for the administration: a citizen is shown as a number, never as an address.

    `target`: the row that the audit log names.
    """

    what: str
    to: str
    target: Model


@dataclass(frozen=True)
class Kind:
    """One kind of mail. Its functions get rows of Outbox, whose `subject_id` is the primary key of a row of the app.

    compose: called inside the transaction that claims the mail. Looks the address up, makes one-time tokens and stores
    their hashes, and returns the message; None when there is nothing to send any more.
    about: for several rows at once, by their primary keys; leaves out mails that are no longer needed.
    settled: called inside the transaction that records the outcome, before it is written: SENT, REFUSED, UNSURE, DROPPED, or
    WAITING when it was certainly not sent and will be retried. The caller holds the lock of the row of Outbox and no other:
    so locks are always taken in that order.
    waits: after this time the mail expires and is dropped.
    takes: for this time the request that made it may still be sending it, so beat leaves it alone.
    """

    name: str
    label: str
    waits: timedelta
    compose: Callable[[Any, datetime], EmailMultiAlternatives | None]
    about: Callable[[list, datetime], dict[int, About]]
    settled: Callable[[Any, State, datetime], None] | None = None
    takes: timedelta = timedelta(0)


KINDS: list[Kind] = []  # filled in AppConfig.ready of the apps above; a system check refuses duplicate names


def register(*kinds: Kind) -> None:
    KINDS.extend(kinds)


def kind_of(name: str) -> Kind:
    """Return the kind of that name. Raises LookupError if no app registered it."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise LookupError(f"No app registered the kind of mail {name!r}.")


# Labels of this app's actions in the audit log.
ACTS = {"mail.sent_again": "Correo enviado otra vez"}
