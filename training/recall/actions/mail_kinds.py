"""The mail of a round of recall: composed as it leaves."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from core.versioned_text.markup import Address
from core.words import counted
from mail.actions.handover import compose
from mail.choices import About, Kind
from mail.models import Outbox
from training.recall.choices import WAITS, MailKind
from training.recall.models import RecallOptOut, RecallRound
from training.recall.queries.rounds import leave_token, round_token


def _recall(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """None for who withdrew, left the portal or wants no recall any more."""
    row = _standing([mail.subject_id]).first()
    if row is None:
        return None
    way_out = settings.SITE_URL + reverse("recall:leave", args=[leave_token(row.enrolment.user)])
    values = {
        "curso": row.enrolment.cohort.version.title, "cuantas": counted(len(row.questions), "pregunta", "preguntas"),
        "direccion": Address(settings.SITE_URL + reverse("recall:round", args=[round_token(row)])), "salir": Address(way_out),
    }  # fmt: skip
    # One-click unsubscribe in the mail program (RFC 8058).
    headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return compose(to=row.enrolment.user.email, text="mail-course-recall", values=values, headers=headers)


def _about(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = _standing([mail.subject_id for mail in mails])
    found = {
        row.pk: About(f"Repaso de {row.enrolment.cohort}", row.enrolment.user.get_full_name(), row.enrolment.cohort)
        for row in rows
    }
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _standing(ids: list[int]):
    left = RecallOptOut.objects.values("user")
    rows = RecallRound.objects.select_related("enrolment__cohort__version", "enrolment__user")
    return rows.defer("enrolment__cohort__version__content").filter(
        pk__in=ids, enrolment__withdrawn_at=None, enrolment__user__is_active=True
    ).exclude(enrolment__user__in=left)  # fmt: skip


KINDS = [Kind(name=MailKind.RECALL, label=MailKind.RECALL.label, waits=WAITS, compose=_recall, about=_about)]
