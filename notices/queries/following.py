"""Queries behind the links in mails to followers."""

from notices.choices import MUNICIPALITY
from notices.models import Delivery, Subscription


def behind(token: str) -> Subscription | None:
    """Return the subscription of the mail with this token; None if it was deleted. One query."""
    delivery = Delivery.objects.with_token(token).select_related("subscription").first()
    return delivery.subscription if delivery else None


def names_of(subscription: Subscription) -> list[str]:
    """Return the names of what a subscription follows. Two queries, one for the whole valley; none when prefetched."""
    named = [topic.title for topic in subscription.topics.all()]
    if subscription.whole_valley:
        return ["Todo el valle", *named]
    places = sorted(subscription.municipalities.all(), key=lambda p: (p.order or 0, p.sort_key))
    return [*(place.name for place in places), *named]


def followers_of(slugs: list[str]) -> int:
    """Return how many confirmed subscriptions follow one of the municipalities or the whole valley. One query."""
    return Subscription.objects.confirmed().about(f"{MUNICIPALITY}:{slug}" for slug in slugs).count()
