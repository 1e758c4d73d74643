"""What the level of a municipality means, and what the next one asks."""

from dataclasses import dataclass
from decimal import Decimal
from textwrap import shorten

from core.numbers import coverage, trimmed
from core.numbers import score as number
from core.words import joined
from diagnostics.results.queries.level_counts import band_in_words, bands_of
from diagnostics.results.queries.results import Outcome
from diagnostics.scoring.instrument import Gate, Instrument, Level
from diagnostics.scoring.levels import MIN_DIMENSION

PARTIAL = (
    "Un resultado parcial no tiene nivel: lo que no se respondió cuenta como cero, y respondido podría dar más puntaje."
)

LONGEST = 70  # characters of a question


@dataclass(frozen=True)
class LevelNote:
    """`means`: the band of the level and its summary in the edition; `asks`: sentences about the next one."""

    means: str
    asks: tuple[str, ...]


def level_note(outcome: Outcome, instrument: Instrument) -> LevelNote | None:
    """Return the note on the level of a result; None where there is no result."""
    if not outcome.has_result:
        return None
    if outcome.level is None or outcome.total.displayed is None:
        whole, theme = coverage(instrument.minimum_global_coverage), coverage(instrument.minimum_dimension_coverage)
        return LevelNote(
            PARTIAL, (f"Para tener nivel hay que responder {whole} del cuestionario y {theme} de cada tema.",)
        )
    bands = bands_of(instrument)
    at = next(n for n, (level, _) in enumerate(bands) if level == outcome.level)
    level, end = bands[at]
    means = f"{level.name} va de {band_in_words(level, end)} puntos"
    means = f"{means}. {level.summary}" if level.summary else f"{means}."
    if at + 1 == len(bands):
        return LevelNote(means, (_keeps(level, instrument),))
    return LevelNote(means, _asks(bands[at + 1][0], outcome, outcome.total.displayed, instrument))


def _asks(following: Level, outcome: Outcome, total: Decimal, instrument: Instrument) -> tuple[str, ...]:
    start = trimmed(following.start)
    missing = Decimal(following.start.numerator) / Decimal(following.start.denominator) - total
    lacks = [_lacks(gate, outcome, instrument) for gate in _strictest(instrument, following)]
    unmet = [f"{rule}: {found}" for rule, found in lacks if found]
    if missing > 0:
        points = f"Para {following.name} hacen falta {start} puntos: le faltan {number(missing)}."
        return (points, *(f"{'Y' if n else 'Además,'} {one}." for n, one in enumerate(unmet)))
    reached = f"Ya tiene los {start} puntos que pide {following.name}"
    return (f"{reached}, pero {joined(unmet)}." if unmet else f"{reached}.",)


def _keeps(level: Level, instrument: Instrument) -> str:
    rules = joined([f"sin {_rule(gate, '')}" for gate in _strictest(instrument, level)])
    more = f", {rules}" if rules else ""
    return f"Es el nivel más alto. Para conservarlo hay que mantener al menos {trimmed(level.start)} puntos{more}."


def _strictest(instrument: Instrument, level: Level) -> list[Gate]:
    """The rules that a level has to meet: of each kind the one that asks most, which holds the others."""
    found: dict[str, Gate] = {}
    for gate in instrument.gates:
        if gate.max_level < level.number and (gate.rule not in found or gate.value > found[gate.rule].value):
            found[gate.rule] = gate
    return list(found.values())


def _rule(gate: Gate, verb: str = "puede estar ") -> str:
    what = "ningún tema" if gate.rule == MIN_DIMENSION else "ninguna pregunta crítica"
    return f"{what} {verb}por debajo de {trimmed(gate.value)}"


def _lacks(gate: Gate, outcome: Outcome, instrument: Instrument) -> tuple[str, str]:
    """Return a rule and what is under it in words; "" where nothing is."""
    low = _low_themes(gate, outcome) if gate.rule == MIN_DIMENSION else _low_questions(gate, outcome, instrument)
    if len(low) == 1:
        return _rule(gate), "{} está en {}".format(*low[0])
    found = joined([f"{name} ({score})" for name, score in low])
    return _rule(gate), f"hoy lo están {found}" if found else ""


def _low_themes(gate: Gate, outcome: Outcome) -> list[tuple[str, str]]:
    return [
        (dimension.short_name, number(score.displayed))
        for dimension, score in outcome.dimensions
        if score.displayed is not None and score.displayed < gate.value
    ]


def _low_questions(gate: Gate, outcome: Outcome, instrument: Instrument) -> list[tuple[str, str]]:
    """An applicable critical question without an answer counts as 0, as in the rule."""
    found = outcome.detail.get("questions", {})
    cells = [(q, found[q.code]) for q in instrument.questions if q.critical and q.is_scored and q.code in found]
    return [
        (f"{question.code} («{shorten(question.text, LONGEST, placeholder='…')}»)", number(score or 0))
        for question, (score, status) in cells
        if status != "not_applicable" and Decimal(score or 0) < gate.value
    ]
