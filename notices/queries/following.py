"""What the links in mails to followers lead to."""

from notices.models import Delivery, Subscription


def behind(token: str) -> Subscription | None:
    """Return the subscription to which a mail with this way out was sent; None when it ended. Two queries."""
    delivery = Delivery.objects.with_token(token).select_related("subscription").first()
    return delivery.subscription if delivery else None


def names_of(subscription: Subscription) -> list[str]:
    """Return what a subscription follows, as people say it (one query; none for the whole valley, or when prefetched)."""
    if subscription.whole_valley:
        return ["Todo el valle"]
    return [place.name for place in sorted(subscription.municipalities.all(), key=lambda p: (p.order or 0, p.sort_key))]
