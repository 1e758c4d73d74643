"""Importing the answers of a past or external round, all or nothing, and what doing so would change."""

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
from diagnostics.exchange.exports.answers import ImportedAnswer
from diagnostics.exchange.queries.imported import COMPARED, STATE_AFTER, ComparedAnswer, Comparison, compare

ORDER = [State.NOT_STARTED, *STATE_AFTER.values()]
WRITTEN = [*COMPARED, "version", "changed_at", "changed_by"]


class RoundIsPublished(Refusal):
    """Answers of a published round do not change."""


class AlreadySent(Refusal):
    """The assessment was submitted, withdrawn, or is under review in the portal."""


class ChangedSince(Refusal):
    """What the file would change is no longer what was shown."""


@dataclass(frozen=True)
class Report:
    read: int
    written: int

    @property
    def same(self) -> int:
        return self.read - self.written


def require_fit(round: Round) -> None:
    """Refuse RoundIsPublished and ProcessOver."""
    if round.is_published:
        raise RoundIsPublished(f"{capfirst(named(round))} ya está publicado: sus respuestas no cambian.")
    if round.is_over:
        raise ProcessOver(round.over_because)


def preview(*, round: Round, layer: str, answers: list[ImportedAnswer]) -> Comparison:
    """Return what `import_answers` would change, without writing. Refuses as it does."""
    require_fit(round)
    return compare(round, layer, answers, _fit_assessments(round, answers, Assessment.objects.all()))


@transaction.atomic
def import_answers(
    *, round: Round, layer: str, answers: list[ImportedAnswer], at: datetime, by=None, seen: str = ""
) -> Report:
    """Overwrite the layer's answers to the same questions where the file says something else; its other answers stay.

    Assessments advance to the state that the layer implies, never back, without the steps of the process, because
    such a round was held elsewhere. The same file again writes nothing. `seen`: fingerprint of the comparison that the
    person saw. Refuses RoundIsPublished, ProcessOver, AlreadySent and ChangedSince.
    """
    round = Round.objects.select_for_update(of=("self",)).select_related("version").get(pk=round.pk)
    require_fit(round)
    layer = Layer(layer)
    assessments = _fit_assessments(round, answers, Assessment.objects.select_for_update(of=("self",)))
    found = compare(round, layer, answers, assessments)
    if seen and seen != found.fingerprint:
        raise ChangedSince("Las respuestas guardadas cambiaron desde que usted las vio. Mire otra vez qué cambiaría.")
    if changes := found.to_write:
        rows = _write_answers(layer, changes, at, by)
        _write_links(changes, rows, at, by)
        _move_on(list({one.assessment.pk: one.assessment for one in changes}.values()), round, layer, at)
        data = {"layer": layer, "rows": found.read, "written": len(rows)}
        audit.record(by=by, verb="answers.imported", target=round, at=at, data=data)
        scores.enqueue(round_id=round.pk, layer=layer)
    return Report(read=found.read, written=len(changes))


def _fit_assessments(round: Round, answers: list[ImportedAnswer], rows) -> dict[str, Assessment]:
    """Return the assessments of the file's municipalities by code. Refuses AlreadySent."""
    codes = {a.municipality for a in answers}
    chosen = rows.filter(round=round, municipality__divipola__in=codes).select_related("municipality")
    assessments = {a.municipality.divipola: a for a in chosen}
    sent = [str(a.municipality) for a in assessments.values() if a.submitted_at]
    if sent:
        raise AlreadySent(
            f"Ya enviaron su autoevaluación; lo que sigue se hace en el portal: {', '.join(sorted(sent))}."
        )
    if out := [str(a.municipality) for a in assessments.values() if a.state == State.WITHDRAWN]:
        raise AlreadySent(f"No participan en el ciclo: {', '.join(sorted(out))}.")
    if busy := [str(a.municipality) for a in assessments.values() if a.state not in ORDER]:
        raise AlreadySent(f"La revisión sigue en el portal y no se mezcla con archivos: {', '.join(sorted(busy))}.")
    return assessments


def _write_answers(layer: Layer, changes: list[ComparedAnswer], at: datetime, by) -> list[Answer]:
    rows = [
        Answer(
            assessment_id=one.assessment.pk, question_id=one.question_id, layer=layer,
            **{name: getattr(one.answer, name) for name in COMPARED},
            version=one.version + 1, changed_at=at, changed_by=by,
        )
        for one in changes
    ]  # fmt: skip
    return Answer.objects.bulk_create(
        rows,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["assessment", "question", "layer"],
        update_fields=WRITTEN,
    )


def _write_links(changes: list[ComparedAnswer], rows: list[Answer], at: datetime, by) -> None:
    owners = {one.assessment.pk for one in changes}
    EvidenceUse.objects.filter(answer__assessment__in=owners, answer__in=[r.pk for r in rows]).delete()
    pairs = {(one.assessment.pk, link) for one in changes for link in one.answer.links}
    evidence = Evidence.objects.bulk_create(
        [Evidence(assessment_id=owner, url=url, added_at=at, added_by=by) for owner, url in sorted(pairs)],
        batch_size=5000, update_conflicts=True, unique_fields=["assessment", "url"], update_fields=["url"],
    )  # fmt: skip
    by_link = {(e.assessment_id, e.url): e for e in evidence}
    EvidenceUse.objects.bulk_create(
        [
            EvidenceUse(answer=row, evidence=by_link[row.assessment_id, link])
            for row, one in zip(rows, changes, strict=True)
            for link in one.answer.links
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
