"""What waits for the metropolitan team in a round: reviews to finish, second readings to make and replies to decide."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q

from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.filling import fillings_of
from diagnostics.review.choices import Stance
from diagnostics.review.models import AnswerReview, Reply, ReplyDecision, SecondReview
from diagnostics.review.queries.conflicts import MARKED, dimensions_reviewed_in, judged_in, must_not_judge
from diagnostics.review.queries.reviewing import build_reviewing

MOST = 60  # of each kind, the earliest deadlines first: each questionnaire is read whole


@dataclass(frozen=True)
class OpenReview:
    """A review to finish: `left` of `total` answers still to mark. `is_barred`: the reader has a stake in it.

    `unread` of `drawn` answers wait for a second reading that the reader may make: somebody else marked them, and they take no
    changes. One that is not marked yet is none of them: who reads it again cannot mark it any more.
    """

    assessment: Assessment
    left: int
    total: int
    is_barred: bool
    unread: int = 0
    drawn: int = 0


@dataclass(frozen=True)
class OpenReplies:
    """Contested adjustments to decide: how many, and the points of the total (0–100) that they move together.

    `first`: the first one that the reader may decide; "" when somebody else must, because the reader has a stake
    (`is_barred`) or reviewed those dimensions.
    """

    assessment: Assessment
    count: int
    points: Decimal
    first: str
    is_barred: bool


def open_reviews_of(round: Round, reader) -> list[OpenReview]:
    """Return the first MOST reviews that wait for the team, by deadline. Six queries, one when there are none."""
    assessments = _in_state(round, State.IN_REVIEW)
    if not assessments:
        return []
    barred, fillings = must_not_judge(reader, assessments), fillings_of(assessments)
    marks: dict[int, dict[int, AnswerReview]] = {}
    rows = AnswerReview.objects.filter(answer__assessment__in=assessments).select_related("answer")
    for mark in rows.only("answer__assessment"):
        marks.setdefault(mark.answer.assessment_id, {})[mark.answer_id] = mark
    due = Q(marked_at=None, answer__review__isnull=False, answer__reopened_at=None)
    due &= ~Q(answer__in=judged_in(reader, assessments, MARKED))
    sample = (
        SecondReview.objects.filter(answer__assessment__in=assessments).order_by().values_list("answer__assessment")
    )
    counts = sample.annotate(unread=Count("pk", filter=due), drawn=Count("pk"))
    readings = {key: (0 if key in barred else unread, drawn) for key, unread, drawn in counts}
    found = []
    for assessment in assessments:
        reviewing = build_reviewing(fillings[assessment.pk], marks.get(assessment.pk, {}))
        left, total = len(reviewing.pending), len(reviewing.to_mark)
        second = readings.get(assessment.pk, (0, 0))
        found.append(OpenReview(assessment, left, total, assessment.pk in barred, *second))
    return found


def open_replies_of(round: Round, reader) -> list[OpenReplies]:
    """Return the first MOST replies that wait for a decision, by deadline. Five queries, one when there are none."""
    assessments = _in_state(round, State.REPLY_DECISION)
    if not assessments:
        return []
    barred, reviewed = must_not_judge(reader, assessments), dimensions_reviewed_in(reader, assessments)
    decided = ReplyDecision.objects.filter(reply=OuterRef("pk"))
    rows = Reply.objects.filter(~Exists(decided), answer__assessment__in=assessments, sent_at__isnull=False)
    rows = rows.exclude(stance=Stance.AGREE).order_by("answer__question__position")
    fields = ("answer__assessment", "answer__question__code", "answer__question__indicator__dimension__code")
    cases: dict[int, list[tuple[str, str]]] = {}
    for key, code, dimension in rows.values_list(*fields):
        cases.setdefault(key, []).append((code, dimension))
    found = []
    for assessment in assessments:
        key, is_barred = assessment.pk, assessment.pk in barred
        own = [code for code, dimension in cases.get(key, []) if (key, dimension) not in reviewed]
        first = own[0] if own and not is_barred else ""
        found.append(OpenReplies(assessment, len(cases.get(key, [])), assessment.disputed_points, first, is_barred))
    return found


def _in_state(round: Round, state: State) -> list[Assessment]:
    rows = Assessment.objects.filter(round=round, state=state).select_related("municipality")
    assessments = list(rows.order_by("due_on", "municipality__sort_key")[:MOST])
    for assessment in assessments:
        assessment.round = round
    return assessments
