"""Reviewing: marks on evidence and «no aplica», and closing the review of a municipality."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from core import audit
from core.refusals import Refusal
from diagnostics import tasks
from diagnostics.actions.assessments import WrongState, locked, move
from diagnostics.choices import Layer, State
from diagnostics.models import Answer, AnswerReview, Assessment, EvidenceUse
from diagnostics.queries.reviewing import Reviewing, reviewing_of

LATER_LAYERS = [Layer.REVIEWED, Layer.FINAL]


class StaleMark(Refusal):
    """Another reviewer marked this answer meanwhile."""


class ReviewIncomplete(Refusal):
    """Answers are still unmarked; `details` list them."""


class ManyNotApplicable(Refusal):
    """Too much of a dimension is «no aplica»: coordination must approve it."""


@dataclass(frozen=True)
class Mark:
    """What a reviewer chose for one answer: evidence accepted ("", "si" or options "a|c") or «no aplica» accepted.

    `seen_version`: the mark's version on her screen (0 = none yet).
    """

    question: str
    evidence_accepted: str
    na_accepted: bool
    seen_version: int


@transaction.atomic
def mark_page(*, assessment: Assessment, marks: list[Mark], by, at: datetime) -> list[str]:
    """Mark several answers; return the codes of those that another reviewer marked meanwhile: they stay as they are.

    Refuses WrongState outside the review.
    """
    assessment = locked(assessment)
    _require_review(assessment)
    wanted = {mark.question: mark for mark in marks}
    found = Answer.objects.self_assessed().filter(assessment=assessment, question__code__in=wanted)
    stale = []
    for answer in found.select_related("question", "review").order_by("question__pk"):
        code = answer.question.code
        if not _write_mark(answer, wanted[code], by, at):
            stale.append(code)
    return stale


def _write_mark(answer: Answer, mark: Mark, by, at: datetime) -> bool:
    review = getattr(answer, "review", None) or AnswerReview(answer=answer, version=0)
    if review.version and (review.evidence_accepted, review.na_accepted) == (mark.evidence_accepted, mark.na_accepted):
        return True
    if review.version != mark.seen_version:
        return False
    review.evidence_accepted, review.na_accepted, review.version = (
        mark.evidence_accepted, mark.na_accepted, review.version + 1,
    )  # fmt: skip
    review.marked_by, review.marked_at = by, at
    review.save()
    audit.record(by=by, verb="answer.marked", target=answer, at=at, data={"version": review.version})
    return True


def mark(
    *,
    assessment: Assessment,
    question: str,
    evidence_accepted: str,
    na_accepted: bool,
    seen_version: int,
    by,
    at: datetime,
) -> None:
    """Mark one answer. Refuses WrongState outside the review, StaleMark when `seen_version` is not the stored one."""
    one = Mark(question, evidence_accepted, na_accepted, seen_version)
    if mark_page(assessment=assessment, marks=[one], by=by, at=at):
        raise StaleMark(stale_sentence(question))


def stale_sentence(question: str) -> str:
    return f"Otra persona marcó {question} mientras usted la veía. Mire su marca antes de cambiarla."


def _require_review(assessment: Assessment) -> None:
    if not assessment.is_in_review:
        raise WrongState(
            f"{assessment.municipality} no está en revisión: está «{assessment.get_state_display().lower()}»."
        )


@transaction.atomic
def close(*, assessment: Assessment, approves_many_na: bool, by, at: datetime) -> Assessment:
    """Close the review: write the layers reviewed and final from the answers and their marks.

    Refuses WrongState; ReviewIncomplete while an answer with something to mark has no mark; ManyNotApplicable when
    more of a dimension than the instrument allows was accepted as «no aplica», unless `approves_many_na`.
    """
    assessment = locked(assessment)
    move(assessment, State.FINAL_READY)
    reviewing = reviewing_of(assessment)
    if reviewing.pending:
        raise ReviewIncomplete(
            f"Faltan {len(reviewing.pending)} respuestas por marcar.", [f"{item.code}." for item in reviewing.pending]
        )
    heavy = heavy_na(reviewing)
    if heavy and not approves_many_na:
        raise ManyNotApplicable(
            "Hay dimensiones con demasiado peso en «no aplica»; la coordinación debe aprobarlo de forma expresa.", heavy
        )
    for layer in LATER_LAYERS:
        _write_layer(assessment, reviewing, layer, by, at)
    assessment.review_closed_at = assessment.changed_at = at
    assessment.save(update_fields=["state", "review_closed_at", "changed_at"])
    audit.record(by=by, verb="review.closed", target=assessment, at=at, data={"approved_many_na": bool(heavy)})
    for layer in LATER_LAYERS:
        tasks.enqueue_score(round_id=assessment.round_id, layer=layer)
    return assessment


def _write_layer(assessment: Assessment, reviewing: Reviewing, layer: Layer, by, at: datetime) -> None:
    copies = {}
    for item in reviewing.answered:
        source = item.cell.answer
        copies[source.pk] = Answer(
            assessment=assessment,
            question_id=source.question_id,
            layer=layer,
            value=source.value,
            not_applicable=source.not_applicable,
            na_reason=source.na_reason,
            na_accepted=item.na_accepted,
            evidence_accepted=item.evidence_accepted,
            changed_at=at,
            changed_by=by,
        )
    Answer.objects.bulk_create(copies.values())
    uses = EvidenceUse.objects.filter(answer__in=copies).values_list("answer_id", "evidence_id", "option")
    EvidenceUse.objects.bulk_create(
        EvidenceUse(answer=copies[source], evidence_id=evidence, option=option) for source, evidence, option in uses
    )


def heavy_na(reviewing: Reviewing) -> list[str]:
    """Return one sentence for each dimension whose accepted «no aplica» weigh more than the instrument allows."""
    instrument = reviewing.instrument
    if instrument.max_na_share is None:
        return []
    found = []
    for dimension in instrument.dimensions:
        total = sum((i.weight for i in dimension.indicators), Fraction(0))
        share = Fraction(0)
        for indicator in dimension.indicators:
            weight = sum((q.weight for q in indicator.questions), Fraction(0))
            accepted = sum((q.weight for q in indicator.questions if reviewing.items[q.code].na_accepted), Fraction(0))
            share += indicator.weight / total * accepted / weight if weight and total else 0
        if share > instrument.max_na_share:
            percent = f"{float(share):.0%}".replace("%", " %")
            found.append(f"{dimension.name}: {percent} del peso quedó en «no aplica».")
    return found
