"""Queries about a person's notifications and preferences."""

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.models import User
from accounts.permissions import allows
from accounts.queries import holdings_of
from notices.choices import DeliveryMode, NotificationKind, notification_kinds
from notices.models import Notification, NotificationPreference


def inbox_of(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user.pk).in_inbox_order()


def unread_count(user: User) -> int:
    return Notification.objects.unread().filter(user=user.pk).count()


def unread_keys(user: User, about: str) -> list[str]:
    """Return the keys of the user's unread notifications that begin with `about`. One query."""
    return list(Notification.objects.unread().filter(user=user.pk, key__startswith=about).values_list("key", flat=True))


def deliveries_of(user: User) -> dict[NotificationKind, DeliveryMode]:
    """Return the user's delivery for each kind that may reach them: the chosen one, else the default. Two queries."""
    chosen = dict(NotificationPreference.objects.filter(user=user.pk).values_list("kind", "delivery"))
    held = holdings_of(user)
    return {
        kind: DeliveryMode(chosen.get(kind.name, kind.usual_delivery))
        for kind in notification_kinds()
        if not kind.permissions or any(allows(held, one) for one in kind.permissions)
    }


def delivery_by_person(people: QuerySet[User], kind: NotificationKind) -> dict[int, DeliveryMode]:
    """Return each user's delivery for one kind, by user id. One query."""
    chosen = people.annotate(chosen=FilteredRelation("preferences", condition=Q(preferences__kind=kind.name)))
    rows = chosen.values_list("pk", "chosen__delivery")
    return {pk: DeliveryMode(delivery or kind.usual_delivery) for pk, delivery in rows}
