"""Writing a layer: one row per answered question, with its evidence; the rows of earlier layers stay."""

from datetime import datetime

from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse
from diagnostics.review.queries.cases import Case, Casefile
from diagnostics.review.queries.entries import Entry, fields_of
from files.choices import ProofState


def write_reviewed(casefile: Casefile, *, by, at: datetime) -> None:
    _write(casefile, Layer.REVIEWED, {code: case.item.entry for code, case in _answered(casefile)}, by, at)


def write_final(casefile: Casefile, *, by, at: datetime) -> None:
    _write(casefile, Layer.FINAL, {code: case.final for code, case in _answered(casefile)}, by, at)


def score(assessment: Assessment, *layers: Layer) -> None:
    for layer in layers:
        scores.enqueue(round_id=assessment.round_id, layer=layer)


def _answered(casefile: Casefile) -> list[tuple[str, Case]]:
    return [(code, case) for code, case in casefile.cases.items() if case.item.cell.is_answered]


def _write(casefile: Casefile, layer: Layer, entries: dict[str, Entry], by, at: datetime) -> None:
    rows = {}
    for code, entry in entries.items():
        source = casefile.cases[code].item.cell.answer
        rows[code] = Answer(
            assessment=casefile.assessment, question_id=source.question_id, layer=layer, na_reason=source.na_reason,
            previous_claim=source.previous_claim, changed_at=at, changed_by=by, **fields_of(entry),
        )  # fmt: skip
    Answer.objects.bulk_create(rows.values())
    uses = [use for code, row in rows.items() for use in _uses(casefile.cases[code], row, layer)]
    EvidenceUse.objects.bulk_create(uses)


def _uses(case: Case, row: Answer, layer: Layer) -> list[EvidenceUse]:
    """The evidence of a row: what was reviewed and, in the final layer, what a reply added."""
    proofs = case.final_proofs if layer == Layer.FINAL else case.item.proofs
    found = {(j.option, j.proof.evidence): (j.proof.place, j.state) for j in proofs}
    for use in case.proofs if layer == Layer.FINAL and case.decision else ():
        key = (use.option, use.evidence_id)
        # What the review accepted stays accepted where a reply that was not accepted brings it once more.
        if use.state == ProofState.PERSONAL_DATA or found.get(key, ("", ""))[1] != ProofState.ACCEPTED:
            found[key] = (use.place, use.state)
    return [
        EvidenceUse(answer=row, evidence_id=evidence, option=option, place=place, state=state)
        for (option, evidence), (place, state) in found.items()
    ]
