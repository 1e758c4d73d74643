"""Publishing a round: its gate, the frozen run and documents, and dated errata afterwards."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import audit, tasks
from core.process.transitions import transition_many
from core.refusals import Refusal
from core.web import page_cache
from diagnostics.assessments.actions import scores, telling
from diagnostics.assessments.choices import Layer, Mode, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, Round, ScoreRun
from diagnostics.assessments.queries.corrections import corrections_of
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.results.models import Correction, Erratum, Publication, PublishedMunicipality
from diagnostics.results.queries.publication import gate_of
from diagnostics.results.queries.snapshots import documents_of
from diagnostics.review.queries.acts import sha256_of
from diagnostics.review.queries.agreement import second_readings_of
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import Question
from diagnostics.scoring.values import InvalidValue, read
from files.choices import ProofState


class CannotPublish(Refusal):
    """The gate holds the publication back; `details` say why, one line each."""


class CannotCorrect(Refusal):
    """The erratum changes nothing, or its value is not valid for the question."""


@dataclass(frozen=True)
class Corrected:
    """An erratum's replacement of the final answer of one municipality (code) to one question."""

    municipality: str
    question: str
    value: str
    not_applicable: bool
    evidence_accepted: str


@transaction.atomic
def publish(*, round: Round, at: datetime, by=None, waiver: str = "") -> Publication:
    """Publish the final results of all municipalities of a round at once.

    Municipalities that never answered appear as «sin resultado», withdrawn ones with their reason. `waiver`: why it is published
    although public links do not open. Refuses CannotPublish with the list of obstacles.
    """
    round = Round.objects.select_for_update().select_related("version").get(pk=round.pk)
    assessments = _locked_all(round)
    gate = gate_of(round, assessments, on=timezone.localdate(at), readings=second_readings_of(round))
    obstacles = gate.obstacles + ([] if waiver else gate.waivable)
    if obstacles:
        raise CannotPublish(f"{round} no se puede publicar todavía.", obstacles)
    run = scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=at, by=by)
    _close(assessments, by, at)
    round.status = RoundStatus.PUBLISHED
    round.save(update_fields=["status"])
    publication = _write(round, run, 1, gate.report(waiver), assessments, by, at)
    data = {"run": run.pk, "inputs": run.inputs_sha256}
    audit.record(by=by, verb="round.published", target=round, at=at, data=data, reason=waiver)
    telling.that_it_was_published(round=round, places=[a.municipality for a in assessments], at=at)
    return publication


@transaction.atomic
def correct(*, round: Round, corrections: list[Corrected], reason: str, by, at: datetime) -> Publication:
    """Publish an erratum: a new version of the result beside the old one, with its date and reason.

    The final layer is unchanged; corrections are stored beside it. Refuses CannotCorrect, CannotPublish before publication.
    """
    round = Round.objects.select_for_update().select_related("version").get(pk=round.pk)
    last = Publication.objects.filter(round=round).order_by("-version").first()
    if last is None:
        raise CannotPublish(f"{round} no está publicado: todavía no hay qué corregir.")
    if not reason.strip():
        raise CannotCorrect("Escriba la razón de la corrección: se publica con ella.")
    rows = [_correction(round, one) for one in corrections]
    if not rows:
        raise CannotCorrect("La fe de erratas no cambia nada.")
    assessments = _locked_all(round)
    overlay = corrections_of(round) | {row.answer_id: row for row in rows}
    run = scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=at, by=by, corrections=overlay)
    if Publication.objects.filter(run=run).exists():
        raise CannotCorrect("Con esa corrección el resultado es el mismo que ya está publicado.")
    publication = _write(round, run, last.version + 1, last.report, assessments, by, at, overlay)
    erratum = Erratum.objects.create(publication=publication, reason=reason)
    for row in rows:
        row.erratum = erratum
    Correction.objects.bulk_create(rows)
    changed = [f"{one.municipality} {one.question}" for one in corrections]
    data = {"version": publication.version, "run": run.pk, "corrections": changed}
    audit.record(by=by, verb="erratum.published", target=round, at=at, data=data, reason=reason)
    places = {one.municipality for one in corrections}
    telling.that_it_was_corrected(
        round=round, places=[a.municipality for a in assessments if a.municipality.divipola in places],
        version=publication.version, reason=reason, at=at,
    )  # fmt: skip
    return publication


def _locked_all(round: Round) -> list[Assessment]:
    rows = Assessment.objects.select_for_update(of=("self",)).filter(round=round).select_related("municipality")
    assessments = list(rows.order_by("pk"))
    for assessment in assessments:
        assessment.round = round
    return assessments


def _close(assessments: list[Assessment], by, at: datetime) -> None:
    taking_part = [a for a in assessments if a.state != State.WITHDRAWN]
    for assessment in taking_part:
        if not assessment.attributes_frozen_at:
            assessment.attributes, assessment.attributes_frozen_at = facts_of(assessment), at
    fields = ("attributes", "attributes_frozen_at")
    transition_many(taking_part, "assessment.published", State.PUBLISHED, by=by, at=at, fields=fields)


def _write(
    round: Round, run: ScoreRun, version: int, report: list, assessments: list[Assessment], by, at: datetime,
    overlay: dict[int, Correction] | None = None,
) -> Publication:  # fmt: skip
    publication = Publication.objects.create(
        round=round, run=run, version=version, report=report, published_at=at, published_by=by
    )
    changed = {key: _said(row) for key, row in (overlay or {}).items()}
    PublishedMunicipality.objects.bulk_create(
        PublishedMunicipality(
            publication=publication, municipality_id=place, document=document, sha256=sha256_of(document)
        )
        for place, document in documents_of(round, assessments, changed).items()
    )
    transaction.on_commit(page_cache.forget_all)
    tasks.enqueue_open_data(code=round.code, version=version)
    return publication


def _said(row: Correction) -> dict:
    return {"value": row.value, "not_applicable": row.not_applicable, "evidence_accepted": row.evidence_accepted}


def _require_proof(answer: Answer, question: Question, one: Corrected) -> None:
    """As every judgement of the review; the proofs of a round held elsewhere are not here."""
    entry = Entry(one.value, one.not_applicable, one.not_applicable, one.evidence_accepted)
    instrument = answer.assessment.round.version.parsed
    if answer.assessment.submitted_at is None or not entry.unproven(instrument, question, _accepted(answer, question)):
        return
    raise CannotCorrect(
        f"{one.question}: ese resultado da puntos que piden prueba, y la respuesta no tiene una aceptada para cada uno. "
        "Corríjalo sin evidencia aceptada o a un resultado que no la pida."
    )


def _accepted(answer: Answer, question: Question) -> set[str]:
    """The options with an accepted proof. One for the whole answer was judged for those that were declared."""
    uses = list(answer.evidence_uses.all())
    accepted = [use for use in uses if use.state == ProofState.ACCEPTED]
    is_whole = EvidenceUse.objects.filter(
        answer__assessment=answer.assessment, answer__question=answer.question_id, answer__layer=Layer.SELF_ASSESSED,
        option="", evidence__in=[use.evidence_id for use in accepted],
    ).exists()  # fmt: skip
    others = {option.code for option in question.options} - {use.option for use in uses}
    return {use.option for use in accepted} | (others if is_whole else set())


def _correction(round: Round, one: Corrected) -> Correction:
    found = Answer.objects.filter(
        assessment__round=round, assessment__municipality__divipola=one.municipality, layer=Layer.FINAL,
        question__code=one.question,
    ).select_related("assessment").first()  # fmt: skip
    if found is None:
        raise CannotCorrect(f"{one.question} no tiene respuesta definitiva en {one.municipality}.")
    question = round.version.parsed.question_by_code[one.question]
    try:
        declared = read(question, one.value)
    except InvalidValue as problem:
        raise CannotCorrect(f"{one.question}: {problem}.") from None
    if declared is None and not one.not_applicable:
        raise CannotCorrect(f"{one.question}: elija el resultado correcto.")
    found.assessment.round = round
    _require_proof(found, question, one)
    return Correction(
        answer=found, value=one.value, not_applicable=one.not_applicable, evidence_accepted=one.evidence_accepted
    )
