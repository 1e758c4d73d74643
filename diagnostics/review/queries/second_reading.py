"""What is left of the blind second reading for a person."""

from dataclasses import dataclass

from django.db.models import QuerySet

from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.review.models import SecondReview
from diagnostics.review.queries.cases import Casefile
from diagnostics.review.queries.conflicts import MARKED, judged_by
from diagnostics.review.queries.reviewing import Item, build_reviewing


@dataclass(frozen=True)
class SecondReading:
    """The sampled answers that a person may still read, as items without marks: the first reading stays hidden."""

    items: list[Item]
    read: int
    drawn: int


def left_to_read(user, casefile: Casefile) -> dict[str, int]:
    """Return the numbers of answers `drawn`, `read`, and `left` for this person, without their own marks (one query)."""
    seen = SecondReview.objects.filter(answer__assessment=casefile.assessment).values_list("answer", "marked_at")
    reviews = [case.review for case in casefile.cases.values() if case.review]
    own = {review.answer_id for review in reviews if review.marked_by_id == user.pk}
    rows = list(seen)
    left = sum(marked is None and answer not in own for answer, marked in rows)
    return {"drawn": len(rows), "read": sum(marked is not None for _, marked in rows), "left": left}


def second_reading_of(user, assessment: Assessment) -> SecondReading:
    """Return what is left for a person to read, without the first reader's marks (three queries)."""
    rows = {row.answer_id: row for row in SecondReview.objects.filter(answer__assessment=assessment)}
    own = set(judged_by(user, assessment, MARKED).values_list("pk", flat=True))
    blind = build_reviewing(filling_of(assessment), {})
    left = {key for key, row in rows.items() if row.marked_at is None and key not in own}
    items = [item for item in blind.answered if item.cell.answer.pk in left]
    return SecondReading(items, sum(row.marked_at is not None for row in rows.values()), len(rows))


def blind_for(user, assessment: Assessment) -> set[str]:
    """Return the questions whose mark this person must not see yet: in the sample, unread, marked by somebody else."""
    if not assessment.is_being_reviewed:
        return set()
    waiting = hidden_marks(user).filter(answer__assessment=assessment)
    return set(waiting.values_list("answer__question__code", flat=True))


def hidden_marks(user) -> QuerySet[SecondReview]:
    waiting = SecondReview.objects.filter(marked_at=None, answer__review__isnull=False)
    return waiting.exclude(answer__review__marked_by=user)
