"""Stored results: the newest run of a layer, and its rows as other systems read them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from diagnostics.assessments.choices.wording import NO_RESULT, PARTIAL, PARTIAL_REASON
from diagnostics.assessments.models import MunicipalScore, Round, ScoreRun
from diagnostics.results.models import Publication
from diagnostics.scoring import columns
from diagnostics.scoring.instrument import Dimension, Instrument, Level
from territory.models import Municipality


@dataclass(frozen=True)
class Score:
    """A total or a dimension, as stored: `displayed` and `coverage` rounded, `level` None without one."""

    score: Decimal | None
    displayed: Decimal | None
    coverage: Decimal | None
    level: Level | None
    status: str
    holds_back: bool = False  # a gate limits the level because of this dimension


@dataclass(frozen=True)
class Outcome:
    """The result of one municipality, ready for display. `partial`: None without a result."""

    municipality: Municipality
    total: Score
    level_before_gates: Level | None
    partial: bool | None
    gates: list[dict[str, Any]]
    dimensions: list[tuple[Dimension, Score]]
    detail: dict[str, Any] = field(default_factory=dict)  # MunicipalScore.detail, if a page fetched it

    @property
    def has_result(self) -> bool:
        return self.total.displayed is not None

    @property
    def is_comparable(self) -> bool:
        """Partial and absent results stay out of levels, medians and comparisons."""
        return self.has_result and not self.partial

    @property
    def level(self) -> Level | None:
        return self.total.level if self.is_comparable else None

    @property
    def level_number(self) -> int:
        return self.level.number if self.level else 0

    @property
    def level_words(self) -> str:
        """The level, or the words for a partial or absent result."""
        if not self.has_result:
            return NO_RESULT
        return self.level.name if self.level else PARTIAL

    @property
    def is_held_back(self) -> bool:
        """Whether a rule keeps the level under the one that the score reaches."""
        return self.level is not None and self.level_before_gates is not None and self.level != self.level_before_gates

    @property
    def why_not_compared(self) -> str:
        """Completes «X no se compara:»; "" for a comparable result."""
        if self.is_comparable:
            return ""
        return PARTIAL_REASON if self.has_result else "quedó sin resultado en este ciclo"

    @property
    def acting_gates(self) -> list[dict[str, Any]]:
        """The gates that explain the level shown: those whose maximum is exactly that level."""
        return [g for g in self.gates if self.total.level and g["max_level"] == self.total.level.number]

    def score_of(self, code: str) -> Score | None:
        return next((score for dimension, score in self.dimensions if dimension.code == code), None)


@dataclass(frozen=True)
class Results:
    """The results of a run, in river order."""

    run: ScoreRun
    instrument: Instrument
    outcomes: list[Outcome]

    @cached_property
    def by_slug(self) -> dict[str, Outcome]:
        return {o.municipality.slug: o for o in self.outcomes}

    @cached_property
    def comparable(self) -> list[Outcome]:
        return [o for o in self.outcomes if o.is_comparable]

    @cached_property
    def positions(self) -> dict[str, int]:
        """The place of each comparable result by its displayed total, by slug; equal totals share one (1, 2, 2, 4)."""
        totals = sorted((o.total.displayed for o in self.comparable if o.total.displayed is not None), reverse=True)
        return {o.municipality.slug: totals.index(o.total.displayed) + 1 for o in self.comparable}


def results_of(run: ScoreRun, round: Round) -> Results:
    """Return the results of all municipalities in river order (one query). `round` provides the instrument.

    The detail of 1,100 municipalities would be megabytes: a page that shows one reads `MunicipalScore.detail` itself.
    """
    totals = run.totals.select_related("municipality").only(*TOTAL_FIELDS, *MUNICIPALITY_FIELDS)
    return results_from(totals, run, round)


def results_from(totals: Iterable[MunicipalScore], run: ScoreRun, round: Round) -> Results:
    """Return the results that these totals make, each with its municipality, whether they are stored or not."""
    instrument = round.version.parsed
    levels = {level.number: level for level in instrument.levels}
    outcomes = [_outcome(total, instrument, levels) for total in totals]
    outcomes.sort(key=lambda o: (o.municipality.order is None, o.municipality.order or 0, o.municipality.sort_key))
    return Results(run, instrument, outcomes)


def own_result(round: Round, municipality_id: int, layer: str, mode: str) -> tuple[ScoreRun, Outcome] | None:
    """Return one municipality's result in the newest run of a layer and mode; None before the first run. One query."""
    rows = MunicipalScore.objects.filter(
        run__round=round, run__layer=layer, run__mode=mode, municipality=municipality_id
    )
    rows = rows.select_related("municipality", "run").defer("detail", "municipality__facts")
    total = rows.order_by("-run__computed_at", "-run").first()
    if total is None:
        return None
    instrument = round.version.parsed
    return total.run, _outcome(total, instrument, {level.number: level for level in instrument.levels})


TOTAL_FIELDS = [
    "score", "displayed", "coverage", "level", "status", "level_before_gates", "partial", "gates", "dimensions", "run_id",
]  # fmt: skip
MUNICIPALITY_FIELDS = [
    f"municipality__{name}"
    for name in ("divipola", "name", "official_name", "slug", "order", "sort_key", "population", "population_year")
]


def _outcome(total: MunicipalScore, instrument: Instrument, levels: dict[int, Level]) -> Outcome:
    held_by = {code for gate in total.gates if gate["max_level"] == total.level for code in gate["codes"]}
    dimensions = []
    for dimension in instrument.dimensions:
        if dimension.code in total.dimensions:
            score, displayed, coverage, level, status = total.dimensions[dimension.code]
            numbers = (None if text is None else Decimal(text) for text in (score, displayed, coverage))
            dimensions.append((dimension, Score(*numbers, levels.get(level), status, dimension.code in held_by)))
    own = Score(total.score, total.displayed, total.coverage, levels.get(total.level), total.status)
    before = levels.get(total.level_before_gates)
    return Outcome(total.municipality, own, before, total.is_partial, total.gates, dimensions)


def published_rounds() -> list[Publication]:
    """Return the publications, newest first, with run, round, edition, `result_count` and `first_published_at`."""
    results = MunicipalScore.objects.filter(run=OuterRef("run"), displayed__isnull=False)
    count = results.order_by().values("run").annotate(count=Count("pk")).values("count")
    first = Publication.objects.filter(round=OuterRef("round")).order_by("version").values("published_at")[:1]
    return list(
        Publication.objects.annotate(result_count=Coalesce(Subquery(count), 0), first_published_at=Subquery(first))
        .select_related("run", "round__version__instrument")
        .defer("round__version__content")
        .order_by("-published_at", "-pk")
    )


def score_rows(run: ScoreRun, municipality: str = "") -> list[dict[str, str]]:
    """Return the rows of a scores table (columns.SCORES), all text; absent numbers are empty.

    `municipality`: the code of the only one.
    """
    totals = run.totals.filter(municipality__divipola=municipality) if municipality else run.totals.all()
    return rows_of(run, totals.select_related("municipality").order_by("municipality__divipola"))


def rows_of(run: ScoreRun, totals: Iterable[MunicipalScore]) -> list[dict[str, str]]:
    """Return what `score_rows` does, of totals that were read with their municipality."""
    rows = []
    for total in totals:
        base = {"municipality": total.municipality.divipola, "layer": run.layer, "mode": run.mode}
        own = _cells("global", "global", [total.score, total.displayed, total.coverage, total.level, total.status])
        if total.is_partial is not None:
            own |= {"level_before_gates": _text(total.level_before_gates), "partial": "si" if total.partial else "no"}
        rows.append(base | own)
        rows += [base | _cells("dimension", code, cells) for code, cells in total.dimensions.items()]
        for code, (score, displayed, coverage, status) in total.detail.get("indicators", {}).items():
            rows.append(base | _cells("indicator", code, [score, displayed, coverage, None, status]))
        for code, (score, status) in total.detail.get("questions", {}).items():
            rows.append(base | _cells("question", code, [score, half_up(score), None, None, status]))
    return [{name: row.get(name, "") for name in columns.SCORES} for row in rows]


def _cells(kind: str, code: str, cells: list) -> dict[str, str]:
    names = ("score", "displayed", "coverage", "level", "status")
    return {"kind": kind, "code": code} | {name: _text(cell) for name, cell in zip(names, cells, strict=True)}


def half_up(score: str | None) -> Decimal | None:
    return None if score is None else Decimal(score).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"  # never 0E-8
    return "" if value is None else str(value)
