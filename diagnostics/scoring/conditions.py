"""Applicability: whether a question applies, given facts of the municipality and earlier declared values.

A condition is an atom `{attr|question, op, value}`, or `{any: […]}` / `{all: […]}` of conditions. An unanswered or
inapplicable trigger makes its atom false, whatever the operator.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from diagnostics.scoring.instrument import CHOICE, MULTI, SCALE, YES_NO, Question
from diagnostics.scoring.values import Declared

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda left, right: left == right,
    "ne": lambda left, right: left != right,
    "in": lambda left, right: left in right,
    "gte": lambda left, right: left >= right,
    "gt": lambda left, right: left > right,
    "lte": lambda left, right: left <= right,
    "lt": lambda left, right: left < right,
    "contains": lambda left, right: right in left,
}


def holds(condition: dict[str, Any] | None, truth_of: Callable[[dict[str, Any]], bool]) -> bool:
    """Evaluate a condition, given the truth of its atoms; an empty condition holds."""
    if not condition:
        return True
    if "any" in condition:
        return any(holds(part, truth_of) for part in condition["any"])
    if "all" in condition:
        return all(holds(part, truth_of) for part in condition["all"])
    return truth_of(condition)


def attribute_atom(atom: dict[str, Any], attributes: dict[str, Any]) -> bool:
    """Evaluate an atom about a fact of the municipality; a fact without a value makes it false."""
    value = attributes.get(atom["attr"])
    return value is not None and OPERATORS[atom["op"]](value, atom["value"])


def question_atom(atom: dict[str, Any], question: Question, declared: Declared | None) -> bool:
    """Evaluate an atom about an earlier declared answer (None: unanswered or inapplicable)."""
    if declared is None:
        return False
    value, wanted = comparable(question, declared), atom["value"]
    if question.type not in (CHOICE, MULTI, YES_NO):
        wanted = [Fraction(w) for w in wanted] if isinstance(wanted, list) else Fraction(wanted)
    return value is not None and OPERATORS[atom["op"]](value, wanted)


def comparable(question: Question, declared: Declared) -> Any:
    """Return what conditions compare: level, boolean, option code, set of options or number (None for 0/0)."""
    if question.type == SCALE:
        return declared.level
    if question.type == YES_NO:
        return declared.yes
    if question.type == CHOICE:
        return next(iter(declared.options))
    return declared.options if question.type == MULTI else declared.number
