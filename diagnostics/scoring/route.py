"""The route to improvement of one municipality: every single step with its points, and the cheapest way to a level."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from diagnostics.scoring import columns
from diagnostics.scoring.cheapest import cheapest_steps
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.moves import TooMuchWork
from diagnostics.scoring.steps import Gain, Step, gains_of, row_of, scored, total_of


@dataclass(frozen=True)
class Way:
    """`steps`: single steps in the order of the instrument; `level` and `score`: what the engine gives after all of them."""

    steps: tuple[Step, ...]
    level: int
    score: Fraction

    @property
    def effort(self) -> int:
        return sum(step.effort for step in self.steps)


@dataclass(frozen=True)
class Route:
    """`score`, `level`: now, None and 0 without a result. `cheapest` is None for the `reason`, a Spanish sentence."""

    score: Fraction | None
    level: int
    gaps: list[Gain]
    cheapest: Way | None
    reason: str = ""


def route_of(
    instrument: Instrument, answers: pd.DataFrame, attributes: Mapping[str, Any], target: int | None = None
) -> Route:
    """Return the route from the answers of one municipality (columns.ANSWERS, official mode).

    `target`: a level of the instrument; by default the one after the present one. Gaps by points ÷ effort, then by code.
    Raises sheet.UnreadableAnswer.
    """
    rows = {row[columns.QUESTION]: row for row in answers.to_dict("records")}
    now = scored(instrument, [rows], attributes)
    if not now.has_any[0] or not now.total.exact.present[0]:
        return Route(None, 0, [], None, "No hay un resultado desde el cual mejorar.")
    gaps = sorted(gains_of(instrument, answers, attributes), key=lambda gap: (-gap.per_effort, gap.step.question.code))
    score, level = total_of(now, 0), int(now.verdict.level[0])
    top = instrument.levels[-1].number
    wanted = target or min(level + 1, top)
    if level >= wanted:
        words = "que es el más alto" if level == top else f"y se pidió el {wanted}"
        return Route(score, level, gaps, None, f"Ya está en el nivel {level}, {words}.")
    try:
        steps = cheapest_steps(instrument, rows, attributes, wanted)
    except TooMuchWork:
        reason = "Las condiciones o los esfuerzos de esta edición no dejan calcular el camino en un tiempo razonable."
        return Route(score, level, gaps, None, reason)
    if steps is None:
        return Route(score, level, gaps, None, f"Ningún conjunto de pasos llega al nivel {wanted}.")
    return Route(score, level, gaps, _verified(instrument, rows, attributes, steps, wanted))


def _verified(
    instrument: Instrument,
    rows: dict[str, dict[Any, Any]],
    attributes: Mapping[str, Any],
    steps: list[Step],
    wanted: int,
) -> Way:
    """Return the way with what the engine says of it."""
    after = scored(instrument, [{**rows, **{step.question.code: row_of(step) for step in steps}}], attributes)
    way = Way(tuple(steps), int(after.verdict.level[0]), total_of(after, 0))
    if way.level < wanted:
        raise ArithmeticError(f"the engine gives level {way.level}, not {wanted}, after {way.effort} of effort")
    return way
