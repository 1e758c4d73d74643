"""Subscriptions by mail: request, confirm, leave, and send news to followers."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from core import audit
from core.refusals import Refusal
from mail.actions import outbox
from notices.choices import CONFIRM_WITHIN, DATA_NOTICE_VERSION, MailKind
from notices.models import Delivery, FollowedTopic, News, Subscription
from notices.queries.topics import Topic
from territory.models import Municipality

SUBJECT_LENGTH = News._meta.get_field("subject").max_length
AT_ONCE = 500  # rows per statement


class NothingChosen(Refusal):
    pass


class LinkUnusable(Refusal):
    """The same sentence for unknown, expired and used links, so that guessing reveals nothing."""

    def __init__(self):
        super().__init__("Este correo ya no sirve: venció, o la suscripción terminó. Puede pedir otro.")


@transaction.atomic
def ask(
    *,
    email: str,
    municipalities: Sequence[Municipality] = (),
    whole_valley: bool = False,
    topic: Topic | None = None,
    at: datetime,
) -> None:
    """Mail a confirmation link to an address; nothing changes until it is used.

    The same for addresses that already follow: their subscription changes once they confirm. `topic`: what is followed alone; it
    is added to what they follow, while municipalities take the place of those before.
    """
    if not (whole_valley or municipalities or topic):
        raise NothingChosen("Elija al menos un municipio, o todo el valle.")
    waiting, _ = Subscription.objects.select_for_update().get_or_create(
        email=email.strip().lower(), confirmed_at=None, defaults={"asked_at": at}
    )
    waiting.asked_at = at
    if topic is None:
        waiting.whole_valley = whole_valley
        waiting.municipalities.set([] if whole_valley else municipalities)
    else:
        FollowedTopic.objects.update_or_create(subscription=waiting, key=topic.key, defaults={"title": topic.title})
    waiting.save(update_fields=["whole_valley", "asked_at"])
    delivery = Delivery.objects.create(subscription=waiting, created_at=at)
    _mail([delivery.pk], at)


@transaction.atomic
def confirm(*, token: str, at: datetime) -> Subscription:
    """Apply the requested subscription: municipalities replace earlier ones, topics are added. Idempotent.

    Refuses LinkUnusable if the link is unknown or older than CONFIRM_WITHIN.
    """
    asked = Delivery.objects.with_token(token).filter(news=None).values("subscription")
    waiting = Subscription.objects.select_for_update().filter(pk__in=asked).first()
    if waiting is None:
        raise LinkUnusable
    if waiting.confirmed_at:
        return waiting
    if waiting.asked_at <= at - CONFIRM_WITHIN:
        raise LinkUnusable
    kept = Subscription.objects.select_for_update().confirmed().filter(email=waiting.email).first()
    if kept is None:
        waiting.confirmed_at = at
        waiting.save(update_fields=["confirmed_at"])
        kept = waiting
    else:
        places = list(waiting.municipalities.all())
        if waiting.whole_valley or places:
            kept.whole_valley = waiting.whole_valley
            kept.save(update_fields=["whole_valley"])
            kept.municipalities.set(places)
        waiting.topics.exclude(key__in=kept.topics.values("key")).update(subscription=kept)
        Delivery.objects.filter(subscription=waiting).update(
            subscription=kept
        )  # the unsubscribe links in their mails keep working
        waiting.delete()
    audit.record(
        by=None, verb="subscription.confirmed", target=kept, at=at, data={"notice_version": DATA_NOTICE_VERSION}
    )
    return kept


@transaction.atomic
def leave(*, token: str, at: datetime) -> None:
    """Delete all subscriptions of the address to which the mail with this token was sent; unknown tokens do nothing."""
    delivery = Delivery.objects.with_token(token).select_related("subscription").first()
    if delivery is None:
        return
    for one in Subscription.objects.select_for_update().filter(email=delivery.subscription.email):
        audit.record(by=None, verb="subscription.ended", target=one, at=at)
        one.delete()


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Delete requests not confirmed within CONFIRM_WITHIN; return how many rows."""
    old = Subscription.objects.filter(confirmed_at=None, asked_at__lte=at - CONFIRM_WITHIN)
    count = old.count()
    old.delete()
    return count


@transaction.atomic
def tell(*, topics: Iterable[str], key: str, subject: str, lines: list[str], path: str, at: datetime) -> int:
    """Mail the followers of the topics («municipality:SLUG», «indicator:CODE»; SubscriptionQuerySet.about); return how many.

    `key` identifies the event: a second call does nothing. The mails are rows of this transaction, sent after its commit.
    """
    subject = subject if len(subject) <= SUBJECT_LENGTH else f"{subject[: SUBJECT_LENGTH - 1]}…"
    said = {"subject": subject, "lines": lines, "path": path, "created_at": at}
    news, is_new = News.objects.get_or_create(key=key, defaults=said)
    if not is_new:
        return 0
    # Locked: a subscription deleted meanwhile must not fail the publication with a dangling foreign key.
    chosen = Subscription.objects.confirmed().about(topics).values("pk")
    followers = Subscription.objects.select_for_update().filter(pk__in=chosen).order_by("pk")
    rows = [Delivery(subscription=follower, news=news, created_at=at) for follower in followers]
    Delivery.objects.bulk_create(rows, batch_size=AT_ONCE)
    _mail(list(Delivery.objects.filter(news=news).order_by("pk").values_list("pk", flat=True)), at)
    return len(rows)


def _mail(deliveries: list[int], at: datetime) -> None:
    outbox.enqueue_many(kind=MailKind.NEWS, subjects={f"{MailKind.NEWS}:{pk}": pk for pk in deliveries}, at=at)
