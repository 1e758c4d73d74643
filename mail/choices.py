"""The states of a mail, and the kinds of mail that the apps above register when they start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import Model, TextChoices

# Handing a mail over takes seconds; whatever is claimed for longer than this was left by a process that died.
CLAIM_LASTS = timedelta(hours=1)


class State(TextChoices):
    WAITING = "waiting", "Por enviar"
    CLAIMED = "claimed", "En envío"
    SENT = "sent", "Enviado"
    REFUSED = "refused", "No admitido"
    # The connection was lost while the server had the message: a person decides whether a second one is worth it.
    UNSURE = "unsure", "No se sabe si salió"
    DROPPED = "dropped", "Ya no hace falta"


@dataclass(frozen=True)
class About:
    """What one mail is about and to whom it goes, as the administration reads it: a citizen is a number, never an address.

    `target` is the row that the log names.
    """

    what: str
    to: str
    target: Model


@dataclass(frozen=True)
class Kind:
    """What an app does for one kind of mail. Every function gets rows of Outbox, whose `subject_id` is a row of the app.

    compose: called inside the transaction that claims the mail. Looks the address up, makes one-time tokens and stores
    their hashes, and returns the message; None when there is nothing to say any more.
    about: of several rows at once, by their primary keys; what needs no mail any more is left out.
    settled: called inside the transaction that writes what became of the mail, before that is written: SENT, REFUSED,
    UNSURE, DROPPED, or WAITING when it certainly did not leave and is tried again. The caller holds the lock of the row
    of Outbox and no other: so locks are always taken in that order.
    waits: after so long the mail comes too late and is dropped.
    takes: for so long the request that made it may be sending it; before, the beat task leaves it alone.
    """

    name: str
    label: str
    waits: timedelta
    compose: Callable[[Any, datetime], EmailMultiAlternatives | None]
    about: Callable[[list, datetime], dict[int, About]]
    settled: Callable[[Any, State, datetime], None] | None = None
    takes: timedelta = timedelta(0)


KINDS: list[Kind] = []  # filled by AppConfig.ready() of the apps above; a system check refuses two of one name


def register(*kinds: Kind) -> None:
    KINDS.extend(kinds)


def kind_of(name: str) -> Kind:
    """Return the kind of that name; raises LookupError when no app registered it."""
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise LookupError(f"No app registered the kind of mail {name!r}.")


# What the log calls the acts of this app.
ACTS = {"mail.sent_again": "Correo enviado otra vez"}
