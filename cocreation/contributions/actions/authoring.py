"""What authors do with what they wrote: correct it, or withdraw it so that its text is erased. No stage ends that right."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cocreation.contributions.actions import answer_reviews, attachments
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState
from cocreation.contributions.choices.process import PROCESS
from cocreation.contributions.models import Comment, Contribution, ContributionVersion, EmailCode
from core import audit
from core.process.transitions import locked, require_state, transition
from core.refusals import Refusal
from core.trace.actions import record

S = ContributionState
CORRECTABLE = (S.RECEIVED, S.IN_MODERATION, S.PUBLISHED, S.DECLINED, S.UNDER_REVIEW)
BLANK = {"title": "", "text": ""}
MOST_VERSIONS = 50


class NothingChanged(Refusal):
    """The corrected text says the same."""


class TooManyVersions(Refusal):
    pass


@transaction.atomic
def correct(*, contribution: Contribution, title: str, text: str, at: datetime) -> ContributionVersion:
    """Store another text as a version that waits for the moderator, in place of one that waited. Before it was public and
    supported, it takes the place of the first text too.

    Refuses WrongState, NothingChanged and TooManyVersions.
    """
    row = locked(contribution)
    require_state(row, *CORRECTABLE)
    title, text = title.strip(), text.strip()
    last = row.versions.order_by("-number").first()
    assert last is not None, "a contribution has the version that was sent"
    if (last.title, last.text) == (title, text):
        raise NothingChanged("El texto es el mismo: no hay nada que corregir.")
    if last.number >= MOST_VERSIONS:
        raise TooManyVersions(f"Este aporte ya tiene {MOST_VERSIONS} versiones: no recibe otra.")
    # Nobody read them: what they said does not stay.
    row.versions.filter(approved_at=None, declined_at=None).update(declined_at=at, **BLANK)
    version = ContributionVersion.objects.create(
        contribution=row, number=last.number + 1, title=title, text=text, made_at=at
    )
    if row.published_at is None and row.frozen_at is None:
        row.title, row.text = title, text
        row.save(update_fields=["title", "text"])
    audit.record(by=None, verb="contribution.corrected", target=row, at=at, data={"version": version.number})
    return version


@transaction.atomic
def withdraw(*, contribution: Contribution, at: datetime, by: User | None = None, reason: str = "") -> Contribution:
    """Erase the texts, the signature and the files of a contribution, for good; the trace and its receipt stay. Idempotent.

    `by` and `reason`: who typed it by mistake, where it was not its author.
    """
    row = _erased(contribution, at, by=by, reason=reason)
    if row is None:
        return contribution
    record(kind=CONTRIBUTION, subject_id=row.pk, step="retirada", at=at, process=row.agenda.trace_process)
    return row


@transaction.atomic
def drop_unconfirmed(*, code: EmailCode, at: datetime) -> bool:
    """Erase an address that was never confirmed and what waited for it; return whether it still was so."""
    row = EmailCode.objects.select_for_update(of=("self",)).select_related("contribution").filter(pk=code.pk).first()
    if row is None or row.used_at is not None:
        return False
    if row.contribution is not None and row.contribution.state == S.RECEIVED:
        _erased(row.contribution, at)  # its line of trace was never public: it gets no further step
    EmailCode.objects.filter(pk=code.pk).delete()
    return True


@transaction.atomic
def withdraw_comment(*, comment: Comment, at: datetime) -> Comment:
    """Erase a comment of its author, also a declined one: its rule stays. Idempotent."""
    row = locked(comment)
    if row.state == CommentState.WITHDRAWN:
        return row
    row.text = row.signature = ""
    transition(row, "comment.withdrawn", CommentState.WITHDRAWN, by=None, at=at, fields=("text", "signature"))
    return row


def _erased(
    contribution: Contribution, at: datetime, *, by: User | None = None, reason: str = ""
) -> Contribution | None:
    """Return the erased row; None if it was erased before. Locks codes before contributions, as `use_code` does."""
    list(EmailCode.objects.select_for_update().filter(contribution=contribution))
    row = locked(contribution)
    if row.erased_at is not None:
        return None
    fields = ("title", "text", "signature", "neighbourhood")
    for name in fields:
        setattr(row, name, "")
    row.erased_at = at
    changed = (*fields, "erased_at")
    if PROCESS.step(S(row.state), "contribution.withdrawn", S.WITHDRAWN):
        transition(row, "contribution.withdrawn", S.WITHDRAWN, by=by, at=at, reason=reason, fields=changed)
    else:  # it was answered, merged or transferred: that stays so
        row.save(update_fields=changed)
        audit.record(by=by, verb="contribution.withdrawn", target=row, at=at, reason=reason)
    row.versions.update(**BLANK)
    attachments.delete(row.attachments.all(), at)
    answer_reviews.withdraw(row, at)
    EmailCode.objects.filter(contribution=row).delete()
    return row
