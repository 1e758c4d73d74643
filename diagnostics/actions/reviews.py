"""Reviewing: marks on evidence and «no aplica», and closing the review of a municipality."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.queries import has_role_in
from core import audit
from core.refusals import Refusal
from core.words import counted, long_day
from diagnostics import tasks
from diagnostics.actions.assessments import WrongState, locked, move
from diagnostics.choices import Layer, State
from diagnostics.models import Answer, AnswerReview, Assessment, EvidenceUse
from diagnostics.queries.reviewing import Reviewing, reviewing_of

LATER_LAYERS = [Layer.REVIEWED, Layer.FINAL]


class StaleMark(Refusal):
    """The answer, or its mark, is not the one that the reviewer saw."""


class ReviewIncomplete(Refusal):
    """Answers are still unmarked or open for changes; `details` list them."""


class OwnMunicipality(Refusal):
    """Nobody reviews a municipality where she holds a role."""


class AlreadyReviewed(Refusal):
    """The later layers came from elsewhere."""


class ManyNotApplicable(Refusal):
    """Too much of a dimension is «no aplica»: coordination must approve it."""


@dataclass(frozen=True)
class Mark:
    """What a reviewer chose for one answer: evidence accepted ("", "si" or options "a|c") or «no aplica» accepted.

    `seen_version`: the mark's version on her screen (0 = none yet); `seen_answer`: the answer's.
    """

    question: str
    evidence_accepted: str
    na_accepted: bool
    seen_version: int
    seen_answer: int


@transaction.atomic
def mark_page(*, assessment: Assessment, marks: list[Mark], by, at: datetime) -> list[str]:
    """Mark several answers; return a sentence for each that stays as it is: another reviewer marked it meanwhile, the
    municipality changed it, or it is open for changes.

    Refuses WrongState outside the review, OwnMunicipality to who holds a role there.
    """
    assessment = locked(assessment)
    _require_review(assessment)
    _require_no_stake(assessment, by)
    wanted = {mark.question: mark for mark in marks}
    found = Answer.objects.self_assessed().filter(assessment=assessment, question__code__in=wanted)
    answers = found.select_related("question", "review").order_by("question__pk")
    return [words for answer in answers if (words := _write_mark(answer, wanted[answer.question.code], by, at))]


def _write_mark(answer: Answer, mark: Mark, by, at: datetime) -> str:
    """Write a mark; return why it was not written, "" when it stands."""
    review = getattr(answer, "review", None) or AnswerReview(answer=answer, version=0)
    if answer.reopened_at:
        until = long_day(answer.reopened_until)
        return f"El municipio puede cambiar {mark.question} hasta el {until}. Márquela cuando la devuelva."
    if answer.version != mark.seen_answer:
        return f"El municipio cambió {mark.question} mientras usted la veía. Mírela otra vez antes de marcarla."
    if review.version and (review.evidence_accepted, review.na_accepted) == (mark.evidence_accepted, mark.na_accepted):
        return ""
    if review.version != mark.seen_version:
        return f"Otra persona marcó {mark.question} mientras usted la veía. Mire su marca antes de cambiarla."
    review.evidence_accepted, review.na_accepted, review.version = (
        mark.evidence_accepted, mark.na_accepted, review.version + 1,
    )  # fmt: skip
    review.marked_by, review.marked_at = by, at
    review.save()
    audit.record(by=by, verb="answer.marked", target=answer, at=at, data={"version": review.version})
    return ""


def mark(*, assessment: Assessment, mark: Mark, by, at: datetime) -> None:
    """Mark one answer. Refuses WrongState outside the review, and StaleMark when it stays as it is (mark_page)."""
    for words in mark_page(assessment=assessment, marks=[mark], by=by, at=at):
        raise StaleMark(words)


def _require_no_stake(assessment: Assessment, by) -> None:
    if has_role_in(by, assessment.municipality):
        raise OwnMunicipality(f"Usted tiene un rol en {assessment.municipality}: su revisión le toca a otra persona.")


def _require_review(assessment: Assessment) -> None:
    if not assessment.is_in_review:
        raise WrongState(
            f"{assessment.municipality} no está en revisión: está «{assessment.get_state_display().lower()}»."
        )


@transaction.atomic
def close(*, assessment: Assessment, approves_many_na: bool, by, at: datetime) -> Assessment:
    """Close the review: write the layers reviewed and final from the answers and their marks.

    Refuses WrongState; ReviewIncomplete while an answer is reopened, or has something to mark and no mark; ManyNotApplicable when
    more of a dimension than the instrument allows was accepted as «no aplica», unless `approves_many_na`;
    OwnMunicipality; AlreadyReviewed when a later layer was imported.
    """
    assessment = locked(assessment)
    move(assessment, State.FINAL_READY)
    _require_no_stake(assessment, by)
    if Answer.objects.filter(assessment=assessment, layer__in=LATER_LAYERS).exists():
        raise AlreadyReviewed(
            f"Las respuestas revisadas de {assessment.municipality} se importaron; importe también la capa definitiva."
        )
    reviewing = reviewing_of(assessment)
    if reviewing.reopened:
        raise ReviewIncomplete("El municipio todavía puede cambiar respuestas reabiertas.", _terms(reviewing))
    if reviewing.pending:
        waiting = counted(len(reviewing.pending), "respuesta", "respuestas")
        raise ReviewIncomplete(f"Por marcar: {waiting}.", [f"{item.code}." for item in reviewing.pending])
    heavy = reviewing.heavy_na
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


def _terms(reviewing: Reviewing) -> list[str]:
    return [f"{item.code}: hasta el {long_day(item.cell.answer.reopened_until)}." for item in reviewing.reopened]


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
            previous_claim=source.previous_claim,
            changed_at=at,
            changed_by=by,
        )
    Answer.objects.bulk_create(copies.values())
    uses = EvidenceUse.objects.filter(answer__in=copies).values_list("answer_id", "evidence_id", "option", "place")
    EvidenceUse.objects.bulk_create(
        EvidenceUse(answer=copies[source], evidence_id=evidence, option=option, place=place)
        for source, evidence, option, place in uses
    )
