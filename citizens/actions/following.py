"""Following by mail: asking, confirming, leaving, and telling everybody who follows."""

import logging
from collections.abc import Iterable
from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from citizens import tasks
from citizens.choices import CONFIRM_WITHIN, NOTICE_VERSION, Sending, TopicKind
from citizens.models import Delivery, News, Subscription
from citizens.queries.following import names_of
from core import audit
from core.refusals import Refusal
from mail.actions.handover import MailDelayed, MailRefused, compose, hand_over, server
from territory.models import Municipality

logger = logging.getLogger(__name__)
SUBJECT_LENGTH = News._meta.get_field("subject").max_length
AT_ONCE = 500  # rows in one statement


class NothingChosen(Refusal):
    pass


class LinkUnusable(Refusal):
    """One and the same sentence for unknown, expired and used links: a guesser learns nothing."""

    def __init__(self):
        super().__init__("Este enlace ya no sirve: venció, o la suscripción terminó. Puede pedir uno nuevo.")


@transaction.atomic
def ask(*, email: str, municipalities: list[Municipality], whole_valley: bool, at: datetime) -> None:
    """Mail an address the question whether it wants to follow; nothing counts until its link is used.

    The same happens for addresses that follow already: what they follow changes once they confirm.
    """
    if not (whole_valley or municipalities):
        raise NothingChosen("Elija al menos un municipio, o todo el valle.")
    waiting, _ = Subscription.objects.select_for_update().get_or_create(
        email=email.strip().lower(), confirmed_at=None, defaults={"asked_at": at}
    )
    waiting.whole_valley, waiting.asked_at = whole_valley, at
    waiting.save(update_fields=["whole_valley", "asked_at"])
    waiting.municipalities.set([] if whole_valley else municipalities)
    delivery = Delivery.objects.create(subscription=waiting, created_at=at)
    tasks.enqueue_deliveries([delivery.pk])


@transaction.atomic
def confirm(*, token: str, at: datetime) -> Subscription:
    """Make what an address asked for count, in place of what it followed before; again, it changes nothing.

    Refuses LinkUnusable when the link is unknown or older than seven days.
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
        kept.whole_valley = waiting.whole_valley
        kept.save(update_fields=["whole_valley"])
        kept.municipalities.set(list(waiting.municipalities.all()))
        Delivery.objects.filter(subscription=waiting).update(
            subscription=kept
        )  # the ways out in their mails go on working
        waiting.delete()
    audit.record(by=None, verb="subscription.confirmed", target=kept, at=at, data={"notice_version": NOTICE_VERSION})
    return kept


@transaction.atomic
def leave(*, token: str, at: datetime) -> None:
    """Delete the address to which a mail with this way out was sent, and all it follows; unknown ways out do nothing."""
    delivery = Delivery.objects.with_token(token).select_related("subscription").first()
    if delivery is None:
        return
    for one in Subscription.objects.select_for_update().filter(email=delivery.subscription.email):
        audit.record(by=None, verb="subscription.ended", target=one, at=at)
        one.delete()


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> int:
    """Delete what nobody confirmed within seven days; return how many rows."""
    old = Subscription.objects.filter(confirmed_at=None, asked_at__lte=at - CONFIRM_WITHIN)
    count = old.count()
    old.delete()
    return count


@transaction.atomic
def tell(*, topics: Iterable[str], key: str, subject: str, lines: list[str], path: str, at: datetime) -> int:
    """Tell those who follow one of the municipalities in `topics` («municipality:SLUG»), or all; return how many are told now.

    `key` names what happened: it is told once. The mails are rows of this transaction and leave after its commit.
    """
    subject = subject if len(subject) <= SUBJECT_LENGTH else f"{subject[: SUBJECT_LENGTH - 1]}…"
    said = {"subject": subject, "lines": lines, "path": path, "created_at": at}
    news, is_new = News.objects.get_or_create(key=key, defaults=said)
    if not is_new:
        return 0
    kind = f"{TopicKind.MUNICIPALITY}:"
    slugs = [topic.removeprefix(kind) for topic in topics if topic.startswith(kind)]
    # Locked: one who leaves meanwhile must not take the publication down with a row that points at nobody.
    chosen = Subscription.objects.confirmed().of(slugs).values("pk")
    followers = Subscription.objects.select_for_update().filter(pk__in=chosen).order_by("pk")
    rows = [Delivery(subscription=follower, news=news, created_at=at) for follower in followers]
    Delivery.objects.bulk_create(rows, batch_size=AT_ONCE)
    tasks.enqueue_deliveries(list(Delivery.objects.filter(news=news).order_by("pk").values_list("pk", flat=True)))
    return len(rows)


def send(*, delivery_ids: list[int], at: datetime) -> int:
    """Mail those of the deliveries that wait, over one connection; return how many left now.

    Each row is claimed and committed before its message is handed over: whoever comes second finds nothing to do, and what
    a process that dies half-way leaves behind is for a person to decide (`send_again`). One address that is put off holds
    nobody else back; at the end it raises MailDelayed, so that what waits is tried again.
    """
    rows = Delivery.objects.waiting(at).filter(pk__in=delivery_ids).order_by("pk")
    waiting = list(rows.select_related("subscription", "news").prefetch_related("subscription__municipalities"))
    if not waiting:
        return 0
    sent, delayed = 0, None
    with server() as connection:
        for delivery in waiting:
            try:
                sent += _send(delivery, connection, at)
            except MailDelayed as later:
                delayed = later
    if delayed is not None:
        raise delayed
    return sent


@transaction.atomic
def send_again(*, delivery_id: int, by: User, at: datetime) -> bool:
    """Let the mail leave again that was claimed more than an hour ago and never settled; tell whether it still was so.

    It may arrive twice. The second mail is a row of its own with its own link, so that those of the first go on working.
    """
    delivery = Delivery.objects.unsettled(at).filter(pk=delivery_id).first()
    # Locked: a mail must not point at an address that leaves meanwhile.
    if delivery is None or Subscription.objects.select_for_update().filter(pk=delivery.subscription_id).first() is None:
        return False
    claimed = Delivery.objects.filter(pk=delivery_id, sending=Sending.CLAIMED)
    if not claimed.update(sending=Sending.REPEATED, claimed_at=None):
        return False
    second = Delivery.objects.create(subscription_id=delivery.subscription_id, news_id=delivery.news_id, created_at=at)
    audit.record(by=by, verb="mail.sent_again", target=delivery, at=at, data={"delivery": second.pk})
    tasks.enqueue_deliveries([second.pk])
    return True


def _send(delivery: Delivery, connection, at: datetime) -> bool:
    token = token_urlsafe(32)
    message = _message_of(delivery, token)
    claimed = {"sending": Sending.CLAIMED, "claimed_at": at, "token_sha256": Delivery.hash_of(token)}
    if not _settle(delivery, Sending.WAITING, **claimed):
        return False
    try:
        hand_over(message, connection)
    except MailDelayed:
        _settle(delivery, Sending.CLAIMED, sending=Sending.WAITING, claimed_at=None)
        raise
    except MailRefused as refusal:
        logger.warning("%s is not accepted: %s", delivery, refusal)
        _settle(delivery, Sending.CLAIMED, sending=Sending.REFUSED, claimed_at=None)
        return False
    _settle(delivery, Sending.CLAIMED, sending=Sending.SENT, claimed_at=None, sent_at=at)
    return True


def _settle(delivery: Delivery, before: Sending, **fields) -> bool:
    with transaction.atomic(durable=True):
        return Delivery.objects.filter(pk=delivery.pk, sending=before).update(**fields) == 1


def _message_of(delivery: Delivery, token: str) -> EmailMultiAlternatives:
    way_out = settings.SITE_URL + reverse("citizens:follow-leave", args=[token])
    context = {"news": delivery.news, "way_out": way_out, "follows": names_of(delivery.subscription)}
    if delivery.news is None:
        context["link"] = settings.SITE_URL + reverse("citizens:follow-confirm", args=[token])
        subject, template = "Confirme que quiere recibir novedades de Innovación Pública 360", "confirm"
    else:
        subject, template = delivery.news.subject, "news"
    # One click in the mail program itself (RFC 8058).
    headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return compose(
        to=delivery.subscription.email,
        subject=subject,
        template=f"citizens/mail/{template}",
        context=context,
        headers=headers,
    )
