"""The mails to citizens: composed when they are sent; the address is erased once the outcome is known."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from citizens.choices import ADDRESS_KEPT, FeedbackState, MailKind
from citizens.models import Feedback
from core.versioned_text.markup import Address, Block
from core.words import long_date
from mail.actions.handover import compose
from mail.choices import About, Kind, State
from mail.models import Outbox


def _result(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """The row is locked: a concurrent withdrawal is either in this mail or comes after it was claimed."""
    feedback = Feedback.objects.select_for_update().exclude(email="").filter(pk=mail.subject_id).first()
    if feedback is None or feedback.state == FeedbackState.WAITING:
        return None
    kinds = ("txt", "html")
    text, html = (render_to_string(f"citizens/mail/result.{kind}", {"feedback": feedback}).strip() for kind in kinds)
    values = {
        "asunto": f"Su opinión sobre {feedback.title}: {feedback.get_state_display().lower()}",
        "sobre": feedback.title,
        "fecha": long_date(timezone.localtime(feedback.received_at)),
        "resultado": Block(text, mark_safe(html)),  # noqa: S308  a template's own
        "direccion": Address(settings.SITE_URL + feedback.get_absolute_url()),
    }
    return compose(to=feedback.email, text="mail-opinion-result", values=values)


def _note_result(mail: Outbox, state: State, at: datetime) -> None:
    """Erase the address once the mail no longer needs it."""
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
        name=MailKind.RESULT,
        label=MailKind.RESULT.label,
        waits=ADDRESS_KEPT,
        compose=_result,
        about=_about_results,
        settled=_note_result,
    ),
]
