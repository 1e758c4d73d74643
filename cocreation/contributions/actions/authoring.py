"""What authors do with what they wrote: correct it, or withdraw it so that its text is erased. No stage ends that right."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from cocreation.contributions.actions import answer_reviews, attachments
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState
from cocreation.contributions.choices.process import PROCESS
from cocreation.contributions.models import Attachment, Comment, Contribution, ContributionVersion, EmailCode
from core import audit
from core.process.transitions import locked, require_state, transition_many
from core.refusals import Refusal
from core.trace.actions import event_of, record_many

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
    rows = withdraw_many(contributions=[contribution], at=at, by=by, reason=reason)
    return rows[0] if rows else contribution


@transaction.atomic
def withdraw_many(
    *, contributions: Collection[Contribution], at: datetime, by: User | None = None, reason: str = ""
) -> list[Contribution]:  # fmt: skip
    """`withdraw` for several, in as many statements; return those that were not withdrawn before."""
    rows = erase_texts(contributions, at, by=by, reason=reason)
    record_many(
        event_of(kind=CONTRIBUTION, subject_id=row.pk, step="retirada", at=at, process=row.agenda.trace_process)
        for row in rows
    )
    return rows


@transaction.atomic
def drop_unconfirmed(*, code: EmailCode, at: datetime) -> bool:
    """Erase an address that was never confirmed and what waited for it; return whether it still was so."""
    row = EmailCode.objects.select_for_update(of=("self",)).select_related("contribution").filter(pk=code.pk).first()
    if row is None or row.used_at is not None:
        return False
    if row.contribution is not None and row.contribution.state == S.RECEIVED:
        erase_texts([row.contribution], at)  # its line of trace was never public: it gets no further step
    EmailCode.objects.filter(pk=code.pk).delete()
    return True


@transaction.atomic
def withdraw_comment(*, comment: Comment, at: datetime) -> Comment:
    """Erase a comment of its author, also a declined one: its rule stays. Idempotent."""
    rows = withdraw_comments(comments=[comment], at=at)
    return rows[0] if rows else comment


@transaction.atomic
def withdraw_comments(*, comments: Collection[Comment], at: datetime) -> list[Comment]:
    """`withdraw_comment` for several, in as many statements; return those that were not withdrawn before."""
    found = Comment.objects.select_for_update(of=("self",)).with_context().filter(pk__in=[row.pk for row in comments])
    rows = list(found.exclude(state=CommentState.WITHDRAWN).order_by("pk"))
    for row in rows:
        row.text = row.signature = ""
    fields = ("text", "signature")
    transition_many(rows, "comment.withdrawn", CommentState.WITHDRAWN, by=None, at=at, fields=fields)
    return rows


def erase_texts(
    contributions: Collection[Contribution], at: datetime, *, by: User | None = None, reason: str = ""
) -> list[Contribution]:
    """Erase without a step of the trace; return the rows that were erased now.

    Locks codes before contributions, as `use_code` does.
    """
    keys = [row.pk for row in contributions]
    list(EmailCode.objects.select_for_update().filter(contribution__in=keys).order_by("pk"))
    found = Contribution.objects.select_for_update(of=("self",)).with_context().filter(pk__in=keys, erased_at=None)
    rows = list(found.order_by("pk"))
    fields = ("title", "text", "signature", "neighbourhood")
    for row in rows:
        for name in fields:
            setattr(row, name, "")
        row.erased_at = at
    changed = (*fields, "erased_at")
    moved = [row for row in rows if PROCESS.step(S(row.state), "contribution.withdrawn", S.WITHDRAWN)]
    stay = [row for row in rows if row not in moved]  # answered, merged or transferred: that stays so
    transition_many(moved, "contribution.withdrawn", S.WITHDRAWN, by=by, at=at, reason=reason, fields=changed)
    Contribution.objects.bulk_update(stay, changed)
    audit.record_many(
        audit.entry_of(by=by, verb="contribution.withdrawn", target=row, at=at, reason=reason) for row in stay
    )
    ContributionVersion.objects.filter(contribution__in=rows).update(**BLANK)
    attachments.delete(Attachment.objects.filter(contribution__in=rows), at)
    answer_reviews.withdraw(rows, at)
    EmailCode.objects.filter(contribution__in=rows).delete()
    return rows
