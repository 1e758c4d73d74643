"""What the mails to citizens say, written as each leaves; and how long their addresses are kept for them."""

from datetime import datetime
from secrets import token_urlsafe

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from citizens.choices import ADDRESS_KEPT, NEWS_WAIT, FeedbackState, MailKind
from citizens.models import Delivery, Feedback, Subscription
from citizens.queries.following import names_of
from mail.actions.handover import compose
from mail.choices import About, Kind, State
from mail.models import Outbox


def _news(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    rows = Delivery.objects.still_matter().filter(pk=mail.subject_id).select_related("subscription", "news")
    delivery = rows.prefetch_related("subscription__municipalities").first()
    if delivery is None:
        return None
    token, earlier = token_urlsafe(32), delivery.token_sha256
    # Locked: a row must not point at an address that leaves meanwhile.
    if earlier and not Subscription.objects.select_for_update().filter(pk=delivery.subscription_id).first():
        return None
    if not Delivery.objects.filter(pk=delivery.pk).update(token_sha256=Delivery.hash_of(token)):
        return None
    if earlier:  # a mail before this one may have arrived
        Delivery.objects.create(
            subscription_id=delivery.subscription_id, news_id=delivery.news_id, created_at=delivery.created_at,
            token_sha256=earlier, replaced_by=delivery,
        )  # fmt: skip
    return _news_message(delivery, token)


def _news_message(delivery: Delivery, token: str) -> EmailMultiAlternatives:
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


def _note_news(mail: Outbox, state: State, at: datetime) -> None:
    if state == State.WAITING:  # it certainly did not arrive: nobody has its links
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


def _result(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """Locked: a message that is withdrawn just now is told as withdrawn, or after this mail was claimed."""
    feedback = Feedback.objects.select_for_update().exclude(email="").filter(pk=mail.subject_id).first()
    if feedback is None or feedback.state == FeedbackState.WAITING:
        return None
    return compose(
        to=feedback.email,
        subject=f"Su opinión sobre {feedback.title}: {feedback.get_state_display().lower()}",
        template="citizens/mail/answer",
        context={"feedback": feedback},
    )


def _note_result(mail: Outbox, state: State, at: datetime) -> None:
    """Forget the address once the mail needs it no longer."""
    if state in (State.SENT, State.REFUSED):
        Feedback.objects.filter(pk=mail.subject_id).update(email="")


def _about_results(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Feedback.objects.exclude(email="").filter(pk__in=[mail.subject_id for mail in mails])
    found = {
        row.pk: About(f"Qué pasó con una opinión sobre: {row.title}", f"Opinión n.º {row.pk}", row) for row in rows
    }
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


KINDS = [
    Kind(
        name=MailKind.NEWS,
        label=MailKind.NEWS.label,
        waits=NEWS_WAIT,
        compose=_news,
        about=_about_news,
        settled=_note_news,
    ),
    Kind(
        name=MailKind.RESULT,
        label=MailKind.RESULT.label,
        waits=ADDRESS_KEPT,
        compose=_result,
        about=_about_results,
        settled=_note_result,
    ),
]
