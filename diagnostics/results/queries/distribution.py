"""All questions of a run at once: medians, ranges, and counts by level."""

from dataclasses import dataclass, field
from decimal import Decimal

import pandas as pd
from django.db.models.fields.json import KeyTransform

from diagnostics.assessments.choices.wording import NO_RESULT, PARTIAL_SHORT
from diagnostics.results.queries.level_counts import median
from diagnostics.results.queries.results import Results, half_up
from diagnostics.scoring.engine import SCORED, UNANSWERED
from diagnostics.scoring.instrument import Dimension, Question

NOT_APPLICABLE = "No aplica"


@dataclass(frozen=True)
class Distribution:
    """One question over a run.

    `scores`: unrounded, of complete results. `asked`: of all results, partial ones too, those to which the question applies;
    `answered`: those of them with an answer.
    """

    question: Question
    dimension: Dimension
    scores: list[Decimal] = field(default_factory=list)
    answered: int = 0
    asked: int = 0

    @property
    def median(self) -> Decimal | None:
        return median(self.scores)

    @property
    def low(self) -> Decimal | None:
        return half_up(str(min(self.scores))) if self.scores else None

    @property
    def high(self) -> Decimal | None:
        return half_up(str(max(self.scores))) if self.scores else None


def distributions_of(results: Results) -> list[Distribution]:
    """Return every question of a run in the order of the instrument (one query). Partial results stay out of the scores."""
    comparable = {o.municipality.pk for o in results.comparable}
    cells = KeyTransform("questions", "detail")
    scores: dict[str, list[Decimal]] = {q.code: [] for q in results.instrument.questions}
    answered, asked = dict.fromkeys(scores, 0), dict.fromkeys(scores, 0)
    rows = results.run.totals.order_by().annotate(cells=cells).values_list("municipality", "cells")
    for place, questions in rows.iterator():
        for code, (score, status) in (questions or {}).items():
            answered[code] += status == SCORED
            asked[code] += status in (SCORED, UNANSWERED)
            if score is not None and place in comparable:
                scores[code].append(Decimal(score))
    return [
        Distribution(q, d, scores[q.code], answered[q.code], asked[q.code])
        for d in results.instrument.dimensions
        for i in d.indicators
        for q in i.questions
    ]


def counts_of(results: Results) -> pd.DataFrame:
    """Return the number of municipalities per level: a row for the total and per dimension, a column per level.

    Further columns, where not empty, count partial results, dimensions that do not apply and absent results, so that each row
    adds up to all municipalities.
    """
    levels = sorted(results.instrument.levels, key=lambda level: level.number)
    names = {level.number: level.name for level in levels}
    partial = sum(o.has_result and o.partial for o in results.outcomes)
    absent = sum(not o.has_result for o in results.outcomes)
    rows = {"Total": [o.level for o in results.comparable]}
    for dimension in results.instrument.dimensions:
        scores = [o.score_of(dimension.code) for o in results.comparable]
        rows[dimension.short_name] = [score.level if score else None for score in scores]
    found = {
        theme: [
            *(sum(level is not None and level.number == n for level in on) for n in names),
            partial,
            on.count(None),
            absent,
        ]
        for theme, on in rows.items()
    }
    columns = [*names.values(), PARTIAL_SHORT, NOT_APPLICABLE, NO_RESULT]
    frame = pd.DataFrame.from_dict(found, orient="index", columns=columns)
    empty = [name for name in columns[len(names) :] if not frame[name].any()]
    return frame.drop(columns=empty)
