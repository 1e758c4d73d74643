"""Feedback on one answer: what was understood, what it is worth, what is missing."""

from dataclasses import dataclass
from math import ceil

from core.numbers import trimmed
from diagnostics.assessments.queries.filling import Cell, Filling
from diagnostics.scoring.instrument import MULTI, NUMERIC, Numeric
from diagnostics.scoring.questions import question_score
from diagnostics.scoring.values import YES, number_for_screen


@dataclass(frozen=True)
class Feedback:
    """`understood`: the number as read; `points`: the score (0–100) now; `could_be`: with the missing evidence."""

    understood: str
    points: float | None
    could_be: float | None
    next_step: str
    missing_options: list[str]


def feedback_of(filling: Filling, cell: Cell) -> Feedback:
    question, declared = cell.question, cell.declared
    could_be = None
    if cell.unproven and declared is not None and question.is_scored:
        could_be = float(question_score(filling.instrument, question, declared, YES))
    names = {o.code: o.text for o in question.options}
    return Feedback(
        understood=_understood(cell),
        points=cell.score,
        could_be=could_be,
        next_step=_next_step(cell) if question.type == NUMERIC else "",
        missing_options=[names[code] for code in cell.unproven if question.type == MULTI and code],
    )


def _understood(cell: Cell) -> str:
    numeric, declared = cell.question.numeric, cell.declared
    if numeric is None or declared is None:
        return ""
    if declared.number is None:
        return "0 de 0: no hubo casos"
    number = number_for_screen(f"{float(declared.number):.2f}" if numeric.is_ratio else cell.value)
    if not numeric.is_ratio:
        return f"{number} {numeric.unit}".strip()
    first, second = (number_for_screen(part.strip()) for part in cell.value.split("/"))
    return f"{first} de {second} = {number} {numeric.unit}".strip()


def _next_step(cell: Cell) -> str:
    numeric, declared = cell.question.numeric, cell.declared
    if numeric is None or declared is None or declared.number is None or numeric.lower_is_better:
        return ""
    better = next((t for t in numeric.thresholds if t.start > declared.number), None)
    if better is None:
        return ""
    missing = _missing(numeric, cell.value, better.start)
    return f"El tramo siguiente ({trimmed(better.score)} puntos) empieza en {missing}."


def _missing(numeric: Numeric, value: str, start) -> str:
    limit = trimmed(start)
    if not numeric.is_ratio:
        return f"{limit} {numeric.unit}".strip()
    second = value.split("/")[1].strip()
    if not second.isdigit():
        return f"{limit} {numeric.unit}".strip()
    needed = ceil(start * int(second) / 100)
    return f"{limit} {numeric.unit}: {number_for_screen(str(needed))} de {number_for_screen(second)}".replace("  ", " ")
