"""What an answer to a question is worth, in what order its options are shown, and what its results say of each."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from training.grading.document import Kind, Question

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_SHUFFLED = {Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER}


@dataclass(frozen=True)
class Judged:
    """An option in the results. `is_right`: it earns something; in an ordering, whether it was put in its place."""

    code: str
    text: str
    explanation: str
    is_chosen: bool
    is_right: bool


def number(text: Any) -> Fraction | None:
    """Return a number as a person types it, with comma or point for decimals; None if it is none."""
    written = str(text).strip() if isinstance(text, str | int) and not isinstance(text, bool) else ""
    return Fraction(written.replace(",", ".")) if _NUMBER.fullmatch(written) else None


def grade(question: Question, value: Any) -> Fraction:
    """Return the share of the point that an answer earns, 0 to 1. What is no answer to the question earns nothing."""
    if question.kind is Kind.NUMBER:
        return _of_number(question, value)
    codes = _codes(value)
    shares = {option.code: option.share for option in question.options}
    if not shares.keys() >= set(codes):
        return Fraction(0)
    if question.kind is Kind.ORDER:
        return Fraction(bool(codes) and codes == list(shares))
    if question.kind is not Kind.MULTIPLE and len(codes) != 1:
        return Fraction(0)
    return _between(sum((shares[code] for code in set(codes)), Fraction(0)))


def total(questions: Sequence[Question], answers: Mapping[str, Any]) -> Fraction:
    """Return the points of an attempt: each question is worth one, an unanswered one none. `answers`: by question code."""
    return sum((grade(one, answers.get(one.code)) for one in questions), Fraction(0))


def is_valid(question: Question, value: Any) -> bool:
    """Return whether a value can be kept as an answer, right or wrong; no option chosen is one too, save in an ordering."""
    if question.kind is Kind.NUMBER:
        return value == "" or number(value) is not None
    if not isinstance(value, list):
        return False
    codes, known = _codes(value), [option.code for option in question.options]
    if len(codes) != len(value) or len(set(codes)) != len(codes) or not set(codes) <= set(known):
        return False
    if question.kind is Kind.ORDER:
        return not codes or len(codes) == len(known)
    return question.kind is Kind.MULTIPLE or len(codes) <= 1


def shuffled(questions: Sequence[Question], seed: str) -> list[Question]:
    """Return the questions in an order that depends on the seed alone, and the options of each in another.

    Options of true or false stay. An ordering is never shown in its right order.
    """
    chance = random.Random(seed)  # noqa: S311 -- an order of questions is no secret
    return [with_options_shuffled(one, f"{seed}/{one.code}") for one in chance.sample(questions, len(questions))]


def with_options_shuffled(question: Question, seed: str) -> Question:
    if question.kind not in _SHUFFLED:
        return question
    options, chance = list(question.options), random.Random(seed)  # noqa: S311 -- as above
    chance.shuffle(options)
    if question.kind is Kind.ORDER and tuple(options) == question.options:
        options = options[1:] + options[:1]
    return replace(question, options=tuple(options))


def judged(question: Question, value: Any) -> list[Judged]:
    """Return every option with its explanation: those of an ordering in the right order, the others as they are."""
    codes = _codes(value)
    if question.kind is Kind.ORDER:
        return [
            Judged(one.code, one.text, one.explanation, bool(codes), place < len(codes) and codes[place] == one.code)
            for place, one in enumerate(question.options)
        ]
    if question.kind is Kind.NUMBER:
        typed = number(value)
        return [
            Judged(
                str(place), _range(one.value, one.tolerance), one.explanation,
                typed is not None and abs(typed - one.value) <= one.tolerance, one.share > 0,
            )
            for place, one in enumerate(question.numbers)
        ]  # fmt: skip
    return [Judged(one.code, one.text, one.explanation, one.code in codes, one.share > 0) for one in question.options]


def decimal(value: Fraction) -> str:
    """Return a number in Spanish, "3,14"; as a fraction where its decimals would not end."""
    places = next((places for places in range(31) if (value * 10**places).denominator == 1), None)
    if places is None:
        return str(value)
    digits = str(abs(value * 10**places).numerator).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return ("-" if value < 0 else "") + whole + ("," + decimals if places else "")


def _range(value: Fraction, tolerance: Fraction) -> str:
    if not tolerance:
        return decimal(value)
    return f"de {decimal(value - tolerance)} a {decimal(value + tolerance)}"


def _of_number(question: Question, value: Any) -> Fraction:
    typed = number(value)
    if typed is None:
        return Fraction(0)
    shares = [one.share for one in question.numbers if abs(typed - one.value) <= one.tolerance]
    return _between(max(shares, default=Fraction(0)))


def _codes(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _between(share: Fraction) -> Fraction:
    return min(max(share, Fraction(0)), Fraction(1))
