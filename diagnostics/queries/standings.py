"""How the municipalities of a run stand: light results without the answers' detail, medians, and counts by level."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

from core.templatetags.ip360 import NARROW_SPACE
from diagnostics.models import DimensionScore, MunicipalScore, Round, ScoreRun
from diagnostics.queries.results import Outcome, Results, Score
from diagnostics.scoring.instrument import Instrument, Level

CENTS = Decimal("0.01")
MEDIAN = "Mediana"
RESULT_FIELDS = ["score", "displayed", "coverage", "level", "status"]


def standings_of(run: ScoreRun, round: Round) -> Results:
    """Return the results of all municipalities in river order (two queries), each with an empty `detail`.

    The detail of 1,100 municipalities would be megabytes; a page that shows one asks `results_of_one` for it.
    """
    totals = run.totals.select_related("municipality").only(
        *RESULT_FIELDS, "level_before_gates", "partial", "gates", "run_id",
        "municipality__name", "municipality__slug", "municipality__order", "municipality__sort_key",
    )  # fmt: skip
    rows = DimensionScore.objects.filter(total__run=run).order_by("pk").values_list("total_id", "code", *RESULT_FIELDS)
    return _results(run, round, list(totals), list(rows))


def _results(run: ScoreRun, round: Round, totals: list[MunicipalScore], rows: list[tuple]) -> Results:
    instrument = round.version.parsed
    levels = {level.number: level for level in instrument.levels}
    by_total: dict[int, dict[str, tuple]] = {}
    for total_id, code, *cells in rows:
        by_total.setdefault(total_id, {})[code] = cells
    totals.sort(key=lambda t: (t.municipality.order is None, t.municipality.order or 0, t.municipality.sort_key))
    outcomes = [_outcome(total, by_total.get(total.pk, {}), instrument, levels) for total in totals]
    return Results(run, instrument, outcomes)


def _outcome(
    total: MunicipalScore, cells: dict[str, tuple], instrument: Instrument, levels: dict[int, Level]
) -> Outcome:
    held_by = {code for gate in total.gates if gate["max_level"] == total.level for code in gate["codes"]}
    dimensions = []
    for dimension in instrument.dimensions:
        if dimension.code in cells:
            score, displayed, coverage, level, status = cells[dimension.code]
            holds_back = dimension.code in held_by
            dimensions.append((dimension, Score(score, displayed, coverage, levels.get(level), status, holds_back)))
    own = Score(total.score, total.displayed, total.coverage, levels.get(total.level), total.status)
    before = levels.get(total.level_before_gates)
    return Outcome(total.municipality, own, before, total.partial, total.gates, dimensions, {})


@dataclass(frozen=True)
class Medians:
    """Medians of the comparable results, rounded once; None where there are none."""

    total: Decimal | None
    by_code: dict[str, Decimal | None]
    count: int


def medians_of(results: Results, outcomes: list[Outcome] | None = None) -> Medians:
    """Return the medians of the comparable results (or of the given ones). Partial results stay out."""
    rows = results.comparable if outcomes is None else outcomes
    by_code = {}
    for dimension in results.instrument.dimensions:
        scores = [score.score for o in rows if (score := o.score_of(dimension.code))]
        by_code[dimension.code] = median([s for s in scores if s is not None])
    return Medians(median([o.total.score for o in rows if o.total.score is not None]), by_code, len(rows))


def median(scores: list[Decimal]) -> Decimal | None:
    """Return the middle score, or the mean of the two in the middle, rounded half up once."""
    if not scores:
        return None
    ordered, half = sorted(scores), len(scores) // 2
    middle = ordered[half] if len(scores) % 2 else (ordered[half - 1] + ordered[half]) / 2
    return middle.quantize(CENTS, ROUND_HALF_UP)


@dataclass(frozen=True)
class Rung:
    """A level with its band in words and the municipalities that are in it; without `level`, those that have none."""

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
    """Return the levels from the highest to the lowest, then partial and absent results where there are any."""
    rungs = [
        Rung(level, level.name, f"{plain(level.start)} a {plain(end)}", [o for o in outcomes if o.level == level])
        for level, end in bands_of(instrument)
    ]
    rungs.reverse()
    partial = [o for o in outcomes if o.has_result and o.partial]
    absent = [o for o in outcomes if not o.has_result]
    if partial:
        rungs.append(Rung(None, "Parcial", "sin nivel", partial))
    if absent:
        rungs.append(Rung(None, "Sin resultado", "sin puntaje", absent))
    return rungs


def bands_of(instrument: Instrument) -> list[tuple[Level, Fraction]]:
    """Return each level with the score where the next one begins (the last: 100), lowest first."""
    levels = sorted(instrument.levels, key=lambda level: level.start)
    ends = [level.start for level in levels[1:]] + [Fraction(100)]
    return list(zip(levels, ends, strict=True))


def borders_of(instrument: Instrument) -> tuple[float, ...]:
    """Return the scores where levels begin, and 100: the ticks of a chart."""
    return (*sorted({float(level.start) for level in instrument.levels}), 100.0)


def plain(value: Fraction) -> str:
    """Write an exact number as people do: «20», «33,33»."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",")


def share(weight: Fraction, group: list[Fraction]) -> str:
    """Write a weight as its share of a group: «20 %», with a space that does not break."""
    return f"{plain(100 * weight / (sum(group, Fraction(0)) or 1))}{NARROW_SPACE}%"


def frame_of(results: Results, outcomes: list[Outcome], medians: Medians | None = None) -> pd.DataFrame:
    """Return the frame of charts: a row per dimension (short name), a column per municipality and, given, the median."""
    codes = [d.code for d in results.instrument.dimensions]
    columns = {
        o.municipality.name: [score.displayed if (score := o.score_of(code)) else None for code in codes]
        for o in outcomes
    }
    if medians is not None:
        columns[MEDIAN] = [medians.by_code[code] for code in codes]
    return pd.DataFrame(columns, index=[d.short_name for d in results.instrument.dimensions], dtype=object)
