"""Stored results: the newest run of a layer, and its rows as other systems read them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from diagnostics.models import MunicipalScore, Publication, Round, ScoreRun
from diagnostics.scoring import columns
from diagnostics.scoring.instrument import Dimension, Instrument, Level
from territory.models import Municipality


def newest_run(round: Round, layer: str, mode: str) -> ScoreRun | None:
    """Return the newest run of a layer and mode, with its round, or None."""
    return ScoreRun.objects.filter(round=round, layer=layer, mode=mode).select_related("round").first()


@dataclass(frozen=True)
class Score:
    """A total or a dimension, as stored: `displayed` and `coverage` rounded, `level` None without one."""

    score: Decimal | None
    displayed: Decimal | None
    coverage: Decimal | None
    level: Level | None
    status: str
    holds_back: bool = False  # a gate stopped the level because of this dimension


@dataclass(frozen=True)
class Outcome:
    """The result of one municipality, ready to be shown."""

    municipality: Municipality
    total: Score
    level_before_gates: Level | None
    partial: bool
    gates: list[dict[str, Any]]
    dimensions: list[tuple[Dimension, Score]]
    detail: dict[str, Any]

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
    def acting_gates(self) -> list[dict[str, Any]]:
        """The gates that explain the level shown: those that hold it exactly there."""
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


def results_of(run: ScoreRun, round: Round) -> Results:
    """Return the results of a run (two queries). `round` brings the instrument."""
    instrument = round.version.parsed
    totals = (
        run.totals.select_related("municipality")
        .prefetch_related("dimensions")
        .order_by("municipality__order", "municipality__sort_key", "municipality__divipola")
    )
    outcomes = [_outcome(total, instrument) for total in totals]
    outcomes.sort(key=lambda o: (o.municipality.order is None, o.municipality.order or 0))
    return Results(run, instrument, outcomes)


def _outcome(total: MunicipalScore, instrument: Instrument) -> Outcome:
    levels = {level.number: level for level in instrument.levels}
    held_by = {code for gate in total.gates if gate["max_level"] == total.level for code in gate["codes"]}
    scores = {d.code: _score(d, levels, d.code in held_by) for d in total.dimensions.all()}
    return Outcome(
        municipality=total.municipality,
        total=_score(total, levels, False),
        level_before_gates=levels.get(total.level_before_gates),
        partial=total.partial,
        gates=total.gates,
        dimensions=[(d, scores[d.code]) for d in instrument.dimensions if d.code in scores],
        detail=total.detail,
    )


def _score(row, levels: dict[int, Level], holds_back: bool) -> Score:
    return Score(row.score, row.displayed, row.coverage, levels.get(row.level), row.status, holds_back)


def published_rounds() -> list[Publication]:
    """Return the publications, newest first, with run, round and edition."""
    return list(
        Publication.objects.select_related("run", "round__version__instrument")
        .defer("round__version__content")
        .order_by("-published_at", "-pk")
    )


def score_rows(run: ScoreRun) -> list[dict[str, str]]:
    """Return the rows of a scores table (columns.SCORES), all text; absent numbers are empty."""
    rows = []
    totals = run.totals.select_related("municipality").prefetch_related("dimensions").order_by("municipality__divipola")
    for total in totals:
        base = {"municipality": total.municipality.divipola, "layer": run.layer, "mode": run.mode}
        partial = (
            "" if total.score is None and total.status == "unanswered" and not total.detail else _yes_no(total.partial)
        )
        rows.append(
            base | _cells("global", "global", total)
            | {"level_before_gates": _text(total.level_before_gates), "partial": partial}
        )  # fmt: skip
        rows += [base | _cells("dimension", d.code, d) for d in total.dimensions.all()]
        for code, (score, coverage, status) in total.detail.get("indicators", {}).items():
            rows.append(base | _detail("indicator", code, score, coverage or "", status))
        for code, (score, status) in total.detail.get("questions", {}).items():
            rows.append(base | _detail("question", code, score, "", status))
    return [{name: row.get(name, "") for name in columns.SCORES} for row in rows]


def _cells(kind: str, code: str, row) -> dict[str, str]:
    return {
        "kind": kind,
        "code": code,
        "score": _text(row.score),
        "displayed": _text(row.displayed),
        "coverage": _text(row.coverage),
        "level": _text(row.level),
        "status": row.status,
    }


def _detail(kind: str, code: str, score: str | None, coverage: str, status: str) -> dict[str, str]:
    displayed = "" if score is None else f"{half_up(score):.2f}"
    return {
        "kind": kind, "code": code, "score": score or "", "displayed": displayed, "coverage": coverage, "status": status,
    }  # fmt: skip


def half_up(score: str) -> Decimal:
    """Return a stored score rounded half up to two decimals."""
    return Decimal(score).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _yes_no(value: bool) -> str:
    return "si" if value else "no"
