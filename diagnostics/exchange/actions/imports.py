"""Importing the answers of a past or external round, all or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import capfirst

from core import audit
from core.process.transitions import ProcessOver
from core.refusals import Refusal
from core.words import named
from diagnostics.assessments.actions import scores
from diagnostics.assessments.actions.assessments import PROGRESS, count_progress
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, Round
from diagnostics.assessments.queries.filling import fillings_of
from diagnostics.exchange.loaders.answers import ImportedAnswer
from diagnostics.instruments.models import Question

STATE_AFTER = {
    Layer.SELF_ASSESSED: State.SELF_ASSESSMENT,
    Layer.REVIEWED: State.IN_REVIEW,
    Layer.FINAL: State.FINAL_READY,
}
ORDER = [State.NOT_STARTED, *STATE_AFTER.values()]
WRITTEN = [
    "value",
    "not_applicable",
    "na_reason",
    "na_accepted",
    "evidence_accepted",
    "version",
    "changed_at",
    "changed_by",
]


class RoundIsPublished(Refusal):
    """Answers of a published round do not change."""


class AlreadySent(Refusal):
    """The assessment was submitted, withdrawn, or is under review in the portal."""


@dataclass(frozen=True)
class Report:
    read: int
    written: int


@transaction.atomic
def import_answers(*, round: Round, layer: str, answers: list[ImportedAnswer], at: datetime, by=None) -> Report:
    """Overwrite the layer's answers to the same questions; its other answers stay.

    Assessments advance to the state that the layer implies, never back, without the steps of the process, because
    such a round was held elsewhere. Refuses RoundIsPublished and AlreadySent.
    """
    round = Round.objects.select_for_update(of=("self",)).select_related("version").get(pk=round.pk)
    if round.is_published:
        raise RoundIsPublished(f"{capfirst(named(round))} ya está publicado: sus respuestas no cambian.")
    if round.is_over:
        raise ProcessOver(round.over_because)
    layer = Layer(layer)
    codes = {a.municipality for a in answers}
    assessments = {
        a.municipality.divipola: a
        for a in Assessment.objects.select_for_update(of=("self",))
        .filter(round=round, municipality__divipola__in=codes)
        .select_related("municipality")
    }
    sent = [str(a.municipality) for a in assessments.values() if a.submitted_at]
    if sent:
        raise AlreadySent(
            f"Ya enviaron su autoevaluación; lo que sigue se hace en el portal: {', '.join(sorted(sent))}."
        )
    if out := [str(a.municipality) for a in assessments.values() if a.state == State.WITHDRAWN]:
        raise AlreadySent(f"No participan en el ciclo: {', '.join(sorted(out))}.")
    if busy := [str(a.municipality) for a in assessments.values() if a.state not in ORDER]:
        raise AlreadySent(f"La revisión sigue en el portal y no se mezcla con archivos: {', '.join(sorted(busy))}.")
    rows = _write_answers(round, layer, answers, assessments, at, by)
    _write_links(answers, rows, assessments, at, by)
    _move_on(list(assessments.values()), round, layer, at)
    audit.record(by=by, verb="answers.imported", target=round, at=at, data={"layer": layer, "rows": len(answers)})
    scores.enqueue(round_id=round.pk, layer=layer)
    return Report(read=len(answers), written=len(rows))


def _write_answers(
    round: Round, layer: Layer, answers: list[ImportedAnswer], assessments: dict[str, Assessment], at: datetime, by
) -> list[Answer]:
    questions = dict(Question.objects.filter(version=round.version_id).values_list("code", "pk"))
    stored = Answer.objects.filter(assessment__in=assessments.values(), layer=layer)
    versions = {(a, q): v for a, q, v in stored.values_list("assessment_id", "question_id", "version")}
    rows = []
    for answer in answers:
        key = (assessments[answer.municipality].pk, questions[answer.question])
        rows.append(
            Answer(
                assessment_id=key[0],
                question_id=key[1],
                layer=layer,
                value=answer.value,
                not_applicable=answer.not_applicable,
                na_reason=answer.na_reason,
                na_accepted=answer.na_accepted,
                evidence_accepted=answer.evidence_accepted,
                version=versions.get(key, 0) + 1,
                changed_at=at,
                changed_by=by,
            )
        )
    return Answer.objects.bulk_create(
        rows,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["assessment", "question", "layer"],
        update_fields=WRITTEN,
    )


def _write_links(
    answers: list[ImportedAnswer], rows: list[Answer], assessments: dict[str, Assessment], at: datetime, by
) -> None:
    EvidenceUse.objects.filter(answer__assessment__in=assessments.values(), answer__in=[r.pk for r in rows]).delete()
    pairs = {(assessments[a.municipality].pk, link) for a in answers for link in a.links}
    evidence = Evidence.objects.bulk_create(
        [Evidence(assessment_id=owner, url=url, added_at=at, added_by=by) for owner, url in sorted(pairs)],
        batch_size=5000, update_conflicts=True, unique_fields=["assessment", "url"], update_fields=["url"],
    )  # fmt: skip
    by_link = {(e.assessment_id, e.url): e for e in evidence}
    EvidenceUse.objects.bulk_create(
        [
            EvidenceUse(answer=row, evidence=by_link[row.assessment_id, link])
            for row, answer in zip(rows, answers, strict=True)
            for link in answer.links
        ],
        batch_size=5000,
    )


def _move_on(assessments: list[Assessment], round: Round, layer: Layer, at: datetime) -> None:
    for assessment in assessments:
        assessment.round = round
        assessment.state = max(assessment.state, STATE_AFTER[layer], key=ORDER.index)
        assessment.changed_at = assessment.state_since = at
        assessment.due_on = round.closes_on if assessment.is_fillable else None
    fillings = fillings_of(assessments, layer)
    for assessment in assessments:
        count_progress(assessment, fillings[assessment.pk])
    Assessment.objects.bulk_update(
        assessments, ["state", "state_since", "due_on", "changed_at", *PROGRESS], batch_size=500
    )
