"""Telling people what happened: in the portal at once, by mail as each person wants it, and never twice."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, Value, When

from accounts import tasks
from accounts.choices import FIRST_MAIL, MAIL_WAITS, Delivery, Mail, NotificationKind
from accounts.models import Notification, NotificationPreference, User
from accounts.queries.notices import deliveries_of, delivery_by_person
from core import audit
from mail.actions.handover import MailDelayed, MailRefused, compose, hand_over, server

logger = logging.getLogger(__name__)
TITLE_LENGTH = Notification._meta.get_field("title").max_length
IN_DIGEST = 40


@transaction.atomic
def notify(
    *, to: Iterable[int], kind: NotificationKind, key: str, title: str, body: str, url: str, at: datetime
) -> int:
    """Tell each person of `to` (user ids) what happened; return how many learn of it now.

    `key` names what happened: who was told it already is not told again. `url` is the path of the page to open. People
    whose account is closed are passed over. Mails leave after the commit, as each person wants them.
    """
    told = Notification.objects.filter(key=key).values("user")
    people = User.objects.filter(pk__in=set(to), is_active=True).exclude(pk__in=told)
    delivery = delivery_by_person(people, kind)
    title = title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
    rows = [
        Notification(user_id=user, kind=kind, key=key, title=title, body=body, url=url, created_at=at,
                     mail=FIRST_MAIL[wanted])
        for user, wanted in delivery.items()
    ]  # fmt: skip
    # Of two that tell the same at once the second adds nothing: the unique key decides, not the look before.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    stored = Notification.objects.filter(key=key, user__in=delivery, created_at=at).values_list("pk", "mail")
    tasks.enqueue_mail([pk for pk, mail in stored if mail == Mail.WAITING])
    return len(stored)


# What was read in the portal needs no mail any more.
READ = {"mail": Case(When(mail__in=[Mail.WAITING, Mail.DIGEST], then=Value(Mail.NONE)), default=F("mail"))}


@transaction.atomic
def mark_read(*, notification: Notification, by: User, at: datetime) -> None:
    """Note that the person read it; the first time counts, and only her own."""
    Notification.objects.unread().filter(pk=notification.pk, user=by).update(read_at=at, **READ)


@transaction.atomic
def mark_all_read(*, by: User, at: datetime) -> int:
    """Note that the person read everything she was told until now; return how many were unread."""
    return Notification.objects.unread().filter(user=by, created_at__lte=at).update(read_at=at, **READ)


@transaction.atomic
def set_preferences(*, person: User, wanted: Mapping[NotificationKind, Delivery], by: User, at: datetime) -> None:
    """Keep how the person wants to learn of each kind; kinds that are not named stay as they are."""
    before = deliveries_of(person)
    changed = {kind: delivery for kind, delivery in wanted.items() if before[kind] != delivery}
    NotificationPreference.objects.bulk_create(
        [NotificationPreference(user=person, kind=kind, delivery=delivery) for kind, delivery in changed.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["delivery"],
    )
    if changed:
        data = {str(kind): str(delivery) for kind, delivery in changed.items()}
        audit.record(by=by, verb="user.chose_notices", target=person, at=at, data=data)


def send_mail(*, notification_id: int, at: datetime) -> bool:
    """Mail one notification by itself and tell whether it left now; not what left already, was read, or is too old.

    The row is claimed and committed before the message is handed over: whoever comes second finds nothing to do, and what
    a process that dies half-way leaves behind is for a person to decide (`send_again`). Raises MailDelayed when it may be
    tried again.
    """
    rows = Notification.objects.waiting(at).filter(pk=notification_id)
    notification = rows.select_related("user").first()
    if notification is None:
        return False
    message = compose(
        to=notification.user.email,
        subject=notification.title,
        template="accounts/mail/notice",
        context={"notification": notification, "person": notification.user},
    )
    return _send(message, [notification.pk], before=Mail.WAITING, at=at)


def send_digest(*, user_id: int, at: datetime) -> int:
    """Mail a person what she has neither read nor been mailed; return how many that were. Nothing to say sends nothing.

    Claims like `send_mail`. Raises MailDelayed when it may be tried again.
    """
    rows = Notification.objects.for_digest(at).filter(user=user_id).select_related("user")
    notifications = list(rows.order_by("-created_at", "-pk"))
    if not notifications:
        return 0
    count, person = len(notifications), notifications[0].user
    message = compose(
        to=person.email,
        subject="Su semana en Innovación Pública 360: " + ("1 aviso" if count == 1 else f"{count} avisos"),
        template="accounts/mail/digest",
        context={"shown": notifications[:IN_DIGEST], "more": max(0, count - IN_DIGEST), "person": person},
    )
    return count if _send(message, [n.pk for n in notifications], before=Mail.DIGEST, at=at) else 0


def _send(message, ids: list[int], *, before: Mail, at: datetime) -> bool:
    with server() as connection:
        if not _claim(ids, at):
            return False
        try:
            hand_over(message, connection)
        except MailDelayed:
            _settle(ids, at, before)
            raise
        except MailRefused as refusal:
            logger.warning("mail of notifications %s is not accepted: %s", ids, refusal)
            _settle(ids, at, Mail.REFUSED)
            return False
        _settle(ids, at, Mail.SENT)
    return True


@transaction.atomic
def send_again(*, notification_id: int, by: User, at: datetime) -> bool:
    """Let the mail leave again that was claimed more than an hour ago and never settled; tell whether it still was so.

    It may arrive twice. All notifications of one digest go together; a mail of its own that comes too late by now goes into
    a digest that leaves at once.
    """
    first = Notification.objects.unsettled(at).filter(pk=notification_id).first()
    if first is None:
        return False
    rows = Notification.objects.select_for_update(of=("self",)).unsettled(at)
    rows = list(rows.filter(user=first.user_id, claimed_at=first.claimed_at).order_by("pk"))
    if not rows:
        return False
    is_own = len(rows) == 1 and rows[0].created_at > at - MAIL_WAITS
    mail = Mail.WAITING if is_own else Mail.DIGEST
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mail=mail, claimed_at=None)
    audit.record(by=by, verb="mail.sent_again", target=rows[0], at=at, data={"notifications": len(rows)})
    if is_own:
        tasks.enqueue_mail([rows[0].pk])
    else:
        tasks.enqueue_digest(first.user_id)
    return True


def _claim(ids: list[int], at: datetime) -> bool:
    """Take all of the rows, or none when another process has one of them or somebody read it meanwhile."""
    with transaction.atomic(durable=True):
        rows = Notification.objects.select_for_update().filter(pk__in=ids, mail__in=[Mail.WAITING, Mail.DIGEST])
        if len(rows.order_by("pk")) != len(ids):
            return False
        rows.update(mail=Mail.CLAIMED, claimed_at=at)
        return True


def _settle(ids: list[int], claimed_at: datetime, mail: Mail) -> None:
    """Write what became of the mail, unless somebody let it leave again meanwhile: that is another claim."""
    rows = Notification.objects.filter(pk__in=ids, mail=Mail.CLAIMED, claimed_at=claimed_at)
    rows.update(mail=mail, claimed_at=None, mailed_at=claimed_at if mail == Mail.SENT else None)
