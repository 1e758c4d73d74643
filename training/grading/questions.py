"""What an answer to a question is worth, in what order its options are shown, and what its results say of each."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from string import ascii_lowercase
from typing import Any

from training.grading.document import Kind, Option, Question

LONGEST_NUMBER = 40  # characters of what is typed as a number
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_SHUFFLED = {Kind.SINGLE, Kind.MULTIPLE, Kind.ORDER}


@dataclass(frozen=True)
class Judged:
    """An option in the results. `is_right`: it earns all that it can; in an ordering, whether it was put in its place."""

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
    """Return whether a value can be kept, right or wrong, finished or not: a number as typed, an ordering with gaps («»)."""
    if question.kind is Kind.NUMBER:
        return isinstance(value, str) and len(value) <= LONGEST_NUMBER
    codes, known = _codes(value), {option.code for option in question.options}
    if not isinstance(value, list) or len(codes) != len(value):
        return False
    if question.kind is Kind.ORDER:
        return len(codes) in (0, len(known)) and set(codes) <= known | {""}
    is_one = question.kind is Kind.MULTIPLE or len(codes) <= 1
    return is_one and len(set(codes)) == len(codes) and set(codes) <= known


def is_answered(question: Question, value: Any) -> bool:
    """Return whether a kept value answers the question whole: every step of an ordering once, a number that is one."""
    if question.kind is Kind.NUMBER:
        return number(value) is not None
    codes = _codes(value)
    if question.kind is Kind.ORDER:
        return len(set(codes)) == len(question.options) and "" not in codes
    return bool(codes)


def shuffled(questions: Sequence[Question], seed: str) -> list[Question]:
    """Return the questions in an order that depends on the seed alone, with the options of each in another.

    Options get new codes by the place where they are shown, so that no code tells which one its author wrote first. Those of an
    ordering stay in the right order, as everywhere; they are shown by their codes, never in the right order. True or false stays.
    """
    chance = random.Random(seed)  # noqa: S311 -- an order of questions is no secret
    return [_with_options_shuffled(one, f"{seed}/{one.code}") for one in chance.sample(questions, len(questions))]


def in_shown_order(question: Question) -> tuple[Option, ...]:
    if question.kind is Kind.ORDER:
        return tuple(sorted(question.options, key=lambda option: option.code))
    return question.options


def _with_options_shuffled(question: Question, seed: str) -> Question:
    if question.kind not in _SHUFFLED:
        return question
    shown, chance = list(question.options), random.Random(seed)  # noqa: S311 -- as above
    chance.shuffle(shown)
    if question.kind is Kind.ORDER and tuple(shown) == question.options:
        shown = shown[1:] + shown[:1]
    coded = {option.code: replace(option, code=letter) for option, letter in zip(shown, ascii_lowercase, strict=False)}
    stands = question.options if question.kind is Kind.ORDER else shown
    return replace(question, options=tuple(coded[option.code] for option in stands))


def judged(question: Question, value: Any) -> list[Judged]:
    """Return every option with its explanation: those of an ordering in the right order, the others as they are.

    Of numbers the right ones, and what the person typed if the question foresaw it: a near miss is not offered as an answer.
    """
    codes = _codes(value)
    if question.kind is Kind.ORDER:
        return [
            Judged(one.code, one.text, one.explanation, bool(codes), place < len(codes) and codes[place] == one.code)
            for place, one in enumerate(question.options)
        ]
    if question.kind is Kind.NUMBER:
        typed = number(value)
        lines = [
            Judged(
                str(place), _range(one.value, one.tolerance), one.explanation,
                typed is not None and abs(typed - one.value) <= one.tolerance, one.share == 1,
            )
            for place, one in enumerate(question.numbers)
        ]  # fmt: skip
        return [line for line in lines if line.is_right or line.is_chosen]
    share_the_point = question.kind is Kind.MULTIPLE
    return [
        Judged(
            one.code, one.text, one.explanation, one.code in codes, one.share > 0 if share_the_point else one.share == 1
        )
        for one in question.options
    ]


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
