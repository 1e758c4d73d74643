"""Self-perception gap: the declared answers beside the reviewed ones, both scored by the official rule."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd

from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.inputs import Inputs, inputs_of
from diagnostics.results.queries.level_counts import median
from diagnostics.results.queries.results import Outcome, Results
from diagnostics.results.queries.sentences import NO_CHANGE
from diagnostics.scoring import columns, engine
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.values import InvalidValue, read

TOTAL = ""


@dataclass(frozen=True)
class Perceived:
    """One municipality: the score of its declared layer and its result after the review, rounded once each.

    `declared`: by code of dimension, TOTAL for the whole; None where it does not apply.
    """

    outcome: Outcome
    declared: dict[str, Decimal | None]

    def left(self, code: str = TOTAL) -> Decimal | None:
        if not code:
            return self.outcome.total.displayed
        score = self.outcome.score_of(code)
        return score.displayed if score else None

    def gap(self, code: str = TOTAL) -> Decimal | None:
        """Declared minus reviewed, in points: positive when the municipality declared more than its evidence shows."""
        said, left = self.declared.get(code), self.left(code)
        return None if said is None or left is None else said - left

    @property
    def total(self) -> Decimal | None:
        return self.declared.get(TOTAL)

    @property
    def result(self) -> Decimal | None:
        return self.left()

    @property
    def difference(self) -> Decimal | None:
        return self.gap()


@dataclass(frozen=True)
class Perception:
    """The municipalities of a run that have both layers, in river order, and the others (`left_out`)."""

    results: Results
    rows: list[Perceived]
    left_out: list[Outcome]

    @property
    def sentence(self) -> str:
        gaps = [gap for row in self.rows if (gap := row.gap()) is not None]
        above, below = sum(gap >= NO_CHANGE for gap in gaps), sum(gap <= -NO_CHANGE for gap in gaps)
        seen = "se vio" if above == 1 else "se vieron"
        start = f"{above} de {len(gaps)} {seen} {NO_CHANGE} puntos o más por encima de su resultado"
        return f"{start} y {below} por debajo" if below else start

    @cached_property
    def median(self) -> Decimal | None:
        return median([gap for row in self.rows if (gap := row.gap()) is not None])


def perception_of(results: Results, round: Round) -> Perception:
    """Return both layers of each municipality with a complete result in a run of a reviewed or final layer.

    The declared layer is scored again from its answers, which are closed since the signature: missing counts 0, as in the
    result (docs/scoring.md, section 5). Three queries.
    """
    compared = {o.municipality.divipola for o in results.comparable}
    declared = _declared(inputs_of(round, Layer.SELF_ASSESSED), compared) if compared else {}
    rows = [
        Perceived(o, declared[o.municipality.divipola])
        for o in results.comparable
        if o.municipality.divipola in declared
    ]
    shown = {row.outcome.municipality.divipola for row in rows}
    return Perception(results, rows, [o for o in results.outcomes if o.municipality.divipola not in shown])


def perceived(outcome: Outcome, assessment: Assessment) -> Perceived | None:
    """Return both layers of one municipality; None without a complete result or without declared answers. Two queries."""
    if not outcome.is_comparable:
        return None
    found = _declared(inputs_of(assessment.round, Layer.SELF_ASSESSED, assessment), [outcome.municipality.divipola])
    return Perceived(outcome, found[outcome.municipality.divipola]) if found else None


def _declared(inputs: Inputs, codes: Iterable[str]) -> dict[str, dict[str, Decimal | None]]:
    """Official scores of the self-assessed layer, by municipality and dimension; municipalities without answers stay out."""
    answers = inputs.answers[inputs.answers[columns.MUNICIPALITY].isin(set(codes))]
    # Questions that do not apply may have been signed with unreadable values; they do not count.
    answers = answers[_readable(inputs.instrument, answers)].reset_index(drop=True)
    present = set(answers[columns.MUNICIPALITY])
    places = [code for code in inputs.municipalities if code in present]
    if not places:
        return {}
    scored = engine.score(inputs.instrument, answers, places, inputs.attributes, engine.OFFICIAL)
    groups = [(TOTAL, scored.total), *((group.code, group) for group in scored.dimensions)]
    return {place: {code: _cents(int(group.cents[n])) for code, group in groups} for n, place in enumerate(places)}


def _readable(instrument: Instrument, answers: pd.DataFrame) -> pd.Series:
    """Mask of the rows with a valid value; each distinct (question, value) is parsed once."""
    known: dict[tuple[str, str], bool] = {}
    pairs = list(zip(answers[columns.QUESTION], answers[columns.VALUE], strict=True))
    for code, value in pairs:
        if (code, value) not in known:
            try:
                read(instrument.question_by_code[code], value)
            except InvalidValue:
                known[code, value] = False
            else:
                known[code, value] = True
    return pd.Series([known[pair] for pair in pairs], index=answers.index, dtype=bool)


def _cents(hundredths: int) -> Decimal | None:
    return None if hundredths < 0 else Decimal(hundredths).scaleb(-2)
