"""A person takes their data out of agendas. What was counted for good stays counted, and leads to nobody any more."""

from collections.abc import Collection
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.db.models import Exists, OuterRef

from cocreation.agendas.actions.locks import lock_all
from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Contact, Participant, PriorityResult, Support, Vote
from cocreation.contributions.actions import answer_reviews, attachments
from cocreation.contributions.actions.authoring import erase_texts, withdraw_comments, withdraw_many
from cocreation.contributions.choices import CARD, ContributionState, Texts
from cocreation.contributions.choices.telling import OWN, MailKind
from cocreation.contributions.models import (
    Attachment,
    Comment,
    Contribution,
    ContributionSupport,
    ContributionVersion,
    EmailCode,
    MergeMember,
)
from core import audit
from core.receipts.actions import revoke
from notices.actions.notifications import forget_told

People = list[Participant]


@transaction.atomic
def erase_person(*, participants: Collection[Participant], texts: Texts, at: datetime) -> int:
    """Erase what agendas keep of a person, a participant in each; return in how many. No stage ends that right.

    Votes and supports of challenges are deleted until the result is frozen, supports of contributions as long as they are open
    to support; later ones stay as numbers. `texts`: withdrawn like any text of an author, or kept without signature and
    neighbourhood. Receipts of single contributions go on opening them.
    """
    lock_all([one.agenda_id for one in participants])  # as votes and the frozen result do
    found = Participant.objects.select_for_update(of=("self",)).select_related("agenda", "user")
    people = list(found.filter(pk__in=[one.pk for one in participants], erased_at=None).order_by("pk"))
    if not people:
        return 0
    _erase_addresses(people, at)
    _erase_notices(people)
    frozen = set(PriorityResult.objects.filter(agenda__participants__in=people).values_list("agenda", flat=True))
    open_votes = [one for one in people if one.agenda_id not in frozen]
    Vote.objects.filter(participant__in=open_votes).delete()
    Support.objects.filter(participant__in=open_votes).delete()
    ContributionSupport.objects.filter(participant__in=people, contribution__state=ContributionState.PUBLISHED).delete()
    _erase_texts(people, texts, at)
    revoke(kind=CARD, subject_ids=[one.pk for one in people if one.channel == Channel.CARD])
    for one in people:
        if one.channel != Channel.CARD:  # a card's number says nothing; another code may lie in a file of theirs
            one.code = token_hex(8)
        one.user, one.erased_at = None, at
    Participant.objects.bulk_update(people, ["code", "user", "erased_at"])
    audit.record_many(audit.entry_of(by=None, verb="agenda.person_erased", target=one.agenda, at=at) for one in people)
    return len(people)


def _erase_texts(people: People, texts: Texts, at: datetime) -> None:
    written, said = Contribution.objects.filter(participant__in=people), Comment.objects.filter(participant__in=people)
    if texts == Texts.WITHDRAW:
        withdraw_many(contributions=written, at=at)
        withdraw_comments(comments=said, at=at)
    else:
        written.update(signature="", neighbourhood="")
        said.update(signature="")
        attachments.delete(Attachment.objects.filter(contribution__in=written), at)  # they may show who made them
        answer_reviews.withdraw(written, at)


def _erase_addresses(people: People, at: datetime) -> None:
    """With the codes sent to them and the texts that wait for one."""
    contacts = Contact.objects.filter(participant__in=people)
    same = contacts.filter(agenda=OuterRef("agenda"), email=OuterRef("email"))
    found = EmailCode.objects.select_for_update(of=("self",)).select_related("contribution")
    codes = list(found.filter(Exists(same)).order_by("pk"))
    waiting = [row.contribution for row in codes if row.contribution and row.used_at is None]
    erase_texts(waiting, at)
    EmailCode.objects.filter(pk__in=[row.pk for row in codes]).delete()
    contacts.delete()


def _erase_notices(people: People) -> None:
    """Notices name the codes of what the person wrote and supported, beside their account."""
    user = next((one.user for one in people if one.user is not None), None)
    if user is None:
        return
    own = Contribution.objects.filter(participant__in=people).values_list("pk", flat=True)
    asked = MergeMember.objects.filter(contribution__in=own).values_list("pk", flat=True)
    supported = ContributionSupport.objects.filter(participant__in=people).values_list("contribution", flat=True)
    changed = ContributionVersion.objects.filter(contribution__in=supported).values_list("pk", flat=True)
    keys = [
        *(f"{MailKind.MERGE}:{pk}" for pk in asked), *(f"{MailKind.TEXT_CHANGED}:{pk}" for pk in changed),
        *(f"{MailKind.SUPPORT_MOVED}:{pk}" for pk in supported),
    ]  # fmt: skip
    forget_told(user=user, kind=OWN, keys=keys, about=[f"{MailKind.AUTHOR}:{pk}:" for pk in own])
