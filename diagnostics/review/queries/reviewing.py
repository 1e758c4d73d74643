"""The answers of one municipality for the reviewer: content, evidence and marks so far."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from core.numbers import one_decimal_percent
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import Cell, Filling, Proof, filling_of
from diagnostics.review.models import AnswerReview
from diagnostics.review.queries.entries import Entry, declared_entry, differs, judged_entry
from diagnostics.scoring.instrument import MULTI, Dimension, Indicator, Instrument
from diagnostics.scoring.values import YES, in_words
from files.choices import ProofState


def reasons_of(instrument: Instrument) -> list[tuple[str, str]]:
    """Return (code, text) of an edition's reasons for adjusting an answer; one generic reason if it defines none."""
    rows = [(row["code"], f"{row['code']}. {row['name']}") for row in instrument.content.get("review_reason_codes", [])]
    return rows or [("otra", "Otra razón (explicar)")]


@dataclass(frozen=True)
class JudgedProof:
    """A proof and its state; for a multiple, as evidence of the option `option`."""

    proof: Proof
    option: str
    state: str
    about: str = ""  # the text of the option

    @property
    def key(self) -> str:
        """Its key in AnswerReview.proofs and in forms."""
        return f"{self.option}:{self.proof.evidence}"


@dataclass(frozen=True)
class Item:
    """One question under review. `review` is None until it is marked."""

    cell: Cell
    review: AnswerReview | None
    instrument: Instrument

    @property
    def code(self) -> str:
        return self.cell.question.code

    @property
    def needs_mark(self) -> bool:
        """There is evidence or a «no aplica» to judge; otherwise a mark would change nothing."""
        return self.cell.applies and (self.cell.is_not_applicable or self.has_proof)

    @property
    def has_proof(self) -> bool:
        """There is evidence that can be accepted: for a multiple, evidence of a marked option."""
        if self.is_by_option:
            return bool(self.proven_options)
        return self.cell.declared is not None and bool(self.cell.proofs)

    @property
    def is_by_option(self) -> bool:
        return self.cell.question.type == MULTI and self.cell.question.evidence == "required"

    @property
    def proven_options(self) -> list[str]:
        """Marked options of a multiple that have evidence (their own, or one for the whole answer)."""
        marked = self.cell.declared.options if self.cell.declared else frozenset()
        return [o.code for o in self.cell.question.options if o.code in marked and {o.code, ""} & self.cell.proven]

    @property
    def said(self) -> list[str]:
        if self.cell.is_not_applicable:
            return [f"No aplica: {self.cell.answer.na_reason}"]
        return in_words(self.cell.question, self.cell.value)

    @property
    def judged(self) -> list[JudgedProof]:
        """Each proof of the answer or, for a multiple, of each of its proven options."""
        if not self.has_proof:
            return []
        found = self.review.proofs if self.review else {}
        pairs = [("", proof) for proof in self.cell.proofs]
        if self.is_by_option:
            pairs = [(o, p) for o in self.proven_options for p in self.cell.proofs if p.option in (o, "")]
        texts = {o.code: o.text for o in self.cell.question.options}
        judged = [JudgedProof(proof, option, ProofState.PENDING, texts.get(option, "")) for option, proof in pairs]
        return [replace(j, state=found.get(j.key, ProofState.PENDING)) for j in judged]

    def rests_on(self, content: str) -> bool:
        """Whether all its evidence is the one with this content (Proof.content_key)."""
        return bool(self.judged) and {judged.proof.content_key for judged in self.judged} == {content}

    def accepted_evidence(self, proofs: Mapping[str, str], *, as_declared: bool = True) -> str:
        """Return the accepted evidence as scoring reads it (AnswerJudgement), from the state of each proof by key.

        By option for a multiple, unless another value holds than the declared one; otherwise as a whole.
        """
        options = {key.partition(":")[0] for key, state in proofs.items() if state == ProofState.ACCEPTED}
        if self.is_by_option and as_declared:
            return "|".join(code for code in self.proven_options if code in options)
        return YES if options else ""

    @property
    def proofs(self) -> list[JudgedProof]:
        """Each proof with its state; pending where there is nothing to judge."""
        return self.judged or [JudgedProof(p, p.option, ProofState.PENDING) for p in self.cell.proofs]

    def accepted_options(self, proofs: Iterable[JudgedProof]) -> set[str]:
        """Return the options with an accepted proof; "" where one proves the whole answer."""
        accepted = [judged for judged in proofs if judged.state == ProofState.ACCEPTED]
        found = {judged.option for judged in accepted}
        if self.is_by_option and any(not judged.proof.option for judged in accepted):
            # It was judged for the options that were declared, and may prove any other one as well.
            found |= {o.code for o in self.cell.question.options} - set(self.proven_options)
        return found

    @property
    def has_proof_of_its_points(self) -> bool:
        return not self.entry.unproven(self.instrument, self.cell.question, self.accepted_options(self.proofs))

    @property
    def judged_by_option(self) -> list[tuple[str, str, list[JudgedProof]]]:
        """(code, text, proofs) of each proven option of a multiple; a single unnamed group for other types."""
        if not self.is_by_option:
            return [("", "", self.judged)]
        proofs: dict[str, list[JudgedProof]] = {}
        for judged in self.judged:
            proofs.setdefault(judged.option, []).append(judged)
        return [(code, found[0].about, found) for code, found in proofs.items()]

    @property
    def declared(self) -> Entry:
        return declared_entry(self.cell)

    @property
    def entry(self) -> Entry:
        """The answer after the review so far; before a mark, without any evidence accepted."""
        return judged_entry(self.cell, self.review)

    @property
    def refused(self) -> Entry:
        """What was declared, without any of its evidence and without its «no aplica»."""
        return replace(self.declared, na_accepted=False, evidence_accepted="")

    @property
    def refused_points(self) -> Fraction | None:
        return self.points_of(self.refused)

    @property
    def lacks_proof(self) -> bool:
        """Declared without the evidence that its question demands: there is nothing to accept."""
        return not self.needs_mark and self.cell.question.evidence == "required" and bool(self.cell.unproven)

    @property
    def lost_by_evidence(self) -> bool:
        """The review left the declared answer and took points for its evidence alone."""
        return self.is_adjusted and self.review.value is None and not self.cell.is_not_applicable

    def points_of(self, entry: Entry) -> Fraction | None:
        return entry.score(self.instrument, self.cell.question)

    @property
    def declared_points(self) -> Fraction | None:
        return self.points_of(self.declared)

    @property
    def reviewed_points(self) -> Fraction | None:
        return self.points_of(self.entry)

    @property
    def is_adjusted(self) -> bool:
        return bool(self.review and self.review.is_adjusted)

    def would_adjust(self, entry: Entry) -> bool:
        return differs(self.instrument, self.cell, entry)

    @property
    def na_accepted(self) -> bool:
        return bool(self.review and self.review.na_accepted and self.cell.is_not_applicable)

    @property
    def version(self) -> int:
        return self.review.version if self.review else 0


@dataclass(frozen=True)
class Reviewing:
    filling: Filling
    items: dict[str, Item]

    @property
    def instrument(self) -> Instrument:
        return self.filling.instrument

    @cached_property
    def answered(self) -> list[Item]:
        """Items with an answer of any kind: those that later layers repeat."""
        return [i for i in self.items.values() if i.cell.is_answered]

    @cached_property
    def to_mark(self) -> list[Item]:
        return [i for i in self.items.values() if i.needs_mark]

    @cached_property
    def pending(self) -> list[Item]:
        return [i for i in self.to_mark if i.review is None]

    @cached_property
    def reopened(self) -> list[Item]:
        return [i for i in self.items.values() if i.cell.is_reopened]

    @cached_property
    def adjusted(self) -> list[Item]:
        return [i for i in self.answered if i.is_adjusted]

    @cached_property
    def heavy_na(self) -> list[str]:
        """One sentence per dimension whose accepted «no aplica» weigh more than the instrument allows."""
        limit = self.instrument.max_na_share
        if limit is None:
            return []
        shares = {d.name: self._na_share(d) for d in self.instrument.dimensions}
        return [
            f"{name}: {one_decimal_percent(share)} del peso quedó en «no aplica»."
            for name, share in shares.items()
            if share > limit
        ]

    def _na_share(self, dimension: Dimension) -> Fraction:
        """The weight of the accepted «no aplica» in a dimension, 0–1."""
        total = sum((i.weight for i in dimension.indicators), Fraction(0))
        share = Fraction(0)
        for indicator in dimension.indicators:
            weight = sum((q.weight for q in indicator.questions), Fraction(0))
            accepted = sum((q.weight for q in indicator.questions if self.items[q.code].na_accepted), Fraction(0))
            share += indicator.weight / total * accepted / weight if weight and total else 0
        return share

    def of(self, indicator: Indicator) -> list[Item]:
        return [self.items[q.code] for q in indicator.questions]


def reviewing_of(assessment: Assessment) -> Reviewing:
    """Read the self-assessed answers and their marks (two queries)."""
    filling = filling_of(assessment, Layer.SELF_ASSESSED)
    marks = AnswerReview.objects.filter(answer__assessment=assessment).select_related("marked_by")
    return build_reviewing(filling, {mark.answer_id: mark for mark in marks})


def build_reviewing(filling: Filling, by_answer: dict[int, AnswerReview]) -> Reviewing:
    """Join answers and marks; `by_answer` is keyed by the answer's primary key."""
    items = {
        code: Item(cell, by_answer.get(cell.answer.pk) if cell.answer else None, filling.instrument)
        for code, cell in filling.cells.items()
    }
    return Reviewing(filling, items)
