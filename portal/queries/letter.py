"""What a letter to a town hall about one question says: the published answer, its proof, its points and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from diagnostics.instruments.queries.criteria import asked_for_all_points, references_of
from diagnostics.results.queries.gaps import Gap, gaps_of, lacks_proof, standings_by_question
from diagnostics.results.queries.published import Edition, detail_of, document_of, edition_about, said_of
from diagnostics.results.queries.question_results import Dimension, Question, find_question
from diagnostics.results.queries.results import Outcome, half_up
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import MULTI, Instrument
from diagnostics.scoring.values import YES
from portal.queries.municipality.facts import stated
from territory.models import Municipality

FIRST = 5  # gaps that the list of questions begins with
NOT_APPLICABLE, UNANSWERED = "not_applicable", "unanswered"


@dataclass(frozen=True)
class Asked:
    """One question as it was published about the municipality.

    `status`: of its score; `displayed`: None if it does not count; `proven`: its score with all its evidence accepted.
    `statement`: the answer as a fact, "" where the edition has none. `proof`: what was accepted of its evidence: "" without one,
    "some" or "all"; None where there was nothing to prove. `is_documented`: its evidence is public, or is kept back by law.
    `na_reason`: why the municipality said that it does not apply, None where a rule of the edition says so.
    `asked`: what all points ask for; `adds`: beyond what the answer says.
    """

    question: Question
    dimension: Dimension
    status: str
    statement: str
    words: tuple[str, ...]
    displayed: Decimal | None
    proven: Decimal | None
    lacks_proof: bool
    proof: str | None
    is_documented: bool
    na_reason: str | None
    asked: tuple[str, ...]
    adds: bool

    @property
    def references(self) -> list[str]:
        return references_of(self.question)


@dataclass(frozen=True)
class LetterPage:
    """`asked` is None if the municipality has no result: the letter then asks for one. `others`: questions by theme."""

    municipality: Municipality
    edition: Edition
    outcome: Outcome
    asked: Asked | None = None
    gaps: tuple[Gap, ...] = ()
    others: tuple[tuple[Dimension, list[Question]], ...] = ()
    withdrew: bool = False

    @property
    def title(self) -> str:
        return f"Carta a la alcaldía de {self.municipality}"

    @property
    def website(self) -> str:
        """The site of the town hall, if the facts of the municipality hold one."""
        address = str(self.municipality.facts.get("website", ""))
        return address if address.startswith(("https://", "http://")) else ""

    @property
    def email(self) -> str:
        """The address of the town hall, if the facts of the municipality hold one."""
        address = str(self.municipality.facts.get("email", ""))
        return address if address.count("@") == 1 and not set(address) & set(" ,;?&<>\"'%") else ""


def letter_page(slug: str, question: str, code: str | None) -> LetterPage | None:
    """Return a letter about a question, by default about the largest gap; None where nothing was published, or not that.

    Five queries besides the instrument's document.
    """
    about = edition_about(slug, code)
    if about is None:
        return None
    shown, _ = about
    results = shown.results()
    outcome = results.by_slug.get(slug)
    if outcome is None:
        return None
    place, instrument = outcome.municipality, results.instrument
    document = document_of(shown.publication, place.pk)
    if not outcome.has_result:
        withdrew = bool(document.get("withdrawn_because"))
        return None if question else LetterPage(place, shown, outcome, withdrew=withdrew)
    detail = detail_of(shown.publication, place.pk)
    gaps = gaps_of(
        instrument, standings_by_question(instrument, detail), said_of(document), len(instrument.question_by_code)
    )
    chosen = question or (gaps[0].question.code if gaps else instrument.questions[0].code)
    asked = _asked(instrument, chosen, detail, document.get("answers", {}).get(chosen, {}))
    if asked is None:
        return None
    first = {gap.question.code for gap in gaps[:FIRST]}
    others = [(d, [q for i in d.indicators for q in i.questions if q.code not in first]) for d in instrument.dimensions]
    page = LetterPage(place, shown, outcome, asked, tuple(gaps[:FIRST]))
    return replace(page, others=tuple(one for one in others if one[1]))


def _asked(instrument: Instrument, code: str, detail: Mapping[str, Any], answer: Mapping[str, Any]) -> Asked | None:
    found = find_question(instrument, code)
    if found is None:
        return None
    dimension, _, question = found
    score, status = detail.get("questions", {}).get(code) or (None, UNANSWERED)
    entry = Entry(answer.get("value", ""), evidence_accepted=answer.get("evidence_accepted", ""))
    full, statement = entry.full_score(instrument, question), stated(question, answer)
    asked, adds = _asked_beyond(instrument, question, entry.value, is_quoted=not statement)
    return Asked(
        question=question,
        dimension=dimension,
        status=NOT_APPLICABLE if status == NOT_APPLICABLE else status if entry.value else UNANSWERED,
        statement=statement,
        words=tuple(entry.words(question)) if entry.value else (),
        displayed=half_up(score),
        proven=None if full is None else half_up(str(Decimal(full.numerator) / full.denominator)),
        lacks_proof=lacks_proof(instrument, question, score, answer),
        proof=_proof(question, entry, full, bool(answer.get("evidence"))),
        is_documented=bool(answer.get("evidence") or answer.get("has_unpublished_proof")),
        na_reason=answer.get("na_reason", "") if answer.get("not_applicable") else None,
        asked=asked,
        adds=adds,
    )


def _proof(question: Question, entry: Entry, full: Fraction | None, has_proofs: bool) -> str | None:
    if not entry.value or not full:
        return None
    if not entry.evidence_accepted:
        return "all" if has_proofs else None if question.evidence == "none" else ""
    declared = set(entry.value.split("|")) if question.type == MULTI else set()
    is_whole = entry.evidence_accepted == YES or declared <= set(entry.evidence_accepted.split("|"))
    return "all" if is_whole else "some"


def _asked_beyond(
    instrument: Instrument, question: Question, value: str, *, is_quoted: bool
) -> tuple[tuple[str, ...], bool]:
    """Return what all points ask for and whether that begins after what the answer says, so that nothing is said twice.

    `is_quoted`: the letter quotes the level of the answer as the edition words it.
    """
    every = asked_for_all_points(question, instrument)
    said = set(value.split("|")) if question.type == MULTI or is_quoted else set()
    if question.type == MULTI:
        left = [step for step in every if step.value not in said]
    else:
        reached = next((n + 1 for n, step in enumerate(every) if step.value and step.value in said), 0)
        left = every[reached:]
    return tuple(step.text for step in left), len(left) < len(every)
