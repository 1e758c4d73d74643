"""Mails of which nobody knows whether they left: claimed by a process that died before it could say."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from accounts.models import Notification
from administration.choices import MailKind
from citizens.models import Delivery, Feedback


@dataclass(frozen=True)
class UnsettledMail:
    """What one mail is about, to whom it goes and since when it is claimed. `number`: the primary key of its row.

    A citizen is a number, never an address.
    """

    kind: MailKind
    number: int
    about: str
    to: str
    since: datetime


def unsettled_mails(at: datetime) -> list[UnsettledMail]:
    """Return the mails that were claimed more than an hour before and never settled, oldest first. Three queries."""
    return sorted([*_notices(at), *_news(at), *_results(at)], key=attrgetter("since"))


def _notices(at: datetime) -> list[UnsettledMail]:
    """A digest claims all its notifications at one moment: they are one mail."""
    mails: dict[tuple[int, datetime], list[Notification]] = {}
    for row in Notification.objects.unsettled(at).select_related("user").order_by("claimed_at", "pk"):
        mails.setdefault((row.user_id, row.claimed_at), []).append(row)
    return [
        UnsettledMail(
            MailKind.NOTICE,
            rows[0].pk,
            rows[0].title if len(rows) == 1 else f"Resumen semanal con {len(rows)} avisos",
            rows[0].user.get_full_name(),
            rows[0].claimed_at,
        )
        for rows in mails.values()
    ]


def _news(at: datetime) -> list[UnsettledMail]:
    rows = Delivery.objects.unsettled(at).order_by("claimed_at", "pk")
    return [
        UnsettledMail(
            MailKind.NEWS,
            pk,
            subject or "Pregunta para confirmar una suscripción",
            f"Suscripción n.º {subscription}",
            since,
        )
        for pk, subject, subscription, since in rows.values_list("pk", "news__subject", "subscription", "claimed_at")
    ]


def _results(at: datetime) -> list[UnsettledMail]:
    rows = Feedback.objects.unsettled(at).order_by("claimed_at", "pk")
    return [
        UnsettledMail(MailKind.RESULT, pk, f"Qué pasó con una opinión sobre: {title}", f"Opinión n.º {pk}", since)
        for pk, title, since in rows.values_list("pk", "title", "claimed_at")
    ]
