"""Blind second readings: a sample of answers judged again, without seeing the first judgement."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from core import audit
from core.process.transitions import locked, require_state, require_time
from core.refusals import Refusal, Stale
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.review.actions.reviews import Mark, require_impartial
from diagnostics.review.models import SecondReview
from diagnostics.review.queries.conflicts import MARKED, judged_by
from diagnostics.scoring.values import InvalidValue, read


class NotInSample(Refusal):
    """The answer is not in the sample or was read already, or the value is not valid for the question."""


class FirstReader(Refusal):
    """The first reader of an answer cannot be its second."""


@transaction.atomic
def mark(*, assessment: Assessment, mark: Mark, by, at: datetime) -> SecondReview:
    """Judge one answer of the sample, once. It measures the agreement of two readers and does not change the result.

    Refuses WrongState, DeadlinePassed, OwnMunicipality, NotDeclared, NotInSample, FirstReader, Stale.
    """
    assessment = locked(assessment)
    require_state(assessment, State.IN_REVIEW)
    require_time(assessment, at)
    require_impartial(assessment, by)
    rows = SecondReview.objects.select_related("answer__question").filter(answer__assessment=assessment, marked_at=None)
    second = rows.filter(answer__question__code=mark.question).first()
    if second is None:
        raise NotInSample(f"{mark.question} no espera una segunda lectura.")
    if judged_by(by, assessment, MARKED).filter(pk=second.answer_id).exists():
        raise FirstReader(f"Usted marcó {mark.question} en la revisión: la segunda lectura le toca a otra persona.")
    if second.answer.reopened_at or second.answer.version != mark.seen_answer:
        raise Stale(f"El municipio cambió {mark.question} o puede cambiarla. Mírela otra vez antes de leerla.")
    if mark.value is not None:
        _require_readable(assessment, mark)
    second.value, second.evidence_accepted, second.na_accepted = mark.value, mark.evidence_accepted, mark.na_accepted
    second.reason_code, second.reason = mark.reason_code, mark.reason
    second.marked_at, second.marked_by = at, by
    second.save()
    audit.record(by=by, verb="answer.read_again", target=second.answer, scope=assessment, at=at)
    return second


def forget(answers: QuerySet[Answer]) -> None:
    """Discard the second readings of answers that may change: they must be read again, like their marks."""
    read = SecondReview.objects.filter(answer__in=answers, marked_at__isnull=False)
    read.update(
        value=None, evidence_accepted="", na_accepted=False, reason_code="", reason="", marked_at=None, marked_by=None
    )


def _require_readable(assessment: Assessment, mark: Mark) -> None:
    question = assessment.round.version.parsed.question_by_code[mark.question]
    try:
        declared = read(question, mark.value)
    except InvalidValue as problem:
        raise NotInSample(f"{mark.question}: {problem}.") from None
    if declared is None:
        raise NotInSample(f"{mark.question}: elija el resultado que demuestra la evidencia.")
