"""Saving answers of the self-assessed layer."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.process.transitions import TAKEN_OUT, DeadlinePassed, ProcessOver, require_in_force, require_time, transition
from core.refusals import Refusal
from diagnostics.assessments.actions.assessments import PROGRESS, count_progress
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Answer, AnswerRevision, Assessment, Evidence, EvidenceUse
from diagnostics.assessments.models.answers import MAX_NA_REASON, MAX_VALUE
from diagnostics.assessments.queries.filling import Cell, Filling, Proof, build_filling, filling_of, takes_changes
from diagnostics.assessments.queries.teams import Shares, gather, shares_of, works_there

SAVED, UNCHANGED, CONFLICT, TOO_LONG = "saved", "unchanged", "conflict", "too_long"
NOT_WRITTEN = (CONFLICT, TOO_LONG)
MINUTE = timedelta(minutes=1)
SENT = "El diagnóstico ya se envió y no recibe cambios. Nada se perdió: puede verlo tal como quedó."
WRITTEN = [
    "value", "not_applicable", "na_reason", "previous_claim", "version", "written_from", "changed_at", "changed_by",
]  # fmt: skip


class NotFillable(Refusal):
    """The assessment no longer takes answers."""


class NotAssigned(Refusal):
    """The dimension is assigned to other people."""


@dataclass(frozen=True)
class Draft:
    """What a person typed for one question. `seen_version`: the version of the answer on their screen (0 = none yet).

    `links` maps an option ("" = the whole answer) to clean web addresses; None leaves the links as they are.
    `claim` compares it with the previous round, None keeps the stored claim; `written_from` names the opened page
    (Answer.written_from).
    """

    question: str
    value: str
    seen_version: int
    not_applicable: bool = False
    na_reason: str = ""
    links: dict[str, list[str]] | None = field(default_factory=dict)
    claim: str | None = ""
    written_from: str = ""

    def matches(self, cell: Cell) -> bool:
        stored = cell.answer
        said = (
            (stored.value, stored.not_applicable, stored.na_reason, stored.previous_claim)
            if stored
            else ("", False, "", "")
        )
        wanted = (self.value, self.not_applicable, self.na_reason, self.claimed(stored))
        return said == wanted and self.linked(cell) == _linked(cell.links)

    def claimed(self, stored: Answer | None) -> str:
        if self.claim is not None:
            return self.claim
        return stored.previous_claim if stored else ""

    def linked(self, cell: Cell) -> set[tuple[str, str]]:
        return _linked(cell.links if self.links is None else self.links)

    @property
    def is_too_long(self) -> bool:
        return len(self.value) > MAX_VALUE or len(self.na_reason) > MAX_NA_REASON

    def follows(self, cell: Cell) -> bool:
        """Whether the writer saw the stored version, or wrote it from the same opened page."""
        wrote_it = bool(self.written_from and cell.answer and cell.answer.written_from == self.written_from)
        return self.seen_version == cell.version or wrote_it


@dataclass(frozen=True)
class Saved:
    """`outcomes` by question: saved, unchanged, conflict or too_long; `filling`: the questionnaire after the save."""

    outcomes: dict[str, str]
    filling: Filling


def _linked(links: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(option, url) for option, urls in links.items() for url in urls}


@transaction.atomic
def store(*, assessment: Assessment, drafts: list[Draft], by, at: datetime) -> Saved:
    """Save drafts, even invalid ones: values are validated at submission.

    A draft over an unseen version is a conflict, and one with a text over its limit too long: neither is written, the others
    are. A draft equal to the stored answer is unchanged, whatever its version and even after submission, so that a repeated
    request does no harm.
    Refuses NotFillable (a submitted assessment takes only reopened answers), DeadlinePassed, and NotAssigned (dimensions
    assigned to others).
    """
    try:
        before = lock_for_filling(assessment=assessment, questions=[draft.question for draft in drafts], by=by, at=at)
    except (NotFillable, DeadlinePassed, ProcessOver):
        before = filling_of(assessment)
        if not all(draft.matches(before.cells[draft.question]) for draft in drafts):
            raise
    outcomes = {draft.question: _outcome(draft, before.cells[draft.question]) for draft in drafts}
    changed = [draft for draft in drafts if outcomes[draft.question] == SAVED]
    if not changed:
        return Saved(outcomes, before)
    rows = _write_answers(assessment, changed, before, by, at)
    _write_links(assessment, changed, before, rows, by, at)
    after = _after(before, changed, rows)
    _keep_progress(assessment, after, by, at)
    return Saved(outcomes, after)


def _keep_progress(assessment: Assessment, filling: Filling, by, at: datetime) -> None:
    """Update the board's counts; `changed_at` moves at most once a minute, so that most saves do not write the row."""
    before = [getattr(assessment, name) for name in PROGRESS]
    count_progress(assessment, filling)
    if assessment.state == State.NOT_STARTED:
        transition(assessment, "assessment.begun", State.SELF_ASSESSMENT, by=by, at=at, fields=tuple(PROGRESS))
        return
    moved = assessment.changed_at is None or abs(at - assessment.changed_at) >= MINUTE
    if moved or before != [getattr(assessment, name) for name in PROGRESS]:
        assessment.changed_at = at
        assessment.save(update_fields=["changed_at", *PROGRESS])


def lock_for_filling(*, assessment: Assessment, questions: list[str], by, at: datetime) -> Filling:
    """Lock the assessment for changes to some questions and return its questionnaire; call inside a transaction.

    Refuses ProcessOver, NotFillable, DeadlinePassed and NotAssigned.
    """
    shares = _lock(assessment)
    require_in_force(assessment)
    filling = filling_of(assessment)
    _require_fillable(assessment, filling, shares, questions, by, at)
    return filling


def require_fillable(*, assessment: Assessment, questions: list[str], by, at: datetime) -> None:
    """Refuse as `lock_for_filling` would, without a lock: asked before an upload is judged."""
    _require_fillable(assessment, filling_of(assessment), shares_of(assessment), questions, by, at)


def require_open(*, assessment: Assessment, at: datetime) -> None:
    """Refuse NotFillable and DeadlinePassed, without a lock: asked before a workbook is read."""
    if not assessment.is_fillable:
        raise NotFillable(SENT)
    require_time(assessment, at)


def _require_fillable(
    assessment: Assessment, filling: Filling, shares: Shares, questions: list[str], by, at: datetime
) -> None:
    today = timezone.localdate(at)
    if assessment.is_fillable:
        require_time(assessment, at)
    elif not (questions and all(takes_changes(assessment, filling.cells[code], today) for code in questions)):
        raise NotFillable(SENT)
    instrument = filling.instrument
    for code in questions:
        dimension = instrument.dimension_of[instrument.indicator_of[code].code]
        if not shares.lets(by, dimension.code):
            raise NotAssigned(f"«{dimension.name}» está a cargo de {shares.names(dimension.code)}.")


def _lock(assessment: Assessment) -> Shares:
    """Serialise concurrent writers of one municipality: the second one sees what the first one wrote.

    Returns the assignments of dimensions, read by the same query.
    """
    fields = ("state", "due_on", "days_left", "attributes", "attributes_frozen_at", "changed_at", *PROGRESS)
    given = {
        "to": F("assignments__user_id"),
        "dimension": F("assignments__dimension__code"),
        "person": F("assignments__user__name"),
        "is_there": works_there("assignments__user", "municipality"),
    }
    rows = Assessment.objects.select_for_update(of=("self",)).filter(pk=assessment.pk).annotate(**given).only(*fields)
    current = list(rows)
    if not current:
        raise ProcessOver(TAKEN_OUT)
    for name in fields:
        setattr(assessment, name, getattr(current[0], name))
    return gather(assessment.municipality_id, [(r.dimension, r.to, r.person, r.is_there) for r in current])


def _outcome(draft: Draft, cell: Cell) -> str:
    if draft.is_too_long:
        return TOO_LONG
    if draft.matches(cell):
        return UNCHANGED
    return SAVED if draft.follows(cell) else CONFLICT


def _write_answers(assessment: Assessment, drafts: list[Draft], before: Filling, by, at: datetime) -> dict[str, Answer]:
    rows = {}
    for draft in drafts:
        answer = before.cells[draft.question].answer or Answer(
            assessment=assessment, layer=Layer.SELF_ASSESSED, question_id=before.ids[draft.question], version=0
        )
        answer.value, answer.not_applicable, answer.na_reason = draft.value, draft.not_applicable, draft.na_reason
        answer.previous_claim, answer.written_from = draft.claimed(answer), draft.written_from
        answer.version, answer.changed_at, answer.changed_by, answer.author = answer.version + 1, at, by, by.name
        rows[draft.question] = answer
    new = [answer for answer in rows.values() if answer.pk is None]
    old = [answer for answer in rows.values() if answer.pk is not None]
    Answer.objects.bulk_create(new)
    Answer.objects.bulk_update(old, WRITTEN)
    AnswerRevision.objects.bulk_create(revision_of(answer) for answer in rows.values())
    return rows


def revision_of(answer: Answer) -> AnswerRevision:
    """Return an unsaved revision with the answer's present contents."""
    return AnswerRevision(
        answer=answer, version=answer.version, value=answer.value, not_applicable=answer.not_applicable,
        na_reason=answer.na_reason, written_at=answer.changed_at, written_by=answer.changed_by,
    )  # fmt: skip


def _after(before: Filling, drafts: list[Draft], rows: dict[str, Answer]) -> Filling:
    """Return the questionnaire after the save, without another query."""
    answers = {code: cell.answer for code, cell in before.cells.items() if cell.answer} | rows
    proofs = {code: cell.proofs for code, cell in before.cells.items()}
    proofs |= {draft.question: _proofs_after(draft, before.cells[draft.question]) for draft in drafts}
    return build_filling(before.instrument, before.facts, before.ids, answers, proofs)


def _proofs_after(draft: Draft, cell: Cell) -> list[Proof]:
    wanted = draft.linked(cell)
    kept = [proof for proof in cell.proofs if proof.is_file or (proof.option, proof.url) in wanted]
    there = {(proof.option, proof.url) for proof in kept}
    return kept + [Proof(option, url, name=url) for option, url in sorted(wanted - there)]


def _write_links(
    assessment: Assessment, drafts: list[Draft], before: Filling, rows: dict[str, Answer], by, at: datetime
) -> None:
    gone: list[int] = []
    added: list[tuple[str, str, str]] = []
    for draft in drafts:
        cell = before.cells[draft.question]
        stored, wanted = _linked(cell.links), draft.linked(cell)
        gone += [p.use for p in cell.proofs if p.url and (p.option, p.url) not in wanted]
        added += [(draft.question, option, url) for option, url in sorted(wanted - stored)]
    evidence = _evidence(assessment, [url for _, _, url in added], by, at)
    uses = [EvidenceUse(answer=rows[code], evidence=evidence[url], option=option) for code, option, url in added]
    # A link that replaces another takes over its row: one statement instead of two.
    for use, pk in zip(uses, gone, strict=False):
        use.pk = pk
    if replaced := uses[: len(gone)]:
        EvidenceUse.objects.bulk_update(replaced, ["answer", "evidence", "option", "place"])
    if left := gone[len(uses) :]:
        EvidenceUse.objects.filter(pk__in=left).delete()
    if new := uses[len(gone) :]:
        EvidenceUse.objects.bulk_create(new)


def _evidence(assessment: Assessment, urls: list[str], by, at: datetime) -> dict[str, Evidence]:
    """Return the evidence by address; new addresses are added to the library of the assessment."""
    if not urls:
        return {}
    rows = Evidence.objects.bulk_create(
        [Evidence(assessment=assessment, url=url, added_at=at, added_by=by) for url in dict.fromkeys(urls)],
        update_conflicts=True, unique_fields=["assessment", "url"], update_fields=["url"],
    )  # fmt: skip
    return {row.url: row for row in rows}
