"""The mails of contributions: composed as they leave, when the address is looked up."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe

from cocreation.agendas.models import Contact
from cocreation.contributions.actions.telling import REVIEWED, WHAT_HAPPENED, consent_token, leave_token
from cocreation.contributions.choices.answers import PARTS
from cocreation.contributions.choices.telling import DIGEST_WAITS, MOST_GROUPS, TOLD_WAITS, MailKind
from cocreation.contributions.models import Answer, Contribution, ContributionSupport, MergeMember
from cocreation.contributions.queries.digests import news_of
from core.versioned_text.markup import Address, Block
from core.words import long_day
from mail.actions.handover import compose
from mail.choices import About, Kind, State
from mail.models import Outbox


def _author(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """From the state as it is now: of two changes close to each other both mails say the later one."""
    row = Contribution.objects.with_context().select_related("merged_into").filter(pk=mail.subject_id).first()
    contact = Contact.objects.filter(participant=row.participant_id).first() if row and row.participant_id else None
    if row is None or contact is None or row.state not in WHAT_HAPPENED:
        return None
    answer = Answer.objects.select_related("review").filter(contribution=row).first()
    review = getattr(answer, "review", None)
    is_reviewed = review is not None and review.is_decided
    parts = [(label, getattr(answer, name)) for name, label in PARTS.items() if answer and getattr(answer, name)]
    context = {"row": row, "answer": answer, "parts": parts, "review": review if is_reviewed else None}
    page = row.get_absolute_url() if row.is_public else reverse("core:receipt-find")
    values = {
        "codigo": row.code, "que_paso": REVIEWED if is_reviewed else WHAT_HAPPENED[row.state], "agenda": row.agenda.name,
        "mensaje": _block("happened", context), "direccion": Address(settings.SITE_URL + page),
    }  # fmt: skip
    return compose(to=contact.email, text="mail-contribution", values=values)


def _about_authors(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Contribution.objects.with_context().filter(
        pk__in=[mail.subject_id for mail in mails], participant__contact__isnull=False
    )
    found = {row.pk: About(f"Qué pasó con {row.code}", f"Participante n.º {row.participant_id}", row) for row in rows}
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _supporter(mail: Outbox) -> tuple[ContributionSupport, Contact] | None:
    rows = ContributionSupport.objects.select_related("contribution__agenda").filter(pk=mail.subject_id)
    support = rows.first()
    contact = Contact.objects.filter(participant=support.participant_id).first() if support else None
    return (support, contact) if support and contact and support.contribution.is_public else None


def _text_changed(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    found = _supporter(mail)
    if found is None:
        return None
    return compose(to=found[1].email, text="mail-supported-text", values=_of_support(found[0]))


def _support_moved(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    found = _supporter(mail)
    if found is None:
        return None
    support, contact = found
    earlier = support.contribution.merged.filter(supports__participant=support.participant_id).order_by("pk")
    before = ", ".join(earlier.values_list("code", flat=True))
    values = _of_support(support) | {"antes": before}
    return compose(to=contact.email, text="mail-support-moved", values=values) if before else None


def _of_support(support: ContributionSupport) -> dict:
    row = support.contribution
    address = Address(settings.SITE_URL + row.get_absolute_url())
    return {"codigo": row.code, "agenda": row.agenda.name, "direccion": address}


def _about_supports(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = ContributionSupport.objects.select_related("contribution__agenda").filter(
        pk__in=[mail.subject_id for mail in mails], participant__contact__isnull=False
    )
    found = {
        row.pk: About(
            f"Cambió lo que apoya: {row.contribution.code}", f"Participante n.º {row.participant_id}", row.contribution
        )
        for row in rows
    }
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _merge_question(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    rows = MergeMember.objects.select_related("merge__agenda", "contribution").filter(is_open=True, agreed=None)
    member = rows.filter(pk=mail.subject_id).first()
    contact = Contact.objects.filter(participant=member.contribution.participant_id).first() if member else None
    if member is None or contact is None:
        return None
    page = reverse("contributions:merge-consent", args=[consent_token(member)])
    values = {
        "codigo": member.contribution.code, "agenda": member.merge.agenda.name, "razon": member.merge.reason,
        "hasta": long_day(member.merge.due_on), "direccion": Address(settings.SITE_URL + page),
    }  # fmt: skip
    return compose(to=contact.email, text="mail-merge-question", values=values)


def _about_merges(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = MergeMember.objects.select_related("contribution__agenda").filter(
        pk__in=[mail.subject_id for mail in mails], is_open=True, agreed=None
    )
    found = {
        row.pk: About(
            f"Pregunta para unir {row.contribution.code}",
            f"Participante n.º {row.contribution.participant_id}",
            row.contribution,
        )
        for row in rows
    }
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _digest(mail: Outbox, at: datetime) -> EmailMultiAlternatives | None:
    """What happened since the last digest that left. Locked: two digests to one person do not tell the same."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("agenda")
    contact = rows.filter(pk=mail.subject_id, wants_digest=True).first()
    groups = news_of(contact, until=at) if contact else []
    if contact is None or not groups:
        return None
    context = {"groups": groups[:MOST_GROUPS], "more": max(0, len(groups) - MOST_GROUPS), "site": settings.SITE_URL}
    way_out = settings.SITE_URL + reverse("contributions:digest-leave", args=[leave_token(contact)])
    values = {
        "agenda": contact.agenda.name, "novedades": _block("digest_rows", context), "salir": Address(way_out)
    }  # fmt: skip
    # One-click unsubscribe in the mail program (RFC 8058).
    headers = {"List-Unsubscribe": f"<{way_out}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return compose(to=contact.email, text="mail-agenda-digest", values=values, headers=headers)


def _note_digest(mail: Outbox, state: State, at: datetime) -> None:
    """Only what certainly left counts as told. `at`: the moment at which it was written."""
    if state == State.SENT:
        Contact.objects.filter(pk=mail.subject_id).update(digest_until=at)


def _about_digests(mails: list[Outbox], at: datetime) -> dict[int, About]:
    rows = Contact.objects.select_related("agenda").filter(
        pk__in=[mail.subject_id for mail in mails], wants_digest=True
    )
    found = {
        row.pk: About(f"Resumen de {row.agenda.name}", f"Participante n.º {row.participant_id}", row.agenda)
        for row in rows
    }
    return {mail.pk: found[mail.subject_id] for mail in mails if mail.subject_id in found}


def _block(name: str, context: dict) -> Block:
    text, html = (render_to_string(f"cocreation/contributions/mail/{name}.{end}", context) for end in ("txt", "html"))
    return Block(text.strip(), mark_safe(html.strip()))  # noqa: S308  a template's own


def _kind(name: MailKind, compose, about, *, waits=TOLD_WAITS, settled=None) -> Kind:
    return Kind(name=name, label=name.label, waits=waits, compose=compose, about=about, settled=settled)


KINDS = [
    _kind(MailKind.AUTHOR, _author, _about_authors),
    _kind(MailKind.TEXT_CHANGED, _text_changed, _about_supports),
    _kind(MailKind.SUPPORT_MOVED, _support_moved, _about_supports),
    _kind(MailKind.MERGE, _merge_question, _about_merges),
    _kind(MailKind.DIGEST, _digest, _about_digests, waits=DIGEST_WAITS, settled=_note_digest),
]
