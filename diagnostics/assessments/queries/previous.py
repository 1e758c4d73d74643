"""The answers of the previous round, shown and proposed beside each question; never carried over automatically."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.utils import timezone

from core.numbers import trimmed
from diagnostics.assessments.choices import Claim, Layer, RoundStatus
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.queries.filling import USED, Cell, OptionLinks, Proof, proof_of
from diagnostics.instruments.models import InstrumentVersion
from diagnostics.instruments.queries.editions import parsed_in_order, way_back
from diagnostics.scoring.equivalence import DROPPED, REWORDED, SAME, Match, match, still_says
from diagnostics.scoring.instrument import MULTI, Instrument, Question
from diagnostics.scoring.questions import question_score
from diagnostics.scoring.values import YES, InvalidValue, in_words, read

OF_ROUND = ("pk", "name", "status", "is_demo", "is_rehearsal", "opens_on", "opened_at")


@dataclass(frozen=True)
class StoredAnswer:
    value: str
    not_applicable: bool
    na_reason: str
    na_accepted: bool
    evidence_accepted: str

    @property
    def is_answered(self) -> bool:
        return bool(self.value or (self.not_applicable and self.na_reason.strip()))


@dataclass(frozen=True)
class Said:
    """One question of the previous round: its answer in words, its published result and its proofs."""

    question: Question
    lines: list[str]
    result: str  # "" until that round is published
    is_answered: bool
    proofs: list[Proof]


@dataclass(frozen=True)
class Proposal:
    """What «Sigue igual» puts into the inputs. `links`: the public addresses by option that neither broke nor expired."""

    value: str
    not_applicable: bool = False
    na_reason: str = ""
    links: OptionLinks = field(default_factory=dict)

    @property
    def links_as_json(self) -> str:
        return json.dumps(self.links)


@dataclass(frozen=True)
class Previous:
    """The previous answer to a question; `proposal` is None where it cannot be repeated."""

    round: str
    edition: str
    match: Match
    said: list[Said]
    proposal: Proposal | None
    was_corrected: bool = False  # the review changed the municipality's own value

    @property
    def relation_in_words(self) -> str:
        return self.match.in_words

    @property
    def is_same_question(self) -> bool:
        return self.match.relation == SAME

    @property
    def is_answered(self) -> bool:
        return any(said.is_answered for said in self.said)

    @property
    def takes_claim(self) -> bool:
        """Whether there is an answer that «sigue igual, cambió, ya no» can refer to."""
        return self.is_answered and self.match.relation != DROPPED

    def differs(self, value: str, not_applicable: bool) -> bool:
        """Whether an answer differs from the proposed one; an empty answer does not."""
        if self.proposal is None or not (value or not_applicable):
            return False
        said = ("", True) if not_applicable else (value, False)
        return said != (self.proposal.value, self.proposal.not_applicable)

    @property
    def reusable(self) -> list[Proof]:
        return [p for said in self.said for p in said.proofs if not p.is_broken and not p.is_late]

    @property
    def left_for_person(self) -> int:
        """How many of them «Sigue igual» leaves out: files and reserved links are reused on their own page."""
        brought = sum(len(urls) for urls in self.proposal.links.values()) if self.proposal else 0
        return len(self.reusable) - brought


@dataclass(frozen=True)
class _Visit:
    """One earlier round in which the municipality took part."""

    began: date
    round: int
    name: str
    is_published: bool
    assessment: int
    version: InstrumentVersion


def previous_of(assessment: Assessment, questions: Iterable[Question] | None = None) -> dict[str, Previous]:
    """Return the previous answers by code of the current question (all, or those of a page).

    {} when the municipality takes part for the first time. Two queries, and one more the first time that this process
    reads editions in between.
    """
    versions, visits = _history(assessment)
    before = max(visits, key=lambda visit: (visit.began, visit.round), default=None)
    if before is None:
        return {}
    editions = parsed_in_order(way_back(versions, assessment.round.version, before.version))
    earlier = editions[-1] if editions else assessment.round.version.parsed
    wanted = list(assessment.round.version.parsed.questions if questions is None else questions)
    matches = {question.code: match(question, editions) for question in wanted}
    codes = {question.code for matched in matches.values() for question in matched.questions}
    rows, proofs = _answers(before.assessment, codes)
    found = {}
    for question in wanted:
        matched = matches[question.code]
        said = [_said(earlier, q, rows, proofs, before) for q in matched.questions]
        proposal, was_corrected = _proposal(question, matched, said, rows, before)
        found[question.code] = Previous(before.name, before.version.version, matched, said, proposal, was_corrected)
    return found


def _history(assessment: Assessment) -> tuple[list[InstrumentVersion], list[_Visit]]:
    """Return the editions of the instrument and the earlier rounds with answers of the municipality (one query).

    Real rounds follow only real ones, and demonstrations only demonstrations; nothing follows a rehearsal or what was cancelled.
    """
    theirs = Q(rounds__assessments__municipality=assessment.municipality_id)
    rows = (
        InstrumentVersion.objects.light()
        .filter(instrument=assessment.round.version.instrument_id)
        .annotate(
            theirs=FilteredRelation("rounds__assessments", condition=theirs),
            own=F("theirs__pk"),
            took_part=Exists(Answer.objects.filter(assessment=OuterRef("theirs__pk"))),
            **{f"of_{name}": F(f"rounds__{name}") for name in OF_ROUND},
        )
    )
    versions, visits = {}, []
    now = assessment.round
    limit = (_began(now.opens_on, now.opened_at), now.pk)
    for row in rows:
        versions[row.pk] = row
        if not row.took_part or row.of_is_demo != now.is_demo:
            continue
        if row.of_is_rehearsal or row.of_status == RoundStatus.CANCELLED:
            continue
        began = _began(row.of_opens_on, row.of_opened_at)
        if (began, row.of_pk) < limit:
            published = row.of_status == RoundStatus.PUBLISHED
            visits.append(_Visit(began, row.of_pk, row.of_name, published, row.own, row))
    return list(versions.values()), visits


def _began(opens_on: date | None, opened_at: datetime) -> date:
    # A past round may be loaded after the current one opened: its dates decide which came first.
    return opens_on or timezone.localdate(opened_at)


StoredAnswers = dict[tuple[str, str], StoredAnswer]  # by code and layer


def _answers(assessment: int, codes: set[str]) -> tuple[StoredAnswers, dict[tuple[str, str], list[Proof]]]:
    """Return the self-assessed and the final answers, with the evidence of both (one query)."""
    layers = [Layer.SELF_ASSESSED, Layer.FINAL]
    fields = ["value", "not_applicable", "na_reason", "na_accepted", "evidence_accepted"]
    found = (
        Answer.objects.filter(assessment=assessment, layer__in=layers, question__code__in=codes)
        .order_by("evidence_uses__pk")
        .values_list("question__code", "layer", *fields, *(f"evidence_uses__{name}" for name in USED))
    )
    rows: StoredAnswers = {}
    proofs: dict[tuple[str, str], list[Proof]] = {}
    for code, layer, *rest in found:
        rows[code, layer] = StoredAnswer(*rest[: len(fields)])
        use = rest[len(fields) :]
        if use[0] is not None:
            proofs.setdefault((code, layer), []).append(proof_of(*use))
    return rows, proofs


def _said(
    instrument: Instrument,
    question: Question,
    rows: StoredAnswers,
    proofs: dict[tuple[str, str], list[Proof]],
    before: _Visit,
) -> Said:
    layer = Layer.SELF_ASSESSED if (question.code, Layer.SELF_ASSESSED) in rows else Layer.FINAL  # imported rounds
    row = rows.get((question.code, layer))
    final = rows.get((question.code, Layer.FINAL)) if before.is_published else None
    return Said(
        question=question,
        lines=_lines(question, row),
        result=_result(instrument, question, row, final) if row and final else "",
        is_answered=bool(row and row.is_answered),
        proofs=proofs.get((question.code, layer), []),
    )


def _lines(question: Question, row: StoredAnswer | None) -> list[str]:
    if row is None or not row.is_answered:
        return ["Sin respuesta"]
    return [f"No aplica: {row.na_reason}"] if row.not_applicable else in_words(question, row.value)


def _result(instrument: Instrument, question: Question, row: StoredAnswer, final: StoredAnswer) -> str:
    if final.not_applicable:
        return "La revisión aceptó el «no aplica»." if final.na_accepted else "La revisión no aceptó el «no aplica»."
    left = f"La revisión lo dejó así: {', '.join(_lines(question, final))}. " if _is_corrected(row, final) else ""
    if not question.is_scored or not final.is_answered:
        return left.strip()
    try:
        declared = read(question, final.value)
    except InvalidValue:
        return left.strip()
    assert declared is not None
    points = question_score(instrument, question, declared, final.evidence_accepted)
    proven = question_score(instrument, question, declared, YES)
    why = "" if points == proven else ", porque no se aceptó toda la evidencia"
    return f"{left}Resultado definitivo: {trimmed(points)} puntos de 100{why}."


def _is_corrected(row: StoredAnswer, final: StoredAnswer) -> bool:
    return (row.value, row.not_applicable) != (final.value, final.not_applicable)


def _proposal(
    question: Question, matched: Match, said: list[Said], rows: StoredAnswers, before: _Visit
) -> tuple[Proposal | None, bool]:
    """Return what «Sigue igual» may put into the inputs, and whether the review had corrected it.

    In a published round the final layer counts; in another one, the municipality's own answer.
    """
    if len(said) != 1 or not said[0].is_answered or matched.relation not in (SAME, REWORDED):
        return None, False
    own = rows.get((said[0].question.code, Layer.SELF_ASSESSED))
    final = rows.get((said[0].question.code, Layer.FINAL))
    stands = final if final and (before.is_published or own is None) else own
    was_corrected = bool(own and stands is final and final and _is_corrected(own, final))
    if stands is None or not stands.is_answered:
        return None, was_corrected
    if stands.not_applicable:
        is_legal = question.na_allowed and (stands.na_accepted or stands is not final)
        proposal = Proposal("", not_applicable=True, na_reason=stands.na_reason) if is_legal else None
    else:
        is_legal = still_says(matched, question, stands.value)
        proposal = Proposal(stands.value, links=_links(question, said[0].proofs)) if is_legal else None
    return proposal, was_corrected


def _links(question: Question, proofs: Iterable[Proof]) -> OptionLinks:
    """Return the addresses to propose. A reserved one would become public in an input, so it is left out."""
    if question.evidence == "none":
        return {}
    options = {"", *(option.code for option in question.options)} if question.type == MULTI else {""}
    links: OptionLinks = {}
    for proof in proofs:
        if proof.url and proof.is_public and not proof.is_broken and not proof.is_late and proof.option in options:
            links.setdefault(proof.option, []).append(proof.url)
    return links


def contradictions(previous: dict[str, Previous], cells: dict[str, Cell]) -> set[str]:
    said_same = {code: c.answer for code, c in cells.items() if c.answer and c.answer.previous_claim == Claim.SAME}
    return {
        code
        for code, answer in said_same.items()
        if code in previous and previous[code].differs(answer.value, answer.not_applicable)
    }
