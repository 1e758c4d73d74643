"""Mails whose delivery is unknown."""

from dataclasses import dataclass
from datetime import datetime

from mail.choices import KINDS
from mail.models import Outbox


@dataclass(frozen=True)
class UnsettledMail:
    """An unsettled mail for the administration. `number`: primary key of its row; `since`: when it was claimed."""

    number: int
    kind: str
    label: str
    about: str
    to: str
    since: datetime


def unsettled_mails(at: datetime) -> list[UnsettledMail]:
    """Return the mails claimed over an hour before, never settled and still needed, oldest first.

    One query, plus those of each kind among them.
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
