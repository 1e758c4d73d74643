"""One contribution as the offices that answer see it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cocreation.contributions.choices import METROPOLITAN_OFFICE, AnswerReviewState, CommentState, ContributionState
from cocreation.contributions.choices.answers import PARTS, headline_of
from cocreation.contributions.models import Answer, AnswerDraft, AnswerReview, Contribution, GroupMember
from cocreation.contributions.queries.answers import (
    desk_of,
    draft_in,
    neighbours_of,
    own_of,
    own_reason_in,
    related_to,
    shared_in,
)
from cocreation.contributions.queries.attachments import public_files
from cocreation.contributions.queries.offices import answering_role, office_of
from core import personal_data
from core.process.deadlines import deadline_words

MOST_COMMENTS = 100


class Term(NamedTuple):
    words: str
    is_late: bool


def term_of(row: Contribution, today: date) -> Term | None:
    """Until when it must be answered; None once it is."""
    if row.state != ContributionState.UNDER_REVIEW or row.due_on is None:
        return None
    return Term(deadline_words(row, today), row.is_overdue(today))


def finds_in(draft: AnswerDraft) -> list[str]:
    """Personal data that an answer seems to hold."""
    texts = (draft.headline, draft.taken_up, draft.not_taken_up, draft.resources, draft.what_follows)
    return personal_data.in_words(personal_data.scan("\n".join(texts)))


class Preview(NamedTuple):
    """The draft of one answer of several, as it will stand."""

    contribution: Contribution
    office: str
    draft: AnswerDraft
    headline: str
    parts: list[tuple[str, str]]
    finds: list[str]


def preview_of(row: Contribution, draft: AnswerDraft, user) -> Preview:
    headline = headline_of(draft.outcome, draft.headline)
    return Preview(row, office_of(user, row), draft, headline, parts_of(draft), finds_in(draft))


def begun_in(rows: Sequence[Contribution]) -> dict[str, str]:
    """Return what was written before, by field of the form for several: what all share, and the reasons."""
    said: dict[str, str] = next((shared for row in rows if (shared := shared_in(row))), {})
    return said | {f"reason_{row.pk}": own_reason_in(row) for row in rows if draft_in(row)}


def parts_of(said: Answer | AnswerDraft) -> list[tuple[str, str]]:
    return [(label, getattr(said, name)) for name, label in PARTS.items() if getattr(said, name)]


def review_of(row: Contribution, user) -> tuple[AnswerReview | None, bool]:
    """Return the review of its answer, if it was asked for, and whether the person may decide it."""
    found = AnswerReview.objects.select_related("answer").filter(answer__contribution=row).first()
    if found is None or found.state != AnswerReviewState.ASKED or answering_role(user, row) is None:
        return found, False
    is_own = row.participant is not None and row.participant.user_id == user.pk
    return found, found.answered_by_id != user.pk and not is_own


def _address(row: Contribution | None) -> str:
    return reverse("contributions:answer-write", args=[row.agenda.code, row.code]) + "#aporte" if row else ""


def detail_context(request: HttpRequest, row: Contribution) -> dict:
    comments = row.comments.filter(state=CommentState.PUBLISHED).order_by("received_at", "pk")
    desk = own_of(request.user, desk_of(request.user))
    previous, following = neighbours_of(row, desk)
    group = GroupMember.objects.filter(contribution=row).select_related("group").first()
    return {
        "row": row, "agenda": row.agenda, "term": term_of(row, timezone.localdate()),
        "office": row.answering.name if row.answering else METROPOLITAN_OFFICE,
        "signs_as": office_of(request.user, row),
        "supports_n": row.supports.count(), "comments": comments[:MOST_COMMENTS], "comments_n": comments.count(),
        "similar": related_to(row), "merged": row.merged.order_by("pk"),
        "group": group and group.group,
        "together": GroupMember.objects.filter(group=group.group).exclude(contribution=row).select_related(
            "contribution"
        ) if group else (),
        "files": public_files(row),
        "notes": row.notes.select_related("by"), "previous": previous, "following": following,
        "before": _address(previous), "after": _address(following),
        "finds": personal_data.in_words(personal_data.scan(row.text)),
    }  # fmt: skip
