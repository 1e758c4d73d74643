"""What a letter to a town hall about one question says: the published answer, its proof, its points and what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from diagnostics.instruments.queries.criteria import references_of, steps_of
from diagnostics.results.queries.gaps import Gap, gaps_of, standings_by_question
from diagnostics.results.queries.published import Edition, detail_of, document_of, edition, publications_about, said_of
from diagnostics.results.queries.question_results import Dimension, Question, find_question
from diagnostics.results.queries.results import Outcome, half_up
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring.instrument import MULTI, Instrument
from diagnostics.scoring.values import YES
from territory.models import Municipality

FIRST = 5  # gaps that the list of questions begins with
NOT_APPLICABLE, UNANSWERED = "not_applicable", "unanswered"


@dataclass(frozen=True)
class Asked:
    """One question as it was published about the municipality.

    `status`: of its score; `displayed`: None if it does not count. `proof`: what was accepted of its evidence: "" without one,
    "some" or "all"; None where there was nothing to prove. `full`: what all points ask for.
    """

    question: Question
    dimension: Dimension
    status: str
    words: tuple[str, ...]
    displayed: Decimal | None
    proof: str | None
    full: tuple[str, ...]

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
    shown = edition(code)
    if shown is None:
        return None
    about = publications_about(slug, shown.all)
    if about and not code:
        shown = shown.showing(about[0])
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
    full, displayed = entry.full_score(instrument, question), half_up(score)
    return Asked(
        question=question,
        dimension=dimension,
        status=NOT_APPLICABLE if status == NOT_APPLICABLE else status if entry.value else UNANSWERED,
        words=tuple(entry.words(question)) if entry.value else (),
        displayed=displayed,
        proof=_proof(question, entry, full, bool(answer.get("evidence"))),
        full=_full(instrument, question),
    )


def _proof(question: Question, entry: Entry, full: Fraction | None, has_proofs: bool) -> str | None:
    if not entry.value or not full:
        return None
    if not entry.evidence_accepted:
        return "all" if has_proofs else None if question.evidence == "none" else ""
    declared = set(entry.value.split("|")) if question.type == MULTI else set()
    is_whole = entry.evidence_accepted == YES or declared <= set(entry.evidence_accepted.split("|"))
    return "all" if is_whole else "some"


def _full(instrument: Instrument, question: Question) -> tuple[str, ...]:
    """What all points ask for: every option that gives points of a multiple, else the steps worth 100."""
    steps = steps_of(question, instrument)
    if question.type == MULTI:
        return tuple(step.text for step in steps if step.points)
    return tuple(step.text for step in steps if step.points == max(one.points for one in steps)) if steps else ()
