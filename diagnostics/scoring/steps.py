"""Single steps up from the answers of one municipality, and the points of the total that each brings there.

A step goes to the next level (scale), from no to yes, to one more option (multiple), to the next better option (choice), or to
exactly the next threshold with a higher score (number). Where missing evidence holds the score of an answer back, its first
step is the proof. What is not answered starts at the lowest score. Evidence of what changed counts as accepted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from diagnostics.scoring import columns
from diagnostics.scoring.engine import OFFICIAL, Results, score
from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Instrument, Numeric, Question
from diagnostics.scoring.questions import ZERO, numeric_score, question_score
from diagnostics.scoring.values import NONE_OF_THEM, YES, Declared, read

LOWEST_LEVEL, MOST_DECIMALS = 0, 9
EFFORT_OF_PROOF = 1
WHOLE = 100  # per cent


@dataclass(frozen=True)
class Step:
    """`source`, `value`: the stored answer before and after. `target`: the level, option, number or «si» that is reached.

    `evidence`: what is accepted after the step. `proves`: the answer stays, its evidence is what is missing.
    """

    question: Question
    source: str
    target: str
    value: str
    evidence: str
    proves: bool = False

    @property
    def effort(self) -> int:
        if self.proves:
            return EFFORT_OF_PROOF
        effort = self.question.effort
        return effort if isinstance(effort, int) else effort[self.target]


@dataclass(frozen=True)
class Gain:
    """`points`: of the total (0–100), exact."""

    step: Step
    points: Fraction

    @property
    def per_effort(self) -> Fraction:
        return self.points / self.step.effort


def steps_of(instrument: Instrument, question: Question, value: str, evidence: str) -> list[Step]:
    """Return the next steps of one applicable question; none at its top. `value`, `evidence`: as in columns.ANSWERS."""
    declared = read(question, value)
    if declared is not None:
        reached = question_score(instrument, question, declared, evidence)
        if question_score(instrument, question, declared, YES) > reached:
            return [Step(question, value, _target(question, value), value, YES, proves=True)]
    if question.type == MULTI:
        return _more_options(question, value, declared, evidence)
    following = _next_value(question, declared)
    return [Step(question, value, following[0], following[1], YES)] if following else []


def gains_of(instrument: Instrument, answers: pd.DataFrame, attributes: Mapping[str, Any]) -> list[Gain]:
    """Return every single step of one municipality with its points, in the order of the instrument.

    `answers`: columns.ANSWERS of that municipality, official mode. Raises sheet.UnreadableAnswer.
    """
    rows: dict[str, dict[Any, Any]] = {row[columns.QUESTION]: row for row in answers.to_dict("records")}
    now = scored(instrument, [rows], attributes)
    steps = [
        step
        for place, question in enumerate(instrument.questions)
        if question.is_scored and now.question_status[0, place] in ("scored", "unanswered")
        for step in steps_of(instrument, question, *stored(rows.get(question.code)))
    ]
    after = scored(instrument, [rows, *({**rows, step.question.code: row_of(step)} for step in steps)], attributes)
    before = total_of(after, 0)
    return [Gain(step, total_of(after, place) - before) for place, step in enumerate(steps, 1)]


def stored(row: dict[Any, Any] | None) -> tuple[str, str]:
    if row is None or row[columns.NOT_APPLICABLE]:  # applicable all the same: its «no aplica» was not accepted
        return "", ""
    return row[columns.VALUE], row[columns.EVIDENCE]


def row_of(step: Step) -> dict[str, Any]:
    return {
        columns.QUESTION: step.question.code,
        columns.VALUE: step.value,
        columns.NOT_APPLICABLE: False,
        columns.NA_ACCEPTED: False,
        columns.EVIDENCE: step.evidence,
    }


def scored(instrument: Instrument, cases: list[dict[str, Any]], attributes: Mapping[str, Any]) -> Results:
    """Score each case as if it were a municipality of its own, all at once."""
    names = [str(place) for place in range(len(cases))]
    listed = [
        {**row, columns.MUNICIPALITY: name} for name, rows in zip(names, cases, strict=True) for row in rows.values()
    ]
    frame = pd.DataFrame(listed, columns=columns.ANSWERS).astype(
        {columns.NOT_APPLICABLE: bool, columns.NA_ACCEPTED: bool}
    )
    return score(instrument, frame, names, {name: dict(attributes) for name in names}, OFFICIAL)


def total_of(results: Results, place: int) -> Fraction:
    exact = results.total.exact
    return Fraction(int(exact.num[place]), int(exact.den[place])) if exact.present[place] else ZERO


def _target(question: Question, value: str) -> str:
    return value if question.type != MULTI or value else NONE_OF_THEM


def _more_options(question: Question, value: str, declared: Declared | None, evidence: str) -> list[Step]:
    chosen = declared.options if declared else frozenset()
    accepted = chosen if evidence == YES else chosen & frozenset(evidence.split("|"))
    found = []
    for option in question.options:
        if option.code not in chosen and option.points > 0:
            after, proven = chosen | {option.code}, accepted | {option.code}
            found.append(Step(question, value, option.code, _listed(question, after), _listed(question, proven)))
    return found


def _listed(question: Question, codes: frozenset[str]) -> str:
    return "|".join(option.code for option in question.options if option.code in codes)


def _next_value(question: Question, declared: Declared | None) -> tuple[str, str] | None:
    """Return the target of the next step and the stored answer that reaches it."""
    if question.type == SCALE:
        following = (declared.level if declared else LOWEST_LEVEL) + 1
        return (str(following), str(following)) if following < len(question.levels) else None
    if question.type == YES_NO:
        return None if declared and declared.yes else (YES, YES)
    if question.type == CHOICE:
        return _next_option(question, declared)
    assert question.numeric is not None
    return _next_threshold(question.numeric, declared)


def _next_option(question: Question, declared: Declared | None) -> tuple[str, str] | None:
    worth = {option.code: option.points for option in question.options}
    reached = max((worth[code] for code in declared.options), default=ZERO) if declared else min(worth.values())
    better = [(points, code) for code, points in worth.items() if points > reached]
    return (min(better)[1],) * 2 if better else None


def _next_threshold(numeric: Numeric, declared: Declared | None) -> tuple[str, str] | None:
    if declared is None:
        reached = min((threshold.score for threshold in numeric.thresholds), default=ZERO)
    else:
        reached = numeric_score(numeric, declared.number)
    better = [t for t in numeric.reading_order if t.score > reached and _can_be(numeric, t.start)]
    if not better:
        return None
    start = min(better, key=lambda threshold: threshold.score).start  # of equal ones, the easiest to reach
    if numeric.is_ratio:
        return _decimal(start), f"{(start / 100).numerator}/{(start / 100).denominator}"
    return _decimal(start), _decimal(start)


def _can_be(numeric: Numeric, number: Fraction) -> bool:
    """Whether an answer may be exactly this number: a part exceeds its whole only where the question says so."""
    return number <= WHOLE or numeric.may_exceed or not numeric.is_ratio


def _decimal(number: Fraction) -> str:
    """Return a number as answers store it: thresholds are decimals of at most nine places (instruments.loaders)."""
    whole, rest = divmod(number.numerator * 10**MOST_DECIMALS // number.denominator, 10**MOST_DECIMALS)
    return f"{whole}.{rest:0{MOST_DECIMALS}d}".rstrip("0").rstrip(".")
