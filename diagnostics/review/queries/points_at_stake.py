"""Points at stake: the exact change of the total when one answer takes another value."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from diagnostics.assessments.choices import Mode
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.review.queries.entries import Entry
from diagnostics.scoring import columns, engine
from diagnostics.scoring.instrument import Instrument

BASE, EVERY, BEFORE = "", " ", "antes "  # scenario names that cannot be question codes


@dataclass(frozen=True)
class Result:
    """Totals of one scenario: unrounded points (0–100; None without any score) and the level shown (0: none)."""

    total: Fraction | None
    dimensions: dict[str, Fraction | None]
    level: int


@dataclass(frozen=True)
class Stake:
    """What one answer moves: points of the total and of its dimension, and the level before and after."""

    points: Decimal
    dimension_points: Decimal
    level_before: int
    level_after: int

    @property
    def taken(self) -> Decimal:
        """What the adjustment moved: the reverse of what accepting the municipality's side would."""
        return -self.points

    @property
    def moves_level(self) -> bool:
        return self.level_before != self.level_after


@dataclass(frozen=True)
class PointsAtStake:
    """Points of each alternative, by question, and of all open ones together. `settled`: those decided or accepted."""

    by_code: dict[str, Stake]
    together: Stake
    settled: frozenset[str]

    @property
    def disputed(self) -> Decimal:
        """The sum of the absolute points of the open answers."""
        return sum((abs(stake.points) for code, stake in self.by_code.items() if code not in self.settled), Decimal(0))


def points_at_stake_of(
    assessment: Assessment, base: dict[str, Entry], others: dict[str, Entry], settled: dict[str, Entry]
) -> PointsAtStake:
    """Return what each alternative of `others` moves when it alone replaces the entry of `base`, by question.

    `settled`: the reviewed entries of decided questions; their points are measured from there. Official mode: missing counts 0.
    One run of the engine scores all scenarios, each as if it were a municipality, so that conditions, accepted «no aplica» and
    gates act in each as they would (docs/scoring.md, sections 3–6).
    """
    instrument = assessment.round.version.parsed
    alone = {code: base | {code: entry} for code, entry in others.items()}
    before = {f"{BEFORE}{code}": base | {code: entry} for code, entry in settled.items()}
    every = base | {code: entry for code, entry in others.items() if code not in settled}
    results = _score(instrument, {BASE: base, EVERY: every} | alone | before, facts_of(assessment))
    points_at_stake = {
        code: _stake(instrument, results[f"{BEFORE}{code}" if code in settled else BASE], results[code], code)
        for code in others
    }
    together = _stake(instrument, results[BASE], results[EVERY], None)
    return PointsAtStake(points_at_stake, together, frozenset(settled))


def _score(instrument: Instrument, scenarios: dict[str, dict[str, Entry]], facts: dict) -> dict[str, Result]:
    order = [q.code for q in instrument.questions]
    rows = [
        (name, code, entry.value, entry.not_applicable, entry.na_accepted, entry.evidence_accepted)
        for name, entries in scenarios.items()
        for code in order
        if (entry := entries.get(code)) and (entry.value or entry.not_applicable)
    ]
    frame = pd.DataFrame(rows, columns=columns.ANSWERS)
    frame = frame.astype({columns.NOT_APPLICABLE: bool, columns.NA_ACCEPTED: bool})
    names = list(scenarios)
    results = engine.score(instrument, frame, names, dict.fromkeys(names, facts), Mode.OFFICIAL.value)
    return {
        name: Result(
            total=_exact(results.total, i),
            dimensions={group.code: _exact(group, i) for group in results.dimensions},
            level=int(results.verdict.level[i]),
        )
        for i, name in enumerate(names)
    }


def _exact(group: engine.Group, i: int) -> Fraction | None:
    den = int(group.exact.den[i])
    return Fraction(int(group.exact.num[i]), den) if den else None


def _stake(instrument: Instrument, before: Result, after: Result, code: str | None) -> Stake:
    dimension = instrument.dimension_of[instrument.indicator_of[code].code].code if code else None
    moved = Decimal(0) if dimension is None else _points(before.dimensions[dimension], after.dimensions[dimension])
    return Stake(_points(before.total, after.total), moved, before.level, after.level)


def _points(before: Fraction | None, after: Fraction | None) -> Decimal:
    difference = (after or Fraction(0)) - (before or Fraction(0))
    return (Decimal(difference.numerator) / Decimal(difference.denominator)).quantize(Decimal("0.0001"))
