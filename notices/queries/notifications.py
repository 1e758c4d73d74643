"""What a person was told, and how they want to learn of things."""

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.models import User
from notices.choices import DeliveryMode, NotificationKind, notification_kinds
from notices.models import Notification, NotificationPreference


def inbox_of(user: User) -> QuerySet[Notification]:
    """Return what the person was told, unread first, then the newest."""
    return Notification.objects.filter(user=user.pk).in_inbox_order()


def unread_count(user: User) -> int:
    """Count what the person has not read yet (one query)."""
    return Notification.objects.unread().filter(user=user.pk).count()


def deliveries_of(user: User) -> dict[NotificationKind, DeliveryMode]:
    """Return how the person learns of each registered kind: what they chose, else the usual (one query)."""
    chosen = dict(NotificationPreference.objects.filter(user=user.pk).values_list("kind", "delivery"))
    return {kind: DeliveryMode(chosen.get(kind.name, kind.usual_delivery)) for kind in notification_kinds()}


def delivery_by_person(people: QuerySet[User], kind: NotificationKind) -> dict[int, DeliveryMode]:
    """Return how each of the people (by id) learns of one kind (one query)."""
    chosen = people.annotate(chosen=FilteredRelation("preferences", condition=Q(preferences__kind=kind.name)))
    rows = chosen.values_list("pk", "chosen__delivery")
    return {pk: DeliveryMode(delivery or kind.usual_delivery) for pk, delivery in rows}
