"""One contribution as the public reads it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from cocreation.agendas.choices.stages import TABLE, Act, Actor, Moment, StageCode, may, moment_of, why_not
from cocreation.agendas.models import Agenda, Participant
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState
from cocreation.contributions.choices.process import PUBLIC
from cocreation.contributions.models import Answer, Comment, Contribution, ContributionSupport, ContributionVersion
from cocreation.contributions.queries.listing import with_counts
from cocreation.contributions.queries.versions import is_another_text
from core.trace.queries import TraceStep, line_of
from core.words import counted, long_date

S = ContributionState
SUPPORTED = (S.PUBLISHED, S.UNDER_REVIEW)  # not answered and not merged: a support still says something
MOST_JOINED = 50  # originals of one text
SEEN, HIDDEN = "publicada", {"no_publicada", "trasladada"}  # steps of the trace


def line_of_contribution(row: Contribution) -> list[TraceStep]:
    """Return its public steps, oldest first. Two queries at most."""
    return line_of(CONTRIBUTION, row.pk)


def public_or_withdrawn(agenda: Agenda, code: str) -> tuple[Contribution, list[TraceStep]] | None:
    """Return a contribution that anybody may read, or that its author withdrew while anybody could, with its line."""
    rows = Contribution.objects.filter(agenda=agenda, code=code.upper(), state__in=[*PUBLIC, S.WITHDRAWN])
    row = with_counts(rows).select_related("answer__review", "merged_into").first()
    if row is None:
        return None
    row.agenda = agenda  # with its stages
    line = line_of_contribution(row)
    return (row, line) if row.state != S.WITHDRAWN or _was_public(line) else None


def _was_public(line: list[TraceStep]) -> bool:
    fates = [step.step for step in line if step.step == SEEN or step.step in HIDDEN]
    return bool(fates) and fates[-1] == SEEN


def approved_versions(row: Contribution) -> list[ContributionVersion]:
    """Return the versions that the public has read, oldest first. One query."""
    return list(row.versions.filter(approved_at__isnull=False).only("number", "approved_at", "contribution"))


def joined_to(row: Contribution) -> list[Contribution]:
    """Return the public originals that were merged into it. One query."""
    found = list(
        with_counts(Contribution.objects.filter(state__in=PUBLIC, merged_into=row)).order_by("pk")[:MOST_JOINED]
    )
    for one in found:
        one.agenda = row.agenda  # its address names the agenda: no query for each
    return found


@dataclass(frozen=True)
class Thread:
    """A comment with its replies. `comment` is None where it is not shown any more, but was answered."""

    comment: Comment | None
    replies: list[Comment]


def roots_of(row: Contribution) -> QuerySet[Comment]:
    """Return the comments that begin a thread, oldest first: published ones, and others with a published reply."""
    is_shown = Q(state=CommentState.PUBLISHED) | Q(replies__state=CommentState.PUBLISHED)
    return Comment.objects.filter(is_shown, contribution=row, parent=None).distinct().order_by("received_at", "pk")


def threads_of(roots: list[Comment]) -> list[Thread]:
    """Return the threads that begin with these. Replies to replies stand on the same level. One query."""
    keys = [root.pk for root in roots]
    replies: dict[int, list[Comment]] = {}
    rows = Comment.objects.filter(Q(parent__in=keys) | Q(parent__parent__in=keys), state=CommentState.PUBLISHED)
    for reply in rows.select_related("parent").order_by("received_at", "pk") if keys else ():
        root = reply.parent_id if reply.parent_id in keys else reply.parent.parent_id
        replies.setdefault(root, []).append(reply)
    return [Thread(root if root.state == CommentState.PUBLISHED else None, replies.get(root.pk, [])) for root in roots]


def why_no_support(row: Contribution, today: date) -> str:
    """Return why a contribution cannot be supported today, as a sentence; "" if it can. No query with prefetched stages."""
    stages = list(row.agenda.stages.all())
    if not may(Act.SUPPORT, Actor.PERSON, stages, today):
        closed = [s for s in stages if _supports(s) and moment_of(s, today) is Moment.AFTER]
        ahead = [s for s in stages if _supports(s) and moment_of(s, today) is Moment.BEFORE]
        if closed and not ahead:
            last = long_date(max(stage.closes_on for stage in closed))
            return f"Los apoyos cerraron el {last} con {counted(row.supporters, 'persona', 'personas')}."
        return why_not(Act.SUPPORT, Actor.PERSON, stages, today)
    if row.state != S.PUBLISHED:
        return "Ya no recibe apoyos: su etapa cerró y quien responde lo está mirando, o ya tiene su respuesta."
    return ""


def supports_close_on(row: Contribution, today: date) -> date | None:
    """Return until when a support can be given and taken back; None if it cannot be today."""
    during = [s.closes_on for s in row.agenda.stages.all() if _supports(s) and moment_of(s, today) is Moment.DURING]
    return max(during, default=None)


def _supports(stage) -> bool:
    return Actor.PERSON in TABLE[StageCode(stage.code), Act.SUPPORT].during


def days_late(answer: Answer, answered_on: date) -> int:
    return max((answered_on - answer.due_on).days, 0)


def merged_into(row: Contribution) -> Contribution | None:
    """Return the public text that it became part of. No query."""
    whole = row.merged_into
    if whole is None or whole.state not in PUBLIC:
        return None
    whole.agenda = row.agenda
    return whole


def stands_for_another_text(row: Contribution, given: ContributionSupport) -> bool:
    """Return whether somebody stands for a text that they did not read when they supported it, and that nobody answered yet."""
    return row.state in SUPPORTED and is_another_text(row, since=given.at)


def can_take_back(row: Contribution, given: ContributionSupport | None, today: date) -> bool:
    """Return whether the support can be taken back today. One query at most."""
    if given is None or row.state not in SUPPORTED:
        return False
    return supports_close_on(row, today) is not None or stands_for_another_text(row, given)


def support_of(row: Contribution, participant: Participant | None) -> ContributionSupport | None:
    return row.supports.filter(participant=participant).first() if participant else None
