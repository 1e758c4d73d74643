"""Mails that wait, that the server refused, those whose delivery is unknown; and whether mail is delivered at all."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q

from mail.choices import KINDS, State
from mail.models import Outbox

REFUSED_SHOWN = timedelta(days=30)
MOST_SHOWN = 100
UNSENT = {f"django.core.mail.backends.{name}" for name in ("console", "filebased", "dummy")}


@dataclass(frozen=True)
class UnsettledMail:
    """A mail for the administration. `number`: primary key of its row; `since`: when it was claimed, or refused."""

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
    return _described(list(Outbox.objects.unsettled(at).order_by("claimed_at", "pk")), at)


def refused_mails(at: datetime) -> list[UnsettledMail]:
    """Return the newest mails that the server refused in the last 30 days and that are still needed. Queries as above."""
    rows = Outbox.objects.filter(state=State.REFUSED, settled_at__gt=at - REFUSED_SHOWN)
    return _described(list(rows.order_by("-settled_at", "-pk")[:MOST_SHOWN]), at)


@dataclass(frozen=True)
class MailCounts:
    """`waiting`: will be sent by themselves; `oldest`: since when the first of them should have left, None if none should."""

    waiting: int
    oldest: datetime | None
    refused: int
    unsettled: int


def mail_counts(at: datetime) -> MailCounts:
    """Count the mails by what became of them; refused ones of the last 30 days. One query."""
    waiting = Q(state=State.WAITING, waits_until__gt=at)
    found = Outbox.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        oldest=Min("due_at", filter=waiting & Q(due_at__lte=at)),
        refused=Count("pk", filter=Q(state=State.REFUSED, settled_at__gt=at - REFUSED_SHOWN)),
        unsettled=Count("pk", filter=Q(pk__in=Outbox.objects.unsettled(at).values("pk"))),
    )
    return MailCounts(**found)


def _described(rows: list[Outbox], at: datetime) -> list[UnsettledMail]:
    """Leaves out the mails that are no longer needed, and those of unknown kinds."""
    found = {}
    for kind in KINDS:
        of_kind = [row for row in rows if row.kind == kind.name]
        for number, about in (kind.about(of_kind, at) if of_kind else {}).items():
            found[number] = kind, about
    return [
        UnsettledMail(
            row.pk, row.kind, found[row.pk][0].label, found[row.pk][1].what, found[row.pk][1].to,
            row.claimed_at or row.settled_at,
        )
        for row in rows
        if row.pk in found
    ]  # fmt: skip


def mail_goes_nowhere() -> bool:
    """True where mail is not handed to a server: it is printed, written to a file or dropped."""
    return settings.EMAIL_BACKEND.rpartition(".")[0] in UNSENT
