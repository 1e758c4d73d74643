"""Telling people: authors and supporters at once, offices when something waits, and the weekly digest.

Whoever has an account is told in the portal, as they chose; whoever left an address by mail; a card reads it by its code.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who
from cocreation.agendas.models import Agenda, Contact, Participant
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.choices.telling import (
    MERGE_TOLD,
    MOVED_TOLD,
    OFFICE_TOLD,
    OWN_TOLD,
    REVIEW_TOLD,
    TEXT_TOLD,
    MailKind,
)
from cocreation.contributions.models import (
    AnswerReview,
    Contribution,
    ContributionSupport,
    ContributionVersion,
    MergeMember,
)
from cocreation.contributions.queries.digests import with_news
from core import audit
from core.words import counted, long_day
from mail.actions import outbox
from notices.actions.notifications import tell

S = ContributionState
LEAVE_SALT, CONSENT_SALT = "agenda-digest", "merge-consent"
# What the author is told at once, by the state that the contribution has come to.
WHAT_HAPPENED: Mapping[str, str] = {
    S.PUBLISHED: "Se publicó",
    S.UNDER_REVIEW: "Se publicó y espera su respuesta",
    S.DECLINED: "No se publicó",
    S.TRANSFERRED: "Se trasladó a PQRSD",
    S.TAKEN_UP: "Se incorporó",
    S.NOT_TAKEN_UP: "No se incorporó",
    S.MERGED: "Se unió con otros",
}
REVIEWED = "Otra persona revisó la respuesta"


@transaction.atomic
def tell_author(*, contribution: Contribution, at: datetime) -> None:
    """Tell the author what became of the contribution, once for each change of its state. Fill of `on_decided`."""
    happened = WHAT_HAPPENED.get(contribution.state)
    if happened is None or contribution.participant is None:
        return
    _tell_author(contribution, happened, f"{contribution.state}:{contribution.state_since:%Y%m%d%H%M%S%f}", at)


def tell_reviewed(*, contribution: Contribution, review: AnswerReview, at: datetime) -> None:
    """Tell the author what became of the review that they asked for."""
    _tell_author(contribution, REVIEWED, f"review:{review.pk}", at)


def tell_reviewers(*, contribution: Contribution, review: AnswerReview, at: datetime) -> None:
    """Tell all who may review an answer: neither who gave it nor who asks. The notice says nothing of what they wrote."""
    not_told = {review.answered_by_id, contribution.participant and contribution.participant.user_id}
    people = people_who(Permission.ANSWER_CONTRIBUTIONS, contribution.answering)
    to = [person.pk for person in people if person.pk not in not_told]
    values = {"codigo": contribution.code, "agenda": contribution.agenda.name, "hasta": long_day(review.due_on)}
    url = reverse("contributions:answer-write", args=[contribution.agenda.code, contribution.code]) + "#revision"
    tell(to=to, text=REVIEW_TOLD, values=values, key=f"answer-review:{review.pk}", url=url, at=at)


def _tell_author(contribution: Contribution, happened: str, change: str, at: datetime) -> None:
    person, key = contribution.participant, f"{MailKind.AUTHOR}:{contribution.pk}:{change}"
    if person is None:
        return
    if person.user_id:
        values = {"codigo": contribution.code, "que_paso": happened, "agenda": contribution.agenda.name}
        url = contribution.get_absolute_url() if contribution.is_public else reverse("core:receipt-find")
        tell(to=[person.user_id], text=OWN_TOLD, values=values, key=key, url=url, at=at)
    elif Contact.objects.filter(participant=person).exists():
        outbox.enqueue(kind=MailKind.AUTHOR, subject_id=contribution.pk, key=key, at=at)


@transaction.atomic
def tell_supporters(*, contribution: Contribution, version: ContributionVersion, at: datetime) -> None:
    """Tell those who support the text that it changed. Fill of `on_text_changed`."""
    supports = list(contribution.supports.select_related("participant").order_by("pk"))
    key = f"{MailKind.TEXT_CHANGED}:{version.pk}"
    values = {"codigo": contribution.code, "agenda": contribution.agenda.name}
    users = [one.participant.user_id for one in supports if one.participant.user_id]
    if users:
        tell(to=users, text=TEXT_TOLD, values=values, key=key, url=contribution.get_absolute_url(), at=at)
    _mail_supports(supports, kind=MailKind.TEXT_CHANGED, key=key, at=at)


def tell_moved(*, support: ContributionSupport, came_from: str, at: datetime) -> None:
    """Tell a supporter that the text was merged. `came_from`: code of what the person supported."""
    person, merged = support.participant, support.contribution
    key = f"{MailKind.SUPPORT_MOVED}:{merged.pk}"
    if person.user_id:
        values = {"antes": came_from, "codigo": merged.code, "agenda": merged.agenda.name}
        tell(to=[person.user_id], text=MOVED_TOLD, values=values, key=key, url=merged.get_absolute_url(), at=at)
    _mail_supports([support], kind=MailKind.SUPPORT_MOVED, key=key, at=at)


def ask_to_merge(*, member: MergeMember, at: datetime) -> None:
    """Ask the author of one text whether it may be merged."""
    person = member.contribution.participant
    key = f"{MailKind.MERGE}:{member.pk}"
    if person.user_id:
        agenda = member.merge.agenda
        values = {"codigo": member.contribution.code, "agenda": agenda.name, "hasta": long_day(member.merge.due_on)}
        url = reverse("contributions:merge-answer", args=[agenda.code, member.pk])
        tell(to=[person.user_id], text=MERGE_TOLD, values=values, key=key, url=url, at=at)
    else:
        outbox.enqueue(kind=MailKind.MERGE, subject_id=member.pk, key=key, at=at)


def tell_offices(*, agenda: Agenda, stage: str, rows: Collection[Contribution], key: str, at: datetime) -> None:
    """Tell each office how many contributions wait for it now. `stage`: the one that closed; empty if none did."""
    offices: dict[int | None, list[Contribution]] = {}
    for row in rows:
        offices.setdefault(row.answering_id, []).append(row)
    for office, waiting in offices.items():
        first = min(row.due_on for row in waiting if row.due_on)
        values = {
            "cuantos": counted(len(waiting), "aporte", "aportes"), "agenda": agenda.name, "hasta": long_day(first),
        }  # fmt: skip
        to = [person.pk for person in people_who(Permission.ANSWER_CONTRIBUTIONS, waiting[0].answering)]
        url = reverse("contributions:answer-queue")
        tell(to=to, text=OFFICE_TOLD, values=values, key=f"answer:{key}:{office or 0}", url=url, at=at)


def reachable(participants: Iterable[Participant]) -> set[int]:
    """Return the keys of those who can be asked something: by their account or their address. One query."""
    rows = list(participants)
    mailed = set(Contact.objects.filter(participant__in=rows).values_list("participant", flat=True))
    return mailed | {row.pk for row in rows if row.user_id}


def send_digests(*, at: datetime) -> int:
    """Enqueue the weekly digest of each agenda for whoever has news in it; return how many.

    The mail is written as it leaves, from what happened since the last one that did; nothing is sent twice on one day.
    """
    keys = {f"{MailKind.DIGEST}:{contact}:{timezone.localdate(at)}": contact for contact in sorted(with_news(until=at))}
    with transaction.atomic():
        outbox.enqueue_many(kind=MailKind.DIGEST, subjects=keys, at=at)
    return len(keys)


@transaction.atomic
def leave_digest(*, token: str, at: datetime) -> bool:
    """End the weekly digest of whoever got the mail with this token; return whether there is such a person. Idempotent."""
    contact = contact_behind(token)
    if contact is None:
        return False
    if Contact.objects.filter(pk=contact.pk, wants_digest=True).update(wants_digest=False):
        audit.record(by=None, verb="contact.left_digest", target=contact, scope=contact.agenda, at=at)
    return True


def leave_token(contact: Contact) -> str:
    """The same in every mail, so that the way out of an old one works too; it opens nothing else."""
    return signing.Signer(salt=LEAVE_SALT).sign(str(contact.pk))


def contact_behind(token: str) -> Contact | None:
    pk = _signed(token, LEAVE_SALT)
    return Contact.objects.select_related("agenda").filter(pk=pk).first() if pk else None


def consent_token(member: MergeMember) -> str:
    return signing.Signer(salt=CONSENT_SALT).sign(str(member.pk))


def member_behind(token: str) -> MergeMember | None:
    pk = _signed(token, CONSENT_SALT)
    rows = MergeMember.objects.select_related("merge__agenda", "merge__result__agenda", "contribution__agenda")
    return rows.filter(pk=pk).first() if pk else None


def _signed(token: str, salt: str) -> str:
    try:
        return signing.Signer(salt=salt).unsign(token)
    except signing.BadSignature:
        return ""


def _mail_supports(supports: list[ContributionSupport], *, kind: MailKind, key: str, at: datetime) -> None:
    people = [one.participant_id for one in supports if not one.participant.user_id]
    mailed = set(Contact.objects.filter(participant__in=people).values_list("participant", flat=True)) if people else ()
    subjects = {f"{key}:{one.pk}": one.pk for one in supports if one.participant_id in mailed}
    if subjects:
        outbox.enqueue_many(kind=kind, subjects=subjects, at=at)
