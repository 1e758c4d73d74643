"""The route to improvement once more: every set of steps tried with the oracle, to test diagnostics.scoring.route."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from tests.oracle import Outcome, Said, evaluate
from tests.unit.diagnostics.scoring.naive_steps import Worth, next_answers

OFFICIAL = "official"


@dataclass(frozen=True)
class End:
    """A question after some steps. `answer` is None where it stays as it is."""

    answer: Said | None
    effort: int
    steps: int


def ends_of(edition: dict[str, Any], question: dict[str, Any], said: Said | None) -> list[End]:
    """Return everything that steps up of one question lead to, by their number."""
    if Fraction(question["weight"]) == 0 or (said and said.na and said.na_accepted):
        return [End(None, 0, 0)]
    start = said if said and not said.na else Said()
    worth = Worth(edition, question)
    found, open_ends = {}, [(start, End(None, 0, 0))]
    while open_ends:
        answer, end = open_ends.pop(0)
        if answer in found:  # another order of the same options
            continue
        found[answer] = end
        for proves, following in next_answers(question, answer, worth):
            effort = end.effort + (1 if proves else _effort(question, following))
            open_ends.append((following, End(following, effort, end.steps + 1)))
    return list(found.values())


def _effort(question: dict[str, Any], reached: Said) -> int:
    effort = question.get("effort", "1")
    return int(effort.get(reached.value, "1") if isinstance(effort, dict) else effort)


def combinations_of(edition: dict[str, Any], said: dict[str, Said]) -> tuple[int, Iterator[dict[str, End]]]:
    """Return how many sets of steps there are, and each of them."""
    questions = [q for d in edition["dimensions"] for i in d["indicators"] for q in i["questions"]]
    ends = {q["code"]: ends_of(edition, q, said.get(q["code"])) for q in questions}
    sets = (dict(zip(ends, chosen, strict=True)) for chosen in product(*ends.values()))
    return prod(len(each) for each in ends.values()), sets


def cheapest(
    edition: dict[str, Any], said: dict[str, Said], facts: dict[str, Any], sets: Iterator[dict[str, End]], target: int
) -> tuple[int, int, list[str]] | None:
    """Return effort, number of steps and sorted codes of the best set that reaches the level."""
    found = None
    for ends in sets:
        effort, steps = (sum(getattr(end, name) for end in ends.values()) for name in ("effort", "steps"))
        codes = sorted(code for code, end in ends.items() for _ in range(end.steps))
        if found is not None and found <= (effort, steps, codes):
            continue
        if after(edition, said, facts, ends).level >= target:
            found = effort, steps, codes
    return found


def after(edition: dict[str, Any], said: dict[str, Said], facts: dict[str, Any], ends: dict[str, End]) -> Outcome:
    changed = {code: end.answer for code, end in ends.items() if end.answer is not None}
    return evaluate(edition, {**said, **changed}, facts, OFFICIAL)
