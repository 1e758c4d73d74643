"""How the questions of a quiz work: what was chosen in each, its indices where enough people answered, and what is wrong."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from training.grading.document import Kind, Module, Question
from training.grading.items import FEWEST, Fault, discrimination, facility, faults
from training.grading.questions import decimal, grade, is_answered, number
from training.quizzes.presenters.panels import inline

OTHERS_SHOWN = 4  # of the numbers, or the orders, that people wrote
FAULTS = {
    Fault.HARD: "La aciertan muy pocas personas.",
    Fault.NOT_APART: "Quienes mejor respondieron las demás preguntas no la aciertan más que los otros.",
    Fault.MISLEADS: "Una respuesta equivocada se escogió más que cualquiera de las correctas.",
}


@dataclass(frozen=True)
class Chosen:
    """An answer and how many people gave it. `share`: of those who took the quiz; None while they are few."""

    text: str | SafeString
    people: int
    is_right: bool
    share: Fraction | None


@dataclass(frozen=True)
class Item:
    """`facility` and `apart` (in points of a hundred) are None where they say nothing; `faults`: why to write it again."""

    number: int
    code: str
    asks: SafeString
    chosen: list[Chosen]
    blank: int
    blank_share: Fraction | None
    facility: Fraction | None
    apart: int | None
    faults: list[str]


def items_of(module: Module, taken: Sequence[Mapping[str, Any]]) -> list[Item]:
    """`taken`: the answers of each person by question, in the codes of the course."""
    shares = {one.code: [grade(one, answers.get(one.code)) for answers in taken] for one in module.quiz}
    totals = [sum(row, Fraction(0)) for row in zip(*shares.values(), strict=True)]
    return [
        _item(place, one, [answers.get(one.code) for answers in taken], shares[one.code], totals)
        for place, one in enumerate(module.quiz, 1)
    ]


def _item(
    place: int, question: Question, values: list[Any], shares: list[Fraction], totals: list[Fraction]
) -> Item:  # fmt: skip
    answered = [value for value in values if is_answered(question, value)]
    counts, is_enough = _counts(question, answered), len(values) >= FEWEST
    easy = apart = None
    found: list[Fault] = []
    if is_enough:
        easy = facility(shares)
        apart = discrimination(shares, [total - share for total, share in zip(totals, shares, strict=True)])
        wrong, right = ([people for _, people, is_right in counts if is_right is which] for which in (False, True))
        found = faults(easy, apart, wrong, right)
    shown = counts if question.options and question.kind is not Kind.ORDER else counts[:OTHERS_SHOWN]
    chosen = [
        Chosen(text, people, is_right, Fraction(people, len(values)) if is_enough else None)
        for text, people, is_right in shown
    ]
    blank = len(values) - len(answered)
    return Item(
        place, question.code, inline(question.text.rpartition("\n\n")[2]), chosen, blank,
        Fraction(blank, len(values)) if is_enough else None, easy, None if apart is None else int(apart * 100),
        [FAULTS[fault] for fault in found],
    )  # fmt: skip


def _counts(question: Question, answered: list[Any]) -> list[tuple[str | SafeString, int, bool]]:
    """Every option, in the order of the course; of numbers and orders those that were written, the most frequent first."""
    if question.kind is Kind.NUMBER:
        written = Counter(number(value) for value in answered)
        return [(decimal(one), people, grade(question, decimal(one)) > 0) for one, people in written.most_common()]
    if question.kind is Kind.ORDER:
        texts = {one.code: one.text for one in question.options}
        orders = Counter(map(tuple, answered))
        return [
            (" → ".join(texts.get(code, "—") for code in order), people, grade(question, list(order)) > 0)
            for order, people in orders.most_common()
        ]
    chosen = Counter(code for value in answered for code in value)
    return [(inline(one.text), chosen[one.code], one.share > 0) for one in question.options]
