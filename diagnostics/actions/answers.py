"""Saving answers of the self-assessed layer."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q

from core.refusals import Refusal
from diagnostics.actions.assessments import keep_progress
from diagnostics.choices import Layer, State
from diagnostics.models import Answer, Assessment, Evidence, EvidenceUse
from diagnostics.queries.filling import Cell, Filling, build_filling, filling_of

SAVED, UNCHANGED, CONFLICT = "saved", "unchanged", "conflict"
WRITTEN = ["value", "not_applicable", "na_reason", "version", "changed_at", "changed_by"]


class NotFillable(Refusal):
    """The assessment is not open for answers any more."""


@dataclass(frozen=True)
class Draft:
    """What a person typed for one question. `seen_version`: the answer's version on her screen (0 = none yet).

    `links` maps an option ("" = the whole answer) to clean web addresses.
    """

    question: str
    value: str
    seen_version: int
    not_applicable: bool = False
    na_reason: str = ""
    links: dict[str, list[str]] = field(default_factory=dict)

    def matches(self, cell: Cell) -> bool:
        """Tell whether the stored answer already says this."""
        stored = cell.answer
        said = (stored.value, stored.not_applicable, stored.na_reason) if stored else ("", False, "")
        return said == (self.value, self.not_applicable, self.na_reason) and self.proofs == _proofs(cell.links)

    @property
    def proofs(self) -> set[tuple[str, str]]:
        return _proofs(self.links)


@dataclass(frozen=True)
class Saved:
    """What became of the drafts, by question: saved, unchanged or conflict; and the questionnaire as it now stands."""

    outcomes: dict[str, str]
    filling: Filling


def _proofs(links: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(option, url) for option, urls in links.items() for url in urls}


@transaction.atomic
def store(*, assessment: Assessment, drafts: list[Draft], by, at: datetime) -> Saved:
    """Save drafts, valid or not yet: validity is asked at submission.

    A draft written over an unseen version is a conflict: nothing of it is written, the rest is. Saying again what is
    stored is unchanged, whatever the version, so that a repeated request does no harm. Refuses NotFillable.
    """
    _lock(assessment)
    if not assessment.is_fillable:
        raise NotFillable("El diagnóstico ya se envió y no recibe cambios. Nada se perdió: puede verlo tal como quedó.")
    before = filling_of(assessment)
    outcomes = {draft.question: _outcome(draft, before.cells[draft.question]) for draft in drafts}
    changed = [draft for draft in drafts if outcomes[draft.question] == SAVED]
    if not changed:
        return Saved(outcomes, before)
    rows = _write_answers(assessment, changed, before, by, at)
    _write_links(assessment, changed, before, rows, by, at)
    after = _after(before, changed, rows)
    assessment.state, assessment.changed_at = State.SELF_ASSESSMENT, at
    keep_progress(assessment, after, fields=["state", "changed_at"])
    return Saved(outcomes, after)


def _lock(assessment: Assessment) -> None:
    """Put writers of one municipality in a row: whoever comes second sees what the first one wrote."""
    fields = ("state", "attributes", "attributes_frozen_at")
    current = Assessment.objects.select_for_update().values(*fields).get(pk=assessment.pk)
    for name, value in current.items():
        setattr(assessment, name, value)


def _outcome(draft: Draft, cell: Cell) -> str:
    if draft.matches(cell):
        return UNCHANGED
    return SAVED if draft.seen_version == cell.version else CONFLICT


def _write_answers(assessment: Assessment, drafts: list[Draft], before: Filling, by, at: datetime) -> dict[str, Answer]:
    rows = {}
    for draft in drafts:
        answer = before.cells[draft.question].answer or Answer(
            assessment=assessment, layer=Layer.SELF_ASSESSED, question_id=before.ids[draft.question], version=0
        )
        answer.value, answer.not_applicable, answer.na_reason = draft.value, draft.not_applicable, draft.na_reason
        answer.version, answer.changed_at, answer.changed_by, answer.author = answer.version + 1, at, by, by.name
        rows[draft.question] = answer
    new = [answer for answer in rows.values() if answer.pk is None]
    old = [answer for answer in rows.values() if answer.pk is not None]
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(old, WRITTEN)
    return rows


def _after(before: Filling, drafts: list[Draft], rows: dict[str, Answer]) -> Filling:
    """Return the questionnaire as it stands now, without reading it again."""
    answers = {code: cell.answer for code, cell in before.cells.items() if cell.answer} | rows
    links = {code: cell.links for code, cell in before.cells.items()} | {d.question: d.links for d in drafts}
    return build_filling(before.instrument, before.facts, before.ids, answers, links)


def _write_links(
    assessment: Assessment, drafts: list[Draft], before: Filling, rows: dict[str, Answer], by, at: datetime
) -> None:
    gone, added = [], []
    for draft in drafts:
        stored = _proofs(before.cells[draft.question].links)
        gone += [(draft.question, option, url) for option, url in stored - draft.proofs]
        added += [(draft.question, option, url) for option, url in sorted(draft.proofs - stored)]
    if gone:
        each = (Q(answer=rows[code], option=option, evidence__url=url) for code, option, url in gone)
        EvidenceUse.objects.filter(reduce(or_, each)).delete()
    if added:
        addresses = dict.fromkeys(url for _, _, url in added)
        evidence = Evidence.objects.bulk_create(
            [Evidence(assessment=assessment, url=url, added_at=at, added_by=by) for url in addresses],
            update_conflicts=True, unique_fields=["assessment", "url"], update_fields=["url"],
        )  # fmt: skip
        by_url = {e.url: e for e in evidence}
        EvidenceUse.objects.bulk_create(
            EvidenceUse(answer=rows[code], evidence=by_url[url], option=option) for code, option, url in added
        )
