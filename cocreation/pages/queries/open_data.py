"""The rows of an agenda's open data. Only what its pages already say to everybody."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cocreation.agendas.models import Agenda, PriorityResult
from cocreation.contributions.choices import AnswerReviewState, CommentState
from cocreation.contributions.models import Answer, Comment, Contribution, ContributionSupport
from cocreation.contributions.queries.quality import Measure
from cocreation.ranking.votes import CRITERIA

Row = dict[str, Any]


def vote_rows(result: PriorityResult) -> list[Row]:
    return [
        {"challenge": one["code"], "criterion": name, "value": value, "count": number}
        for one in result.document["challenges"]
        for name in CRITERIA
        for value, number in enumerate(one["votes"][name], start=1)
    ]


def ranking_rows(result: PriorityResult) -> list[Row]:
    listed = {one["code"]: one for one in result.document["challenges"]}
    return [
        row | {key: listed[row["challenge"]][key] for key in ("supports", "text")}
        for row in result.document["ranking"]
    ]  # fmt: skip


def quality_rows(measures: Iterable[Measure]) -> list[Row]:
    return [
        {
            "measure": one.key, "label": one.label, "unit": one.unit, "part_is": one.part_words, "whole_is": one.whole_words,
            "part": one.part if isinstance(one.part, int) else float(one.part), "whole": one.whole,
        }
        for one in measures
    ]  # fmt: skip


def public_contributions(agenda: Agenda):
    """Return the contributions that anybody may read with their counts, oldest first."""
    supports = _number(ContributionSupport.objects.filter(contribution=OuterRef("pk")))
    comments = _number(Comment.objects.filter(contribution=OuterRef("pk"), state=CommentState.PUBLISHED))
    rows = Contribution.objects.public().filter(agenda=agenda).annotate(supported=supports, commented=comments)
    return rows.select_related("challenge", "municipality", "merged_into").order_by("received_at", "pk")


def contribution_row(one: Contribution) -> Row:
    merged = one.merged_into
    return {
        "contribution": one.code, "kind": one.kind, "theme": one.theme,
        "challenge": one.challenge.code if one.challenge else "", "title": one.title, "text": one.text,
        "municipality": one.municipality.divipola if one.municipality else "", "zone": one.zone, "channel": one.channel,
        "state": one.state, "received_on": day(one.received_at), "published_on": day(one.published_at),
        "merged_into": merged.code if merged and merged.is_public else "", "supports": one.supported,
        "comments": one.commented,
    }  # fmt: skip


def contribution_rows(agenda: Agenda) -> list[Row]:
    """One query."""
    return [contribution_row(one) for one in public_contributions(agenda)]


def public_comments(agenda: Agenda):
    """Return the published comments of public contributions, oldest first. A reply to one that is not public answers nothing."""
    shown = Q(parent__state=CommentState.PUBLISHED)
    rows = Comment.objects.filter(contribution__in=Contribution.objects.public().filter(agenda=agenda))
    rows = rows.filter(state=CommentState.PUBLISHED).annotate(replied=Subquery(_public_parent(shown)))
    return rows.select_related("contribution").order_by("received_at", "pk")


def comment_row(one: Comment) -> Row:
    return {
        "comment": one.pk, "contribution": one.contribution.code, "reply_to": one.replied, "office": one.office,
        "text": one.text, "received_on": day(one.received_at),
    }  # fmt: skip


def comment_rows(agenda: Agenda) -> list[Row]:
    """One query."""
    return [comment_row(one) for one in public_comments(agenda)]


def public_answers(agenda: Agenda):
    rows = Answer.objects.filter(contribution__in=Contribution.objects.public().filter(agenda=agenda))
    return rows.select_related("contribution", "municipality", "review").order_by("answered_at", "pk")


def answer_row(one: Answer) -> Row:
    said = ("outcome", "headline", "taken_up", "not_taken_up", "resources", "what_follows", "office")
    review = getattr(one, "review", None)
    is_open = review is not None and review.state != AnswerReviewState.WITHDRAWN
    return {
        "contribution": one.contribution.code, **{name: getattr(one, name) for name in said},
        "municipality": one.municipality.divipola if one.municipality else "", "asked_on": one.asked_on.isoformat(),
        "due_on": one.due_on.isoformat(), "answered_on": day(one.answered_at),
        "review": review.state if is_open else "", "reviewed_outcome": review.outcome if is_open else "",
        "reviewed_on": day(review.decided_at) if is_open and review.is_decided else "",
    }  # fmt: skip


def answer_rows(agenda: Agenda) -> list[Row]:
    """One query."""
    return [answer_row(one) for one in public_answers(agenda)]


def day(at: datetime | None) -> str:
    return timezone.localdate(at).isoformat() if at else ""


def _public_parent(shown: Q):
    return Comment.objects.filter(shown, pk=OuterRef("pk")).values("parent")


def _number(rows) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values("contribution").annotate(n=Count("pk")).values("n")), 0)
