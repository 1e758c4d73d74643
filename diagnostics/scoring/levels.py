"""Maturity levels: bands of the rounded score, and the gates that hold a level back (docs/scoring.md, section 6)."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from diagnostics.scoring.instrument import Gate, Instrument
from diagnostics.scoring.sheet import Sheet

if TYPE_CHECKING:
    from diagnostics.scoring.engine import Group

MIN_DIMENSION, MIN_CRITICAL = "min_dimension_score", "min_critical_question_score"


@dataclass(frozen=True)
class Verdict:
    """Per municipality: level with and without gates, whether the result is partial, and the gates that acted.

    `gates[i]` lists {rule, value, max_level, codes} for each gate that holds municipality i below its band.
    """

    level: NDArray[np.int64]
    level_before_gates: NDArray[np.int64]
    partial: NDArray[np.bool_]
    gates: list[list[dict[str, Any]]]


def bands(instrument: Instrument, cents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of the level whose band holds each score (in hundredths); 0 for −1, no score."""
    levels = sorted(instrument.levels, key=lambda level: level.start)
    starts = [ceil(level.start * 100) for level in levels]
    numbers = np.array([0, *(level.number for level in levels)])
    return numbers[np.searchsorted(starts, cents, side="right")]


def verdict(instrument: Instrument, total: "Group", dimensions: "list[Group]", sheet: Sheet) -> Verdict:
    rows = len(total.cents)
    level = total.level.copy()
    gates: list[list[dict[str, Any]]] = [[] for _ in range(rows)]
    for gate in instrument.gates:
        codes, under = _under(gate, instrument, dimensions, sheet)
        acts = under.any(axis=1) & (total.level > gate.max_level)
        level = np.where(acts, np.minimum(level, gate.max_level), level)
        for i in np.flatnonzero(acts):
            held_by = [code for code, is_under in zip(codes, under[i], strict=True) if is_under]
            value = str(float(gate.value)).removesuffix(".0")
            gates[i].append({"rule": gate.rule, "value": value, "max_level": gate.max_level, "codes": held_by})
    return Verdict(level, total.level, _partial(instrument, total, dimensions), gates)


def _under(
    gate: Gate, instrument: Instrument, dimensions: "list[Group]", sheet: Sheet
) -> tuple[list[str], NDArray[np.bool_]]:
    """Return the codes that a gate checks and, per municipality, which of them are below its value."""
    if gate.rule == MIN_DIMENSION:
        limit = ceil(gate.value * 100)
        under = [(d.cents >= 0) & (d.cents < limit) for d in dimensions]
        return [d.code for d in dimensions], np.column_stack(under)
    cols = [j for j, q in enumerate(instrument.questions) if q.critical and q.is_scored]
    if not cols:
        return [], np.zeros((len(sheet.applies), 0), dtype=bool)
    # An applicable critical question without an answer has score 0 here, in both modes.
    limit = ceil(gate.value * sheet.unit)
    return [instrument.questions[j].code for j in cols], sheet.applies[:, cols] & (sheet.scores[:, cols] < limit)


def _partial(instrument: Instrument, total: "Group", dimensions: "list[Group]") -> NDArray[np.bool_]:
    partial = _short(total, instrument.minimum_global_coverage)
    for dimension in dimensions:
        partial = partial | _short(dimension, instrument.minimum_dimension_coverage)
    return partial


def _short(group: "Group", minimum: Fraction) -> NDArray[np.bool_]:
    return (group.coverage >= 0) & (group.coverage < ceil(minimum * 100))
