"""The content of an answer in each layer: declared, reviewed, asked for by the reply, decided."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from diagnostics.assessments.queries.filling import Cell
from diagnostics.review.models import Reply
from diagnostics.review.models.reviews import AnswerJudgement
from diagnostics.scoring.instrument import MULTI, Instrument, Question
from diagnostics.scoring.questions import question_score
from diagnostics.scoring.values import NONE_OF_THEM, YES, InvalidValue, in_words, read

ZERO = Fraction(0)


@dataclass(frozen=True)
class Entry:
    """One answer of one layer, as scoring reads it."""

    value: str
    not_applicable: bool = False
    na_accepted: bool = False
    evidence_accepted: str = ""

    @property
    def counts(self) -> bool:
        """False where an accepted «no aplica» takes the question out."""
        return not (self.not_applicable and self.na_accepted)

    def score(self, instrument: Instrument, question: Question) -> Fraction | None:
        """The score of the question, 0–100; 0 without a valid value, None where it does not count."""
        if not self.counts or not question.is_scored:
            return None
        if self.not_applicable:
            return ZERO
        try:
            declared = read(question, self.value)
        except InvalidValue:
            return ZERO
        return question_score(instrument, question, declared, self.evidence_accepted) if declared else ZERO

    def full_score(self, instrument: Instrument, question: Question) -> Fraction | None:
        """The score with all evidence accepted; None without a valid value."""
        if self.not_applicable or not question.is_scored or not self.value:
            return None
        return replace(self, evidence_accepted=YES).score(instrument, question)

    def exceeds(self, instrument: Instrument, question: Question) -> bool:
        """Whether it is worth more than it could be without any accepted evidence: the edition demands a proof."""
        score, least = (e.score(instrument, question) for e in (self, replace(self, evidence_accepted="")))
        return score is not None and least is not None and score > least

    def unproven(self, instrument: Instrument, question: Question, accepted: Collection[str]) -> list[str]:
        """Return what gives points that only evidence gives, and has none accepted: options, or "" for the whole answer.

        `accepted`: the options with an accepted proof; "" where one proves the whole answer.
        """
        if "" in accepted or not self.exceeds(instrument, question):
            return []
        if not (question.type == MULTI and instrument.options_need_evidence):
            return [] if accepted else [""]
        counted = set(self.value.split("|"))
        if self.evidence_accepted != YES:
            counted &= set(self.evidence_accepted.split("|"))
        return [o.code for o in question.options if o.code in counted and o.points and o.code not in accepted]

    def words(self, question: Question) -> list[str]:
        """The answer in words, one line per option; for a multiple, also the options without accepted evidence."""
        if self.not_applicable:
            return ["No aplica" if self.na_accepted else "«No aplica» que no se aceptó: queda sin respuesta"]
        if not self._by_option(question):
            return in_words(question, self.value)
        marked, proven = self.value.split("|"), self.evidence_accepted.split("|")
        options = [o for o in question.options if o.code in marked]
        return [o.text if o.code in proven else f"{o.text} (sin evidencia aceptada)" for o in options]

    def _by_option(self, question: Question) -> bool:
        is_some = bool(self.value) and self.value != NONE_OF_THEM
        return question.type == MULTI and question.evidence == "required" and is_some and self.evidence_accepted != YES

    def short(self, question: Question) -> str:
        """The answer in a few characters: «3», «Sí», «2 de 4», «45 de 50»."""
        if self.not_applicable:
            return "N/A" if self.na_accepted else "–"
        if question.type == MULTI and self.value:
            marked = set() if self.value == NONE_OF_THEM else set(self.value.split("|"))
            if self._by_option(question):
                marked &= set(self.evidence_accepted.split("|"))
            return f"{len(marked)} de {len(question.options)}"
        words = in_words(question, self.value)
        return self.value if question.type == "scale" else words[0] if len(words[0]) < 13 else "·"


def declared_entry(cell: Cell) -> Entry:
    """Return what was declared; evidence attached or declared counts as accepted (docs/scoring.md, section 3)."""
    answer = cell.answer
    if answer is None:
        return Entry("")
    options = sorted(option for option in cell.proven if option)
    evidence = YES if "" in cell.proven else "|".join(options)
    return Entry(answer.value, answer.not_applicable, cell.is_not_applicable, evidence)


def judged_entry(cell: Cell, judgement: AnswerJudgement | None) -> Entry:
    """Return an answer after a judgement; without one, none of its evidence is accepted."""
    said = declared_entry(cell)
    if judgement is None:
        return replace(said, na_accepted=False, evidence_accepted="")
    if judgement.value is not None:
        return Entry(judgement.value, evidence_accepted=judgement.evidence_accepted)
    na = said.not_applicable and judgement.na_accepted
    return replace(said, na_accepted=na, evidence_accepted=judgement.evidence_accepted)


def asked_entry(cell: Cell, reply: Reply, *, has_new_proof: bool) -> Entry:
    """Return what holds if a reply is accepted: what it asks for, with all its evidence.

    `has_new_proof`: the reply brings evidence, which is for the whole answer. Without it, what was declared has the options that
    were proven, as it had when it was declared.
    """
    if reply.wanted is not None:
        return Entry(reply.wanted, evidence_accepted=full_proof(cell.question, reply.wanted))
    said = declared_entry(cell)
    is_partial = said.evidence_accepted not in ("", YES) and not has_new_proof
    evidence = said.evidence_accepted if is_partial else full_proof(cell.question, said.value)
    return replace(said, na_accepted=said.not_applicable, evidence_accepted=evidence)


def full_proof(question: Question, value: str) -> str:
    """Return the accepted evidence that covers all of a value."""
    if question.evidence == "none":
        return ""
    return YES if value and value != NONE_OF_THEM else ""


def differs(instrument: Instrument, cell: Cell, after: Entry) -> bool:
    """Whether a judgement is an adjustment: another value, another score, or a rejected «no aplica»."""
    said = declared_entry(cell)
    if (said.value, said.not_applicable, said.na_accepted) != (after.value, after.not_applicable, after.na_accepted):
        return True
    return said.score(instrument, cell.question) != after.score(instrument, cell.question)


def fields_of(entry: Entry) -> dict[str, Any]:
    return dict(vars(entry))
