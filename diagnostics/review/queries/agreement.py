"""Agreement of the first and the blind second reading of a round, per dimension and overall."""

from dataclasses import dataclass
from fractions import Fraction

from diagnostics.assessments.choices import REVIEWING, Layer
from diagnostics.assessments.models import Answer, Assessment, Round
from diagnostics.assessments.queries.filling import fillings_of
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.entries import judged_entry
from diagnostics.scoring.agreement import Agreement, agreement

# An accepted «no aplica» beside a score: one step of a scale below 0, so that it disagrees with every score.
NOT_APPLICABLE = Fraction(-25)


@dataclass(frozen=True)
class AgreementRow:
    """One dimension, or the whole (`code` "")."""

    code: str
    name: str
    result: Agreement


@dataclass(frozen=True)
class SecondReadings:
    """`drawn`: answers in the sample; `read`: those read twice; `adjusted`: those the review changed, of `reviewed`."""

    rows: list[AgreementRow]
    drawn: int
    read: int
    adjusted: int
    reviewed: int

    @property
    def whole(self) -> Agreement:
        return self.rows[-1].result


def second_readings_of(round: Round) -> SecondReadings:
    """Return the agreement of a round (five queries, for any number of municipalities)."""
    instrument = round.version.parsed
    marks = AnswerReview.objects.filter(answer__assessment__round=round)
    second = {row.answer_id: row for row in SecondReview.objects.filter(answer__assessment__round=round)}
    read = {key: row for key, row in second.items() if row.marked_at}
    first = {row.answer_id: row for row in marks.filter(answer__in=list(read))}
    pairs: dict[str, list[tuple[Fraction, Fraction]]] = {d.code: [] for d in instrument.dimensions}
    owners = Answer.objects.filter(pk__in=list(first)).values("assessment")
    assessments = list(Assessment.objects.filter(pk__in=owners).select_related("municipality"))
    for assessment in assessments:
        assessment.round = round
    for filling in fillings_of(assessments, Layer.SELF_ASSESSED).values() if assessments else ():
        for code, cell in filling.cells.items():
            key = cell.answer.pk if cell.answer else 0
            if key in first:
                scores = [judged_entry(cell, one).score(instrument, cell.question) for one in (first[key], read[key])]
                a, b = (NOT_APPLICABLE if score is None else score for score in scores)
                pairs[instrument.dimension_of[instrument.indicator_of[code].code].code].append((a, b))
    rows = [AgreementRow(d.code, d.short_name, agreement(pairs[d.code])) for d in instrument.dimensions]
    rows.append(AgreementRow("", "Todo el cuestionario", agreement([p for some in pairs.values() for p in some])))
    # A count must not reveal the first reading while a second one is pending.
    unread = SecondReview.objects.filter(marked_at=None, answer__assessment__state__in=REVIEWING)
    known = marks.exclude(answer__in=unread.values("answer"))
    counts = [known.filter(is_adjusted=True).count(), known.count()]
    return SecondReadings(rows, len(second), len(read), *counts)
