"""Notifications to people: in the portal at once, by mail as each person chose, and never twice."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core import audit
from core.versioned_text.queries import filled
from mail.actions import outbox
from notices.choices import DeliveryMode, MailKind, NoticeText, NotificationKind, notification_kinds
from notices.models import Notification, NotificationPreference
from notices.queries.notifications import deliveries_of, delivery_by_person

TITLE_LENGTH = Notification._meta.get_field("title").max_length


@transaction.atomic
def notify(
    *, to: Iterable[int], kind: NotificationKind, key: str, title: str, body: str, url: str, at: datetime
) -> int:
    """Notify each of `to` (user ids) of an event; return how many are newly notified.

    `key` identifies the event: a person already notified of it is skipped, and so are inactive accounts. `url`: path of the page
    to open. Mails are sent after the commit by preference; one whose notification was read before is dropped.
    Raises LookupError for a kind that no app registered.
    """
    return _notify_each(dict.fromkeys(to, (title, body)), kind=kind, key=key, url=url, at=at)


def _notify_each(
    said: Mapping[int, tuple[str, str]], *, kind: NotificationKind, key: str, url: str, at: datetime
) -> int:  # fmt: skip
    """`said`: title and body by user id."""
    if kind not in notification_kinds():
        raise LookupError(f"No app registered the kind of notification {kind!r}.")
    notified = Notification.objects.filter(key=key).values("user")
    people = User.objects.filter(pk__in=set(said), is_active=True).exclude(pk__in=notified)
    deliveries = delivery_by_person(people, kind)
    rows = [
        Notification(
            user_id=user, kind=kind.name, key=key, title=_shortened(said[user][0]), body=said[user][1], url=url,
            created_at=at, delivery=wanted,
        )
        for user, wanted in deliveries.items()
    ]  # fmt: skip
    # Under concurrent calls the unique constraint decides, not the query above.
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    stored = Notification.objects.filter(key=key, user__in=deliveries, created_at=at).values_list("pk", "delivery")
    subjects = {f"{MailKind.NOTICE}:{pk}": pk for pk, wanted in stored if wanted == DeliveryMode.AT_ONCE}
    outbox.enqueue_many(kind=MailKind.NOTICE, subjects=subjects, at=at)
    return len(stored)


def _shortened(title: str) -> str:
    return title if len(title) <= TITLE_LENGTH else f"{title[: TITLE_LENGTH - 1]}…"


def tell(*, to: Iterable[int], text: NoticeText, values: Mapping[str, str], key: str, url: str, at: datetime) -> int:
    """`notify` with a registered text, as it is worded now. Raises LookupError if one of its placeholders gets no value."""
    said = filled(text.key, values)
    return notify(to=to, kind=text.kind, key=key, title=said.heading, body=said.text, url=url, at=at)


@transaction.atomic
def tell_each(
    *, values: Mapping[int, Mapping[str, str]], text: NoticeText, key: str, url: str, at: datetime
) -> int:  # fmt: skip
    """`tell` with values of their own for each person, by user id, in as many queries as for one."""
    filled_in = {user: filled(text.key, own) for user, own in values.items()}
    said = {user: (one.heading, one.text) for user, one in filled_in.items()}
    return _notify_each(said, kind=text.kind, key=key, url=url, at=at)


@transaction.atomic
def mark_read(*, notification: Notification, by: User, at: datetime) -> None:
    """Mark the notification as read if it is the user's own; only the first time counts."""
    Notification.objects.unread().filter(pk=notification.pk, user=by).update(read_at=at)


@transaction.atomic
def mark_seen(*, about: str, by: User, at: datetime) -> None:
    """Mark the user's notifications as read whose `key` begins with `about`: the person opened the page itself."""
    Notification.objects.unread().filter(user=by, key__startswith=about).update(read_at=at)


@transaction.atomic
def mark_all_read(*, by: User, at: datetime) -> int:
    """Mark the user's notifications up to `at` as read; return how many were unread."""
    return Notification.objects.unread().filter(user=by, created_at__lte=at).update(read_at=at)


@transaction.atomic
def forget_told(*, user: User, kind: NotificationKind, keys: Collection[str], about: Collection[str]) -> None:
    """Delete what the user was told of these events, and of all whose `key` begins with one of `about`."""
    which = Q(key__in=keys)
    for start in about:
        which |= Q(key__startswith=start)
    Notification.objects.filter(which, user=user, kind=kind.name).delete()


@transaction.atomic
def set_preferences(*, person: User, wanted: Mapping[NotificationKind, DeliveryMode], by: User, at: datetime) -> None:
    """Store the delivery of each kind given; other kinds stay as they are."""
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
    """Enqueue the weekly digest for everyone with unread notifications that no mail holds; return how many people.

    Includes those whose own mail expired.
    """
    outbox.drop_late(at=at)
    with transaction.atomic():
        people = Notification.objects.for_digest().order_by("user").values_list("user", flat=True).distinct()
        subjects = {f"{MailKind.DIGEST}:{user}:{timezone.localdate(at)}": user for user in people}
        outbox.enqueue_many(kind=MailKind.DIGEST, subjects=subjects, at=at)
    return len(subjects)
