"""What a person was told, and how she wants to learn of things."""

from django.db.models import FilteredRelation, Q, QuerySet

from accounts.choices import USUAL_DELIVERY, Delivery, NotificationKind
from accounts.models import Notification, NotificationPreference, User


def inbox_of(user: User) -> QuerySet[Notification]:
    """Return what the person was told, unread first, then the newest."""
    return Notification.objects.filter(user=user.pk).in_inbox_order()


def unread_count(user: User) -> int:
    """Count what the person has not read yet (one query)."""
    return Notification.objects.unread().filter(user=user.pk).count()


def deliveries_of(user: User) -> dict[NotificationKind, Delivery]:
    """Return how the person learns of each kind: what she chose, else the usual (one query)."""
    chosen = NotificationPreference.objects.filter(user=user.pk).values_list("kind", "delivery")
    return USUAL_DELIVERY | {NotificationKind(kind): Delivery(delivery) for kind, delivery in chosen}


def delivery_by_person(people: QuerySet[User], kind: NotificationKind) -> dict[int, Delivery]:
    """Return how each of the people (by id) learns of one kind (one query)."""
    chosen = people.annotate(chosen=FilteredRelation("preferences", condition=Q(preferences__kind=kind)))
    rows = chosen.values_list("pk", "chosen__delivery")
    return {pk: Delivery(delivery or USUAL_DELIVERY[kind]) for pk, delivery in rows}
