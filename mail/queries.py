"""Mails of which nobody knows whether they left."""

from dataclasses import dataclass
from datetime import datetime

from mail.choices import KINDS
from mail.models import Outbox


@dataclass(frozen=True)
class UnsettledMail:
    """What one mail is about, to whom it goes and since when it is claimed. `number`: the primary key of its row."""

    number: int
    kind: str
    label: str
    about: str
    to: str
    since: datetime


def unsettled_mails(at: datetime) -> list[UnsettledMail]:
    """Return the mails that were claimed more than an hour before, never settled and still needed, oldest first.

    One query, and what each kind that is among them asks.
    """
    rows = list(Outbox.objects.unsettled(at).order_by("claimed_at", "pk"))
    found = {}
    for kind in KINDS:
        of_kind = [row for row in rows if row.kind == kind.name]
        for number, about in (kind.about(of_kind, at) if of_kind else {}).items():
            found[number] = kind, about
    return [
        UnsettledMail(
            row.pk, row.kind, found[row.pk][0].label, found[row.pk][1].what, found[row.pk][1].to, row.claimed_at
        )
        for row in rows
        if row.pk in found
    ]
