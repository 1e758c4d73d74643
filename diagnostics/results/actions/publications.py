"""Publishing a round: its gate, the frozen run and documents."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from core import audit, tasks
from core.process.transitions import transition_many
from core.refusals import Refusal
from core.web import page_cache
from core.words import named
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode, RoundStatus, State
from diagnostics.assessments.models import Assessment, Round, ScoreRun
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.results.actions import announcing
from diagnostics.results.exports.all_rounds import CODE as ALL_ROUNDS
from diagnostics.results.models import Correction, Publication, PublishedMunicipality
from diagnostics.results.queries.publication import gate_of
from diagnostics.results.queries.snapshots import documents_of
from diagnostics.review.queries.acts import sha256_of
from diagnostics.review.queries.agreement import second_readings_of

MAX_WAIVER = 500  # characters


class CannotPublish(Refusal):
    """The gate holds the publication back; `details` say why, one line each."""


class WaiverTooLong(Refusal):
    """The reason for publishing although links do not open is longer than the report holds."""


@transaction.atomic
def publish(*, round: Round, at: datetime, by=None, waiver: str = "") -> Publication:
    """Publish the final results of all municipalities of a round at once.

    Municipalities that never answered appear as «sin resultado», withdrawn ones with their reason. `waiver`: why it is published
    although public links do not open. Refuses CannotPublish with the list of obstacles, and WaiverTooLong.
    """
    if len(waiver) > MAX_WAIVER:
        raise WaiverTooLong(f"La razón pasa de {MAX_WAIVER} letras. Acórtela: no se publicó nada.")
    round = Round.objects.select_for_update().select_related("version").get(pk=round.pk)
    assessments = locked_all(round)
    gate = gate_of(round, assessments, on=timezone.localdate(at), readings=second_readings_of(round))
    obstacles = gate.obstacles + ([] if waiver else gate.waivable)
    if obstacles:
        raise CannotPublish(f"{capfirst(named(round))} no se puede publicar todavía.", obstacles)
    run = scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=at, by=by)
    _close(assessments, by, at)
    round.status = RoundStatus.PUBLISHED
    round.save(update_fields=["status"])
    publication = write(round, run, 1, gate.report(waiver), assessments, by, at)
    data = {"run": run.pk, "inputs": run.inputs_sha256}
    audit.record(by=by, verb="round.published", target=round, at=at, data=data, reason=waiver)
    announcing.that_it_was_published(round=round, places=[a.municipality for a in assessments], at=at)
    return publication


def locked_all(round: Round) -> list[Assessment]:
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


def write(
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
    tasks.enqueue_open_data(code=ALL_ROUNDS, version=None)
    return publication


def _said(row: Correction) -> dict:
    return {"value": row.value, "not_applicable": row.not_applicable, "evidence_accepted": row.evidence_accepted}
