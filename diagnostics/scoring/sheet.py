"""The answers of one layer as matrices, municipality × question: applicability, answers and scores."""

from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diagnostics.scoring import columns, values
from diagnostics.scoring.conditions import attribute_atom, question_atom
from diagnostics.scoring.instrument import Instrument
from diagnostics.scoring.questions import question_score
from diagnostics.scoring.ratios import integer_weights
from diagnostics.scoring.values import Declared, InvalidValue

Bools = NDArray[np.bool_]


class UnreadableAnswer(ValueError):
    """The text of `municipality`'s answer to `question` is not a value of it; `reason` says why."""

    def __init__(self, municipality: str, question: str, reason: str):
        super().__init__(f"{municipality}, {question}: {reason}")
        self.municipality, self.question, self.reason = municipality, question, reason


@dataclass(frozen=True)
class Sheet:
    """Matrices with a row per municipality and a column per question of the instrument.

    `scores` are integers: the question's score × `unit` (0 where there is none). `has_any`: the municipalities that
    answered anything, «no aplica» included.
    """

    applies: Bools  # its condition holds and no «no aplica» was accepted
    answered: Bools  # applies, and has a value
    scores: NDArray[Any]
    unit: int
    has_any: Bools


@dataclass(frozen=True)
class _Cells:
    """The answers that have a value: their position in the matrix and the index of their distinct declaration."""

    rows: NDArray[np.int64]
    cols: NDArray[np.int64]
    which: NDArray[np.int64]
    declared: list[Declared | None]  # None: an unreadable draft
    scores: list[Fraction]


def read_sheet(
    instrument: Instrument,
    answers: pd.DataFrame,
    municipalities: list[str],
    attributes: dict[str, dict[str, Any]],
    *,
    drafts: bool,
) -> Sheet:
    """Return the sheet of an answers frame (columns.ANSWERS).

    `attributes`: typed facts of each municipality (docs/scoring.md, section 4). With `drafts`, an unreadable value counts
    as unanswered; otherwise it raises UnreadableAnswer.
    """
    shape = (len(municipalities), len(instrument.questions))
    rows = pd.Index(municipalities).get_indexer(pd.Index(answers[columns.MUNICIPALITY]))
    cols = pd.Index([q.code for q in instrument.questions]).get_indexer(pd.Index(answers[columns.QUESTION]))
    text = answers[columns.VALUE].to_numpy(dtype=object)
    is_na = answers[columns.NOT_APPLICABLE].to_numpy(dtype=bool)
    accepted = is_na & answers[columns.NA_ACCEPTED].to_numpy(dtype=bool)
    has_value = ~is_na & (text != "")

    cells = _cells(instrument, answers[has_value], rows[has_value], cols[has_value], drafts=drafts)
    declared_na = np.zeros(shape, dtype=bool)
    declared_na[rows[is_na], cols[is_na]] = True
    accepted_na = np.zeros(shape, dtype=bool)
    accepted_na[rows[accepted], cols[accepted]] = True
    answered = np.zeros(shape, dtype=bool)
    readable = np.array([said is not None for said in cells.declared], dtype=bool)
    answered[cells.rows, cells.cols] = readable[cells.which]

    applies = ~accepted_na
    _apply_conditions(instrument, cells, municipalities, attributes, applies)
    unit = lcm(*{score.denominator for score in cells.scores})
    return Sheet(
        applies=applies,
        answered=answered & applies,
        scores=_scatter(instrument, cells, unit, shape) * applies,
        unit=unit,
        has_any=np.asarray((answered | declared_na).any(axis=1)),
    )


def _cells(instrument: Instrument, answers: pd.DataFrame, rows: Any, cols: Any, *, drafts: bool) -> _Cells:
    """Read each distinct (question, value, evidence) once: answers repeat, and parsing is the slow part."""
    value_codes, value_texts = pd.factorize(answers[columns.VALUE].to_numpy(dtype=object))
    proof_codes, proof_texts = pd.factorize(answers[columns.EVIDENCE].to_numpy(dtype=object))
    keys = (cols * max(len(value_texts), 1) + value_codes) * max(len(proof_texts), 1) + proof_codes
    which, distinct = pd.factorize(keys)
    first = np.zeros(len(distinct), dtype=np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    declared: list[Declared | None] = []
    scores: list[Fraction] = []
    texts = zip(value_texts[value_codes[first]], proof_texts[proof_codes[first]], strict=True)
    for position, col, (text, proof) in zip(first, cols[first], texts, strict=True):
        question = instrument.questions[col]
        said = None
        try:
            said = values.read(question, text)
        except InvalidValue as error:
            if not drafts:
                municipality = answers[columns.MUNICIPALITY].iloc[position]
                raise UnreadableAnswer(municipality, question.code, error.in_file) from None
        declared.append(said)
        scores.append(question_score(instrument, question, said, proof) if said else Fraction(0))
    return _Cells(rows, cols, which, declared, scores)


def _scatter(instrument: Instrument, cells: _Cells, unit: int, shape: tuple[int, int]) -> NDArray[Any]:
    worth = [score.numerator * (unit // score.denominator) for score in cells.scores]
    # int64 while no weighted sum can overflow it, Python integers beyond.
    heaviest = max(sum(integer_weights(q.weight for q in i.questions)) for i in instrument.indicators)
    fits = max([1, *worth]) * heaviest < 2**62
    scores = np.zeros(shape, dtype=np.int64 if fits else object)
    scores[cells.rows, cells.cols] = np.array(worth, dtype=scores.dtype)[cells.which]
    return scores


def _apply_conditions(
    instrument: Instrument,
    cells: _Cells,
    municipalities: list[str],
    attributes: dict[str, dict[str, Any]],
    applies: Bools,
) -> None:
    """Narrow `applies` by the conditions, in question order: a trigger is always an earlier question."""
    position = {q.code: j for j, q in enumerate(instrument.questions)}

    def truth(condition: dict[str, Any]) -> Bools:
        """Evaluate a condition per municipality; each distinct fact or declaration is evaluated once."""
        if "any" in condition:
            return np.asarray(np.any([truth(part) for part in condition["any"]], axis=0))
        if "all" in condition:
            return np.asarray(np.all([truth(part) for part in condition["all"]], axis=0))
        if "attr" in condition:
            facts = [attributes.get(code, {}).get(condition["attr"]) for code in municipalities]
            judged = {fact: attribute_atom(condition, {condition["attr"]: fact}) for fact in set(facts)}
            return np.array([judged[fact] for fact in facts], dtype=bool)
        col = position[condition["question"]]
        here = cells.cols == col
        which, place = np.unique(cells.which[here], return_inverse=True)
        said = [question_atom(condition, instrument.questions[col], cells.declared[w]) for w in which]
        holds = np.zeros(len(municipalities), dtype=bool)
        holds[cells.rows[here]] = np.array(said, dtype=bool)[place]
        return holds & applies[:, col]

    for j, question in enumerate(instrument.questions):
        if question.applies_when:
            applies[:, j] &= truth(question.applies_when)
