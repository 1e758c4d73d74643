"""The mails of notices: composed when they are sent, and what is recorded once the outcome is known."""

from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.defaultfilters import linebreaks
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.models import User
from core.versioned_text.markup import Address, Block, Value
from core.words import counted
from mail.actions.handover import compose, greeting
from mail.choices import About, Kind, State
from mail.models import Outbox
from notices.choices import MAIL_WAITS, NEWS_WAIT, DeliveryMode, MailKind
from notices.models import Delivery, Notification, Subscription
from notices.queries.following import names_of

IN_DIGEST = 40
FOOT = "notices/mail/foot"  # how to choose what comes by mail, whatever the text says


def _notice(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """A notification sent again after days is worded as in a digest, as something past."""
    rows = Notification.objects.unread().filter(pk=mail.subject_id, user__is_active=True)
    notification = rows.select_related("user").first()
    if notification is None:
        return None
    if notification.created_at <= at - MAIL_WAITS:
        return _digest_message(notification.user, [notification])
    person, body = notification.user, notification.body.strip()
    values = {
        "titulo": notification.title,
        "saludo": greeting(person.name),
        "mensaje": Block(body, linebreaks(body, autoescape=True) if body else SafeString()),
        "direccion": Address(_page_of(notification)),
    }
    return compose(to=person.email, text="mail-notification", values=values, foot=FOOT)


def _note_notice(mail: Outbox, state: State, at: datetime) -> None:
    if state == State.DROPPED:  # too late for its own mail
        rows = Notification.objects.unread().filter(pk=mail.subject_id)
        rows.update(delivery=DeliveryMode.DIGEST)


def _about_notices(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Notification.objects.unread().filter(pk__in=[mail.subject_id for mail in mails], user__is_active=True)
    found = {row.pk: About(row.title, row.user.get_full_name(), row) for row in rows.select_related("user")}
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _digest(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """The unread notifications at the time of sending; they stay in this mail unless it is dropped.

    Locked: of two concurrent digests to one person, each holds what the other does not.
    """
    rows = Notification.objects.select_for_update(of=("self",)).unread().select_related("user")
    rows = rows.filter(Q(digest=None) | Q(digest=mail), user=mail.subject_id, delivery=DeliveryMode.DIGEST)
    # Most likely the lock order of «mark all as read».
    notifications = list(rows.filter(user__is_active=True).order_by("pk"))
    if not notifications:
        return None
    notifications.sort(key=lambda row: (row.created_at, row.pk), reverse=True)
    Notification.objects.filter(pk__in=[row.pk for row in notifications]).update(digest=mail)
    return _digest_message(notifications[0].user, notifications)


def _digest_message(person: User, notifications: list[Notification]) -> EmailMultiAlternatives:
    count = len(notifications)
    context = {
        "shown": notifications[:IN_DIGEST], "more": max(0, count - IN_DIGEST), "site": settings.SITE_URL
    }  # fmt: skip
    text, html = (render_to_string(f"notices/mail/digest_rows.{kind}", context) for kind in ("txt", "html"))
    values = {
        "cuantos": counted(count, "aviso", "avisos"), "saludo": greeting(person.name), "avisos": Block(text.strip(), html)
    }  # fmt: skip
    return compose(to=person.email, text="mail-digest", values=values, foot=FOOT)


def _page_of(notification: Notification) -> str:
    return settings.SITE_URL + reverse("notices:notice-open", args=[notification.pk])


def _note_digest(mail: Outbox, state: State, at: datetime) -> None:
    if state == State.DROPPED:  # goes into the next digest
        Notification.objects.filter(digest=mail).update(digest=None)


def _about_digests(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Notification.objects.unread().filter(digest__in=mails, user__is_active=True).select_related("user")
    notified: dict[int, list[Notification]] = {}
    for row in rows.order_by("pk"):
        notified.setdefault(row.digest_id, []).append(row)
    return {
        number: About(
            f"Resumen semanal con {counted(len(rows), 'aviso', 'avisos')}", rows[0].user.get_full_name(), rows[0]
        )
        for number, rows in notified.items()
    }


def _news(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    rows = Delivery.objects.still_matter().filter(pk=mail.subject_id).select_related("subscription", "news")
    delivery = rows.prefetch_related("subscription__municipalities", "subscription__topics").first()
    if delivery is None:
        return None
    token, earlier = token_urlsafe(32), delivery.token_sha256
    # Locked: the row must not reference a subscription deleted meanwhile.
    if earlier and not Subscription.objects.select_for_update().filter(pk=delivery.subscription_id).first():
        return None
    if not Delivery.objects.filter(pk=delivery.pk).update(token_sha256=Delivery.hash_of(token)):
        return None
    if earlier:  # an earlier mail may have arrived
        Delivery.objects.create(
            subscription_id=delivery.subscription_id, news_id=delivery.news_id, created_at=delivery.created_at,
            token_sha256=earlier, replaced_by=delivery,
        )  # fmt: skip
    return _news_message(delivery, token)


def _news_message(delivery: Delivery, token: str) -> EmailMultiAlternatives:
    way_out = settings.SITE_URL + reverse("notices:follow-leave", args=[token])
    values: dict[str, Value] = {"que_sigue": ", ".join(names_of(delivery.subscription)), "salir": Address(way_out)}
    if (news := delivery.news) is None:
        values["direccion"] = Address(settings.SITE_URL + reverse("notices:follow-confirm", args=[token]))
        text = "mail-confirm"
    else:
        lines = format_html_join("\n", "<p>{}</p>", ((line,) for line in news.lines))
        values |= {
            "asunto": news.subject, "novedades": Block("\n\n".join(news.lines), lines),
            "direccion": Address(settings.SITE_URL + news.path),
        }  # fmt: skip
        text = "mail-news"
    # One-click unsubscribe in the mail program (RFC 8058).
    headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return compose(to=delivery.subscription.email, text=text, values=values, headers=headers)


def _note_news(mail: Outbox, state: State, at: datetime) -> None:
    if state == State.WAITING:  # certainly not sent: its links are unused
        Delivery.objects.filter(pk=mail.subject_id).update(token_sha256=None)


def _about_news(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Delivery.objects.still_matter().filter(pk__in=[mail.subject_id for mail in mails]).select_related("news")
    found = {
        row.pk: About(
            row.news.subject if row.news else "Pregunta para confirmar una suscripción",
            f"Suscripción n.º {row.subscription_id}",
            row,
        )
        for row in rows
    }
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


KINDS = [
    Kind(
        name=MailKind.NOTICE,
        label=MailKind.NOTICE.label,
        waits=MAIL_WAITS,
        compose=_notice,
        about=_about_notices,
        settled=_note_notice,
    ),
    Kind(
        name=MailKind.DIGEST,
        label=MailKind.DIGEST.label,
        waits=MAIL_WAITS,
        compose=_digest,
        about=_about_digests,
        settled=_note_digest,
    ),
    Kind(
        name=MailKind.NEWS,
        label=MailKind.NEWS.label,
        waits=NEWS_WAIT,
        compose=_news,
        about=_about_news,
        settled=_note_news,
    ),
]
