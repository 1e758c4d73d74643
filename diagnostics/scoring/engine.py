"""Scores of every level for every municipality, from one layer of answers (docs/scoring.md).

question → indicator → dimension → global, each the weighted mean of what applies; exact until the final rounding.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostics.scoring.instrument import Indicator, Instrument
from diagnostics.scoring.levels import Verdict, bands, verdict
from diagnostics.scoring.ratios import Ratios, integer_weights, weighted_mean
from diagnostics.scoring.sheet import Sheet, read_sheet

OFFICIAL, PROVISIONAL = "official", "provisional"
SCORED, UNANSWERED, NOT_APPLICABLE, UNSCORED = "scored", "unanswered", "not_applicable", "unscored"


@dataclass(frozen=True)
class Group:
    """Results of one indicator, dimension or the total: one row per municipality.

    `cents` and `coverage` are hundredths rounded half up, −1 where there is no value; `exact` is the unrounded score.
    """

    code: str
    exact: Ratios
    score: NDArray[np.float64]
    cents: NDArray[np.int64]
    coverage: NDArray[np.int64]
    status: NDArray[np.str_]
    level: NDArray[np.int64]  # 0 where there is no score


@dataclass(frozen=True)
class Results:
    """The output of one run. `municipalities` labels the rows of every vector and matrix."""

    instrument: Instrument
    municipalities: list[str]
    has_any: NDArray[np.bool_]
    total: Group
    dimensions: list[Group]
    indicators: list[Group]
    question_scores: NDArray[np.float64]  # NaN where the question has no score
    question_status: NDArray[np.str_]
    verdict: Verdict


def score(
    instrument: Instrument,
    answers: pd.DataFrame,
    municipalities: list[str],
    attributes: dict[str, dict[str, Any]],
    mode: str = OFFICIAL,
) -> Results:
    """Score one layer.

    `answers`: columns.ANSWERS, at most one row per municipality and question; both must be known.
    `mode`: official (unanswered counts 0) or provisional (unanswered is left out).
    Raises sheet.UnreadableAnswer in official mode. Source of every formula: docs/scoring.md, sections 3–6.
    """
    sheet = read_sheet(instrument, answers, municipalities, attributes, drafts=mode == PROVISIONAL)
    column = {q.code: j for j, q in enumerate(instrument.questions)}
    indicators, covers = [], []
    for indicator in instrument.indicators:
        group, cover = _indicator(indicator, sheet, [column[q.code] for q in indicator.questions], mode)
        indicators.append(group)
        covers.append(cover)
    by_code = {g.code: (g, c) for g, c in zip(indicators, covers, strict=True)}
    dimensions, dimension_covers = [], []
    for dimension in instrument.dimensions:
        members = [by_code[i.code] for i in dimension.indicators]
        group, cover = _mean(dimension.code, integer_weights(i.weight for i in dimension.indicators), members)
        dimensions.append(_with_levels(instrument, group))
        dimension_covers.append(cover)
    weights = integer_weights(d.weight for d in instrument.dimensions)
    total, _ = _mean("global", weights, list(zip(dimensions, dimension_covers, strict=True)))
    total = _with_levels(instrument, total)
    return Results(
        instrument=instrument,
        municipalities=municipalities,
        has_any=sheet.has_any,
        total=total,
        dimensions=dimensions,
        indicators=indicators,
        question_scores=_question_scores(instrument, sheet, mode),
        question_status=_question_status(instrument, sheet),
        verdict=verdict(instrument, total, dimensions, sheet),
    )


def _indicator(indicator: Indicator, sheet: Sheet, cols: list[int], mode: str) -> tuple[Group, Ratios]:
    """I = Σ w·s / Σ w over the applicable questions (provisional: the answered ones), and its coverage."""
    weights = np.array(integer_weights(q.weight for q in indicator.questions), dtype=sheet.scores.dtype)
    applies, answered, scores = sheet.applies[:, cols], sheet.answered[:, cols], sheet.scores[:, cols]
    counted = answered if mode == PROVISIONAL else applies
    possible = (applies @ weights).astype(object)
    exact = Ratios((scores @ weights).astype(object), (counted @ weights).astype(object) * sheet.unit)
    cover = Ratios((answered @ weights).astype(object), possible)
    unscored = not any(q.is_scored for q in indicator.questions)
    return _group(indicator.code, exact, cover, UNSCORED if unscored else NOT_APPLICABLE), cover


def _mean(code: str, weights: list[int], members: list[tuple[Group, Ratios]]) -> tuple[Group, Ratios]:
    exact = weighted_mean(weights, [group.exact for group, _ in members])
    cover = weighted_mean(weights, [cover for _, cover in members])
    return _group(code, exact, cover, NOT_APPLICABLE if any(weights) else UNSCORED), cover


def _group(code: str, exact: Ratios, cover: Ratios, status_without_weight: str) -> Group:
    coverage = cover.hundredths()
    status = np.where(coverage < 0, status_without_weight, np.where(cover.num == 0, UNANSWERED, SCORED))
    return Group(code, exact, exact.floats(), exact.hundredths(), coverage, status, np.zeros(len(coverage), np.int64))


def _with_levels(instrument: Instrument, group: Group) -> Group:
    level = bands(instrument, group.cents)
    return Group(group.code, group.exact, group.score, group.cents, group.coverage, group.status, level)


def _question_scores(instrument: Instrument, sheet: Sheet, mode: str) -> NDArray[np.float64]:
    has_score = sheet.answered if mode == PROVISIONAL else sheet.applies
    scored = np.array([q.is_scored for q in instrument.questions])
    return np.where(has_score & scored, (sheet.scores / sheet.unit).astype(np.float64), np.nan)


def _question_status(instrument: Instrument, sheet: Sheet) -> NDArray[np.str_]:
    status = np.where(sheet.answered, SCORED, np.where(sheet.applies, UNANSWERED, NOT_APPLICABLE))
    scored = np.array([q.is_scored for q in instrument.questions])
    return np.where(scored, status, UNSCORED)
