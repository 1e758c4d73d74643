"""The criteria of a question as people read them: its steps with their points, and the norms behind it."""

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from core.numbers import trimmed
from core.search.columns import holds_words
from diagnostics.scoring.instrument import (
    CHOICE,
    MULTI,
    NUMERIC,
    SCALE,
    YES_NO,
    Indicator,
    Instrument,
    Numeric,
    Question,
)
from diagnostics.scoring.statements import unbroken
from diagnostics.scoring.values import NO, YES

CERTAIN = "alta"
ADDS = "Además"  # begins a level that asks for what the level below it asks, and more
LACKS = "; "  # after it, a level that another one adds to says what it has not: «procesos publicados; no hay listado»
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
TYPES = {
    "scale": "Por niveles", "yes_no": "Sí o no", "multi": "Varias opciones", "choice": "Una opción", "numeric": "Número",
}  # fmt: skip


@dataclass(frozen=True)
class Criterion:
    """One step, option or threshold. `value`: as an answer stores it (empty for thresholds); `points`: of 100."""

    value: str
    points: Fraction
    text: str


def steps_of(question: Question, instrument: Instrument) -> list[Criterion]:
    """Return the steps or options with their points of 100, in the order of the instrument."""
    if question.type == SCALE:
        values = zip(instrument.scale_values, question.levels, strict=False)
        return [Criterion(str(n), points, text) for n, (points, text) in enumerate(values)]
    if question.options:
        whole = question.max_points or Fraction(100)
        factor = Fraction(100) / whole if question.type == CHOICE else Fraction(1)
        return [Criterion(o.code, o.points * factor, o.text) for o in question.options]
    if question.type == NUMERIC and question.numeric:
        numeric, bound = question.numeric, "o menos" if question.numeric.lower_is_better else "o más"
        return [Criterion("", t.score, f"{measured(numeric, t.start)} {bound}") for t in numeric.thresholds]
    return [Criterion(YES, Fraction(100), "Sí"), Criterion(NO, Fraction(0), "No")] if question.type == YES_NO else []


def asked_for_all_points(question: Question, instrument: Instrument) -> list[Criterion]:
    """Return what all points ask for together: every option of a multiple that gives points; of a scale the top level and
    those that it adds to, which begin with «Además»; otherwise the best step."""
    steps = steps_of(question, instrument)
    worth = [step for step in steps if step.points > 0]
    if question.type == MULTI or not worth:
        return worth
    top = max(worth, key=lambda step: step.points)
    end = steps.index(top)
    start = next((n for n in range(end, 0, -1) if not steps[n].text.startswith(ADDS)), end)
    below = [replace(step, text=f"{step.text.partition(LACKS)[0].rstrip('.')}.") for step in steps[start:end]]
    return [*below, top] if question.type == SCALE else [top]


def measured(numeric: Numeric, number: Fraction) -> str:
    """98 %, 12 visitas."""
    return unbroken(f"{trimmed(number)} {'%' if numeric.is_ratio else numeric.unit}".strip())


def references_of(question: Question) -> list[str]:
    """Return the norms behind a question; the article only where it was verified in the norm's text."""
    return [_reference(ref) for ref in question.refs]


def _reference(ref: dict) -> str:
    is_certain = ref.get("certainty") == CERTAIN and ref.get("article")
    return f"{ref['norm']}, {ref['article']}" if is_certain else ref["norm"]


def searched_text(question: Question, indicator: Indicator) -> str:
    """What a search for words looks through."""
    return " ".join([question.code, question.text, *_more_text(question, indicator)])


def line_found(question: Question, indicator: Indicator, words: list[str]) -> str:
    """Return the sentence, level, option or indicator that holds words which code and text do not; "" if they hold all."""
    unseen = [word for word in words if not holds_words(f"{question.code} {question.text}", [word])]
    lines = _more_text(question, indicator)
    return next((line for line in lines if any(holds_words(line, [word]) for word in unseen)), "")


def _more_text(question: Question, indicator: Indicator) -> list[str]:
    """What a search finds beyond code and text: the help by sentences, levels, options, and the indicator."""
    helped = [sentence for sentence in _SENTENCE_END.split(question.help) if sentence]
    return [*helped, *question.levels, *(option.text for option in question.options), indicator.name]
