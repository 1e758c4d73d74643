"""Telling people what happened: in the portal at once, by mail as each person wants it, and never twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from mail.actions import outbox
from notices.choices import DeliveryMode, MailKind, NotificationKind, notification_kinds
from notices.models import Notification, NotificationPreference
from notices.queries.notifications import deliveries_of, delivery_by_person

TITLE_LENGTH = Notification._meta.get_field("title").max_length


@transaction.atomic
def notify(
    *, to: Iterable[int], kind: NotificationKind, key: str, title: str, body: str, url: str, at: datetime
) -> int:
    """Tell each person of `to` (user ids) what happened; return how many learn of it now.

    `key` names what happened: who was told it already is not told again. `url` is the path of the page to open. People
    whose account is closed are passed over. Mails leave after the commit, as each person wants them; what is read before
    needs none. Raises LookupError for a kind that no app registered.
    """
    if kind not in notification_kinds():
        raise LookupError(f"No app registered the kind of notification {kind!r}.")
    notified = Notification.objects.filter(key=key).values("user")
    people = User.objects.filter(pk__in=set(to), is_active=True).exclude(pk__in=notified)
    deliveries = delivery_by_person(people, kind)
    title = title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"
    rows = [
        Notification(
            user_id=user, kind=kind.name, key=key, title=title, body=body, url=url, created_at=at, delivery=wanted
        )
        for user, wanted in deliveries.items()
    ]  # fmt: skip
    # Of two that tell the same at once the second adds nothing: the unique key decides, not the look before.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    stored = Notification.objects.filter(key=key, user__in=deliveries, created_at=at).values_list("pk", "delivery")
    subjects = {f"{MailKind.NOTICE}:{pk}": pk for pk, wanted in stored if wanted == DeliveryMode.AT_ONCE}
    outbox.enqueue_many(kind=MailKind.NOTICE, subjects=subjects, at=at)
    return len(stored)


@transaction.atomic
def mark_read(*, notification: Notification, by: User, at: datetime) -> None:
    """Note that the person read it; the first time counts, and only their own."""
    Notification.objects.unread().filter(pk=notification.pk, user=by).update(read_at=at)


@transaction.atomic
def mark_all_read(*, by: User, at: datetime) -> int:
    """Note that the person read everything they were told until now; return how many were unread."""
    return Notification.objects.unread().filter(user=by, created_at__lte=at).update(read_at=at)


@transaction.atomic
def set_preferences(*, person: User, wanted: Mapping[NotificationKind, DeliveryMode], by: User, at: datetime) -> None:
    """Keep how the person wants to learn of each kind; kinds that are not named stay as they are."""
    before = deliveries_of(person)
    changed = {kind: delivery for kind, delivery in wanted.items() if before[kind] != delivery}
    NotificationPreference.objects.bulk_create(
        [NotificationPreference(user=person, kind=kind.name, delivery=delivery) for kind, delivery in changed.items()],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["delivery"],
    )
    if changed:
        data = {str(kind): str(delivery) for kind, delivery in changed.items()}
        audit.record(by=by, verb="user.chose_notices", target=person, at=at, data=data)


def send_digests(*, at: datetime) -> int:
    """Let the weekly digest leave to everybody who has something unread that no mail told; return how many people those are.

    Whatever came too late for a mail of its own is in it.
    """
    outbox.drop_late(at=at)
    with transaction.atomic():
        people = Notification.objects.for_digest().order_by("user").values_list("user", flat=True).distinct()
        subjects = {f"{MailKind.DIGEST}:{user}:{timezone.localdate(at)}": user for user in people}
        outbox.enqueue_many(kind=MailKind.DIGEST, subjects=subjects, at=at)
    return len(subjects)
