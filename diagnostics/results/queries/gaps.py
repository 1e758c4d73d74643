"""Strengths of a municipality, and the questions where one step up brings most points."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from core.words import joined
from diagnostics.instruments.queries.criteria import measured
from diagnostics.scoring.instrument import CHOICE, MULTI, NUMERIC, SCALE, Dimension, Instrument, Option, Question
from diagnostics.scoring.questions import question_score
from diagnostics.scoring.values import YES, Declared, InvalidValue, read

STRONG = Decimal(75)
COUNTED = ("scored", "unanswered")
Said = dict[str, tuple[str, str]]  # by question: declared value and accepted evidence, as text
STORED = Fraction(1, 10**6)  # scores are stored with 8 decimals: a third must not count as one step above itself


@dataclass(frozen=True)
class Standing:
    """One question of one municipality: its score (0–100), and its weight in points of the total, with what applies there."""

    question: Question
    dimension: Dimension
    exact: Fraction
    weight: Fraction
    status: str

    @property
    def score(self) -> Decimal:
        return _cents(self.exact)


@dataclass(frozen=True)
class Gap:
    """A question below its maximum: what the next step requires, and the points of the total that it brings.

    `lacks_proof`: the next step is that evidence of what was answered be accepted.
    """

    standing: Standing
    gain: Decimal
    next_step: str
    lacks_proof: bool = False

    @property
    def question(self) -> Question:
        return self.standing.question


def strengths_of(standings: list[Standing], limit: int = 3) -> list[Standing]:
    """Return the questions scored 75 or more that bring most points to the total."""
    strong = [s for s in standings if s.score >= STRONG]
    return sorted(strong, key=lambda s: (-s.weight * s.exact, s.question.code))[:limit]


def gaps_of(instrument: Instrument, standings: list[Standing], said: Said, limit: int = 3) -> list[Gap]:
    """Return the questions where one step up brings most points, largest first; ties by code.

    `said` comes from the scored layer: where evidence was not accepted, the next step is the evidence.
    """
    gaps = []
    for standing in standings:
        value, evidence = said.get(standing.question.code, ("", ""))
        declared = _read(standing.question, value)
        proof = _proof(instrument, standing, declared, evidence)
        step = proof or _next_score(instrument, standing, declared)
        if step is not None and standing.weight:
            gain = (step[0] - standing.exact) * standing.weight / 100
            gaps.append((gain, Gap(standing, _cents(gain), step[1], proof is not None)))
    return [gap for _, gap in sorted(gaps, key=lambda g: (-g[0], g[1].question.code))[:limit]]


def standings_by_question(instrument: Instrument, detail: dict[str, Any]) -> list[Standing]:
    """Return the scored questions that apply to a municipality, from the `detail` of its total.

    The weight of a question in the total is the product of its shares in its indicator, dimension and instrument, each
    among what applies (docs/scoring.md, section 4).
    """
    questions, indicators = detail.get("questions", {}), detail.get("indicators", {})
    alive = {i.code for i in instrument.indicators if indicators.get(i.code, (None,))[0] is not None}
    of_indicator = {
        i.code: sum((q.weight for q in i.questions if _counts(questions, q.code)), Fraction(0))
        for i in instrument.indicators
    }
    of_dimension = {
        d.code: sum((i.weight for i in d.indicators if i.code in alive), Fraction(0)) for d in instrument.dimensions
    }
    whole = sum((d.weight for d in instrument.dimensions if of_dimension[d.code]), Fraction(0))
    standings = []
    for dimension in instrument.dimensions:
        for indicator in dimension.indicators:
            groups = (of_indicator[indicator.code], of_dimension[dimension.code], whole)
            for question in indicator.questions:
                if indicator.code not in alive or not _counts(questions, question.code) or not all(groups):
                    continue
                weights = question.weight * indicator.weight * dimension.weight
                weight = 100 * weights / (groups[0] * groups[1] * groups[2])
                score, status = questions[question.code]
                standings.append(Standing(question, dimension, Fraction(score or 0), weight, status))
    return standings


def _counts(questions: dict[str, Any], code: str) -> bool:
    return code in questions and questions[code][1] in COUNTED


def _read(question: Question, value: str) -> Declared | None:
    try:
        return read(question, value)
    except InvalidValue:  # a provisional run leaves out unreadable values
        return None


def lacks_proof(
    instrument: Instrument, question: Question, exact_score: Fraction | str | None, answer: Mapping[str, Any]
) -> bool:
    """Whether missing evidence holds back the score of an answer of a published document.

    `exact_score`: as stored, not as displayed; None where it does not count.
    """
    if exact_score is None:
        return False
    declared = _read(question, answer.get("value", ""))
    return _proven_score(instrument, question, Fraction(exact_score), declared) is not None


def _proven_score(
    instrument: Instrument, question: Question, exact: Fraction, declared: Declared | None
) -> Fraction | None:
    """Return the score with all evidence if it is above the exact one; otherwise None."""
    if declared is None:
        return None
    proven = question_score(instrument, question, declared, YES)
    return proven if proven > exact + STORED else None


def _proof(
    instrument: Instrument, standing: Standing, declared: Declared | None, evidence: str
) -> tuple[Fraction, str] | None:
    """Return the score with all evidence, and what it requires, if missing evidence holds the score back; otherwise None."""
    question = standing.question
    proven = _proven_score(instrument, question, standing.exact, declared)
    if declared is None or proven is None:
        return None
    if question.type == MULTI and instrument.options_need_evidence:
        accepted = evidence.split("|")
        lacking = [o for o in question.options if o.code in declared.options and o.code not in accepted]
        return proven, f"Falta que se acepte una evidencia de {_quoted(lacking)}."
    return proven, "Falta que se acepte una evidencia de lo que respondió."


def _quoted(options: list[Option]) -> str:
    return joined([f"«{option.text}»" for option in options if option.points])


def _next_score(instrument: Instrument, standing: Standing, declared: Declared | None) -> tuple[Fraction, str] | None:
    """Return the score one step up and what it requires, or None at the top."""
    question, score = standing.question, standing.exact + STORED
    if score >= 100:
        return None
    if question.type == SCALE:
        steps = zip(instrument.scale_values, question.levels, strict=False)
        return min(((value, text) for value, text in steps if value > score), default=None, key=lambda s: s[0])
    if question.type == CHOICE and question.max_points:
        options = ((100 * o.points / question.max_points, o.text) for o in question.options)
        return min((o for o in options if o[0] > score), default=None, key=lambda s: s[0])
    if question.type == NUMERIC and question.numeric:
        return _next_threshold(question, score)
    is_proven = question.evidence == "required"
    if question.type == MULTI:
        open_ones = [o for o in question.options if declared is None or o.code not in declared.options]
        return Fraction(100), f"Sumar {_quoted(open_ones)}{', con evidencia' if is_proven else ''}."
    return Fraction(100), f"Que la respuesta sea «sí»{', con su evidencia' if is_proven else ''}."


def _next_threshold(question: Question, score: Fraction) -> tuple[Fraction, str] | None:
    numeric = question.numeric
    assert numeric is not None
    above = [t for t in numeric.thresholds if t.score > score]
    if not above:
        return None
    threshold = min(above, key=lambda t: t.score)
    bound = "Se pide como máximo" if numeric.lower_is_better else "Se pide al menos"
    return threshold.score, f"{bound} {measured(numeric, threshold.start)}."


def _cents(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
