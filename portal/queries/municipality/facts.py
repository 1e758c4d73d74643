"""What a municipality answered, as facts: strengths with their proof, and gaps with what the next step asks."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from diagnostics.results.models import Publication
from diagnostics.results.queries.gaps import Gap, Standing, lacks_proof
from diagnostics.results.queries.proofs import PublicProof, files_among, proofs_of
from diagnostics.review.queries.entries import Entry
from diagnostics.review.queries.reviewing import reasons_of
from diagnostics.scoring.instrument import MULTI, Dimension, Instrument, Question
from diagnostics.scoring.statements import statement_of
from diagnostics.scoring.values import YES, InvalidValue

UNANSWERED = "No respondió."
NONE_ACCEPTED, PART_ACCEPTED = "Ninguna evidencia aceptada.", "Parte sin evidencia aceptada."
_EXPLAINED = re.compile(r"\s*\([^)]*\)$")  # «Otra razón (explicar)» asks the reviewer, not the reader

Answers = Mapping[str, Mapping[str, Any]]  # of a published document, by question


@dataclass(frozen=True)
class Fact:
    """An answer for the page. `statement`: what it says as a fact, "" where the edition has none; `words`: the answer.

    Of a gap: what the evidence should be (`evidence`) and why the one given was not accepted (`fell_because`), if known.
    """

    standing: Standing
    statement: str
    words: str
    proof: PublicProof | None = None
    gap: Gap | None = None
    evidence: str = ""
    fell_because: str = ""

    @property
    def question(self) -> Question:
        return self.standing.question

    @property
    def dimension(self) -> Dimension:
        return self.standing.dimension

    @property
    def heading(self) -> str:
        """The statement, as the municipality's own word where its evidence was not accepted; otherwise the question."""
        if not self.statement:
            return self.question.text
        return as_told(self.statement, lacks_proof=bool(self.gap and self.gap.lacks_proof))


def as_told(statement: str, *, lacks_proof: bool) -> str:
    """A statement, as the municipality's own word where its evidence was not accepted."""
    return f"Respondió: {statement}" if lacks_proof else statement


def proven_options(question: Question, answer: Mapping[str, Any]) -> list[str]:
    """Return the options of a multiple choice that have an accepted evidence."""
    marked, accepted = answer.get("value", "").split("|"), answer.get("evidence_accepted", "")
    return marked if accepted == YES else [option for option in marked if option in accepted.split("|")]


def accepted_words(question: Question, answer: Mapping[str, Any]) -> str:
    """Say how much of the evidence of an answer that lacks proof was accepted."""
    is_some = proven_options(question, answer) if question.type == MULTI else answer.get("evidence_accepted")
    return PART_ACCEPTED if is_some else NONE_ACCEPTED


def stated(question: Question, answer: Mapping[str, Any]) -> str:
    """Return what an answer of a published document says as a fact; "" where the edition does not say it."""
    try:
        return statement_of(question, answer.get("value", ""))
    except InvalidValue:
        return ""


def stated_as_proven(instrument: Instrument, standing: Standing, answer: Mapping[str, Any]) -> str:
    """Return only what was proven of an answer, as a fact; "" where nothing was, or the edition does not say it."""
    question = standing.question
    if not lacks_proof(instrument, question, standing.exact, answer):
        return stated(question, answer)
    if question.type != MULTI or not instrument.options_need_evidence:
        return ""
    proven = proven_options(question, answer)
    return stated(question, {"value": "|".join(proven)}) if proven else ""


def worded(question: Question, answer: Mapping[str, Any]) -> str:
    """Return an answer of a published document in its own words, on one line."""
    entry = Entry(answer.get("value", ""), evidence_accepted=answer.get("evidence_accepted", ""))
    return "; ".join(entry.words(question)) if entry.value else UNANSWERED


def strong_facts(
    instrument: Instrument, standings: Iterable[Standing], answers: Answers, publication: Publication, place: int
) -> list[Fact]:
    """Return the strengths with a public proof each. One query where files prove them, otherwise none."""
    chosen = [(standing, answers.get(standing.question.code, {})) for standing in standings]
    files = files_among([(place, answer) for _, answer in chosen], publication).get(place, {})
    return [
        Fact(
            standing,
            stated_as_proven(instrument, standing, answer),
            worded(standing.question, answer),
            proof=next(iter(proofs_of(answer, files)), None),
        )
        for standing, answer in chosen
    ]


def open_facts(instrument: Instrument, gaps: Iterable[Gap], answers: Answers) -> list[Fact]:
    facts = []
    for gap in gaps:
        question, answer = gap.question, answers.get(gap.question.code, {})
        needs = gap.lacks_proof
        is_quoted = needs and question.type == MULTI  # the step names the options
        facts.append(
            Fact(
                gap.standing,
                stated(question, answer),
                "" if is_quoted else worded(question, answer),
                gap=gap,
                evidence=_lowered(question.evidence_describe) if needs else "",
                fell_because=fell_because(instrument, answer) if needs else "",
            )
        )
    return facts


def fell_because(instrument: Instrument, answer: Mapping[str, Any]) -> str:
    """The reason of the decision about the reply, which came last, otherwise that of the review; "" if neither was needed.

    In the words of the edition for its code: the reviewer's own stay with the answer.
    """
    reasons = {code: text.removeprefix(f"{code}. ") for code, text in reasons_of(instrument)}
    code = answer.get("decision", {}).get("code", "") or answer.get("review", {}).get("code", "")
    return _lowered(_EXPLAINED.sub("", reasons.get(code, "")))


def _lowered(text: str) -> str:
    """A sentence after a colon: «un enlace por cada plan»; acronyms stay."""
    text = text.strip().rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
