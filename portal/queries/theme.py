"""One theme of one municipality down to its answers: answer, evidence, and the account of the score."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from core.numbers import score as number
from diagnostics.results.queries.gaps import Standing, lacks_proof, standings_by_question
from diagnostics.results.queries.level_counts import medians_of, share
from diagnostics.results.queries.proofs import IMPORTED, PublicFile, PublicProof, files_among, proofs_note, proofs_of
from diagnostics.results.queries.published import Edition, detail_of, document_of, edition
from diagnostics.results.queries.question_results import Dimension, Indicator, Instrument, Question
from diagnostics.results.queries.results import Outcome, Score, half_up
from diagnostics.review.choices import Ruling, Stance
from diagnostics.review.queries.entries import Entry
from diagnostics.review.queries.reviewing import reasons_of
from territory.models import Municipality

UNANSWERED = "No respondió."
STATUS_WORDS = {"not_applicable": "No aplica a este municipio.", "unanswered": UNANSWERED}


@dataclass(frozen=True)
class Said:
    """One statement about an answer: author, verdict in words, reason."""

    who: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class AnswerCard:
    """One question of the theme. `displayed`: its score, None if it does not count; `worth`: its points of the total."""

    question: Question
    words: list[str]
    displayed: Decimal | None
    worth: Decimal | None
    is_capped: bool
    not_applicable_because: str
    proofs: list[PublicProof]
    said: list[Said]
    is_corrected: bool
    proofs_note: str  # why there are no public ones

    @property
    def contribution(self) -> Decimal | None:
        """Its contribution to the total, rounded for display."""
        if self.displayed is None or self.worth is None:
            return None
        return half_up(str(self.displayed * self.worth / 100))


@dataclass(frozen=True)
class Block:
    """An indicator with its answers."""

    indicator: Indicator
    weight: Fraction
    displayed: Decimal | None
    coverage: Decimal | None
    cards: list[AnswerCard]


@dataclass(frozen=True)
class ThemePage:
    municipality: Municipality
    edition: Edition
    outcome: Outcome
    dimension: Dimension
    score: Score
    weight: Fraction
    median: Decimal | None
    median_count: int
    blocks: list[Block]

    @property
    def title(self) -> str:
        return f"{self.dimension.short_name} en {self.municipality}"

    @property
    def summary(self) -> str:
        """The result in a sentence, for messages."""
        demo = "Datos de demostración. " if self.edition.round.is_demo else ""
        points = f"{number(self.score.displayed)} de 100 puntos en {self.dimension.short_name}"
        return f"{demo}{self.edition.round}. La alcaldía de {self.municipality} tiene {points}."

    @property
    def dimensions(self) -> list[Dimension]:
        return [d for d, _ in self.outcome.dimensions]

    @property
    def difference(self) -> Decimal | None:
        return None if self.median is None or self.score.displayed is None else self.score.displayed - self.median

    @property
    def is_low(self) -> bool:
        minimum = self.edition.round.version.parsed.minimum_dimension_coverage
        return self.score.coverage is not None and self.score.coverage < minimum

    @property
    def imported_note(self) -> str:
        """Said once for all answers of a result that was not made here; "" otherwise."""
        return IMPORTED if any(c.proofs_note == IMPORTED for block in self.blocks for c in block.cards) else ""

    @property
    def card_count(self) -> int:
        return sum(len(block.cards) for block in self.blocks)


def theme_page(slug: str, dimension_code: str, code: str | None) -> ThemePage | None:
    """Return one theme of a municipality in the newest published round, or the named one; None without a result.

    Four queries besides the instrument's document, whatever the number of municipalities; one more where files prove answers.
    """
    shown = edition(code)
    if shown is None:
        return None
    results = shown.results()
    outcome = results.by_slug.get(slug)
    if outcome is None or not outcome.has_result:
        return None
    found = next(((d, s) for d, s in outcome.dimensions if d.code == dimension_code), None)
    if found is None:
        return None
    place = outcome.municipality.pk
    outcome = replace(outcome, detail=detail_of(shown.publication, place))
    document = document_of(shown.publication, place)
    dimension, score = found
    medians = medians_of(results)
    answers = document.get("answers", {})
    shown_here = [answers.get(q.code, {}) for i in dimension.indicators for q in i.questions]
    files = files_among([(place, answer) for answer in shown_here], shown.publication)
    return ThemePage(
        municipality=outcome.municipality,
        edition=shown,
        outcome=outcome,
        dimension=dimension,
        score=score,
        weight=share(dimension.weight, [d.weight for d in results.instrument.dimensions]),
        median=medians.by_code[dimension.code] if medians.count > 1 and outcome.is_comparable else None,
        median_count=medians.count,
        blocks=_blocks(results.instrument, dimension, outcome.detail, document, files.get(place, {})),
    )


def _blocks(
    instrument: Instrument,
    dimension: Dimension,
    detail: dict[str, Any],
    document: dict[str, Any],
    files: Mapping[str, PublicFile],
) -> list[Block]:
    answers, signed_at = document.get("answers", {}), document.get("signed_at", "")
    worths = {s.question.code: s for s in standings_by_question(instrument, detail)}
    weights = [i.weight for i in dimension.indicators]
    reasons = {code: text.removeprefix(f"{code}. ") for code, text in reasons_of(instrument)}
    blocks = []
    for indicator in dimension.indicators:
        cells = detail.get("indicators", {}).get(indicator.code, [None, None, None, ""])
        cards = [
            _card(
                instrument,
                q,
                detail.get("questions", {}).get(q.code),
                answers.get(q.code, {}),
                worths,
                reasons,
                signed_at,
                files,
            )
            for q in indicator.questions
        ]
        displayed, coverage = (None if text is None else Decimal(text) for text in cells[1:3])
        blocks.append(Block(indicator, share(indicator.weight, weights), displayed, coverage, cards))
    return blocks


def _card(
    instrument: Instrument, question: Question, cell: list | None, answer: dict[str, Any],
    worths: dict[str, Standing], reasons: dict[str, str], signed_at: str, files: Mapping[str, PublicFile],
) -> AnswerCard:  # fmt: skip
    score, status = cell or (None, "unanswered")
    displayed = half_up(score)
    entry = Entry(answer.get("value", ""), evidence_accepted=answer.get("evidence_accepted", ""))
    is_said = status not in STATUS_WORDS and bool(entry.value)
    standing = worths.get(question.code)
    return AnswerCard(
        question=question,
        words=entry.words(question) if is_said else [STATUS_WORDS.get(status, UNANSWERED)],
        displayed=displayed,
        worth=None if standing is None else _decimal(standing),
        is_capped=is_said and lacks_proof(instrument, question, score, answer),
        not_applicable_because=answer.get("na_reason", ""),
        proofs=proofs_of(answer, files),
        said=_said(answer, reasons),
        is_corrected=bool(answer.get("corrected")),
        proofs_note=proofs_note(answer, signed_at=signed_at, instrument=instrument, question=question)
        if is_said
        else "",
    )


def _decimal(standing: Standing) -> Decimal:
    return Decimal(standing.weight.numerator) / Decimal(standing.weight.denominator)


def _said(answer: dict[str, Any], reasons: dict[str, str]) -> list[Said]:
    said = []
    if review := answer.get("review"):
        said.append(Said("La revisión la ajustó", reasons.get(review["code"], review["code"]), review["reason"]))
    if reply := answer.get("reply"):
        said.append(Said("La alcaldía contestó", str(Stance(reply["stance"]).label), reply["argument"]))
    if decision := answer.get("decision"):
        said.append(Said("Se decidió", str(Ruling(decision["ruling"]).label), decision["reason"]))
    return said
