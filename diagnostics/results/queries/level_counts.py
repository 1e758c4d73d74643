"""Medians of a run, and its municipalities by level."""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

from core.numbers import trimmed
from diagnostics.assessments.choices.wording import NO_RESULT, PARTIAL_SHORT
from diagnostics.results.queries.results import Outcome, Results
from diagnostics.scoring.instrument import Instrument, Level
from territory.models import Municipality

CENTS = Decimal("0.01")
MEDIAN = "Mediana"
LEVEL, PARTIAL, ABSENT = "level", "partial", "absent"


@dataclass(frozen=True)
class Medians:
    """Medians of the comparable results, rounded once; None where there are none."""

    total: Decimal | None
    by_code: dict[str, Decimal | None]
    count: int


def medians_of(results: Results, outcomes: list[Outcome] | None = None) -> Medians:
    """Return the medians of the comparable results, or of the given outcomes. Partial results stay out."""
    rows = results.comparable if outcomes is None else outcomes
    scores: dict[str, list[Decimal]] = {d.code: [] for d in results.instrument.dimensions}
    for outcome in rows:
        for dimension, score in outcome.dimensions:
            if score.score is not None:
                scores[dimension.code].append(score.score)
    by_code = {code: median(values) for code, values in scores.items()}
    return Medians(median([o.total.score for o in rows if o.total.score is not None]), by_code, len(rows))


def median(scores: list[Decimal]) -> Decimal | None:
    """Return the median, rounded half up once."""
    if not scores:
        return None
    ordered, half = sorted(scores), len(scores) // 2
    middle = ordered[half] if len(scores) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return middle.quantize(CENTS, ROUND_HALF_UP)


@dataclass(frozen=True)
class Rung:
    """A level with its band in words and its municipalities; without `level`, the municipalities that have none.

    `kind`: LEVEL, PARTIAL or ABSENT.
    """

    kind: str
    level: Level | None
    name: str
    band: str
    outcomes: list[Outcome]

    @property
    def number(self) -> int:
        return self.level.number if self.level else 0

    @property
    def count(self) -> int:
        return len(self.outcomes)


def ladder_of(instrument: Instrument, outcomes: list[Outcome]) -> list[Rung]:
    """Return the levels from highest to lowest, then partial and absent results where there are any."""
    rungs = [
        Rung(
            LEVEL,
            level,
            level.name,
            band_in_words(level, end),
            [o for o in outcomes if o.level == level],
        )
        for level, end in bands_of(instrument)
    ]
    rungs.reverse()
    partial = [o for o in outcomes if o.has_result and o.partial]
    absent = [o for o in outcomes if not o.has_result]
    if partial:
        rungs.append(Rung(PARTIAL, None, PARTIAL_SHORT, "sin nivel", partial))
    if absent:
        rungs.append(Rung(ABSENT, None, NO_RESULT, "sin puntaje", absent))
    return rungs


def bands_of(instrument: Instrument) -> list[tuple[Level, Fraction]]:
    """Return each level with the start of the next one (the last: 100), lowest first."""
    levels = sorted(instrument.levels, key=lambda level: level.start)
    ends = [level.start for level in levels[1:]] + [Fraction(100)]
    return list(zip(levels, ends, strict=True))


def band_in_words(level: Level, end: Fraction) -> str:
    """«40 a menos de 60»: a score on a border belongs to the upper level. The highest one ends with 100."""
    return f"{trimmed(level.start)} a {'' if end == 100 else 'menos de '}{trimmed(end)}"


def borders_of(instrument: Instrument) -> tuple[float, ...]:
    """Return the starts of the levels, and 100: the ticks of a chart."""
    return (*sorted({float(level.start) for level in instrument.levels}), 100.0)


def share(weight: Fraction, group: list[Fraction]) -> Fraction:
    return weight / (sum(group, Fraction(0)) or 1)


def frame_of(results: Results, outcomes: list[Outcome], medians: Medians | None = None) -> pd.DataFrame:
    """Return the frame of charts: a row per dimension (short name), a column per municipality and, if given, the median."""
    codes = [d.code for d in results.instrument.dimensions]
    columns = {
        name: [score.displayed if (score := o.score_of(code)) else None for code in codes]
        for name, o in zip(names_of([o.municipality for o in outcomes]), outcomes, strict=True)
    }
    if medians is not None:
        columns[MEDIAN] = [medians.by_code[code] for code in codes]
    return pd.DataFrame(columns, index=[d.short_name for d in results.instrument.dimensions], dtype=object)


def names_of(municipalities: list[Municipality]) -> list[str]:
    """Return one name per municipality, with its code where two share a name."""
    count = Counter(m.name for m in municipalities)
    return [m.name if count[m.name] == 1 else f"{m.name} ({m.divipola})" for m in municipalities]
