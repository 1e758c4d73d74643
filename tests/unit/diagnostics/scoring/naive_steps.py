"""The next steps of one answer, from the rules and not from diagnostics.scoring.steps."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.oracle import Said, evaluate


class Worth:
    """What an answer to a question is worth when it applies."""

    def __init__(self, edition: dict[str, Any], question: dict[str, Any]):
        alone = {**{key: value for key, value in question.items() if key != "applies_when"}, "weight": "1"}
        indicator = {"code": "I", "weight": "1", "questions": [alone]}
        rules = {key: value for key, value in edition.get("scoring", {}).items() if key != "gates"}
        self.code = question["code"]
        self.edition = {
            "scoring": rules,
            "maturity_levels": edition["maturity_levels"],
            "dimensions": [{"code": "D", "weight": "1", "indicators": [indicator]}],
        }

    def __call__(self, said: Said) -> Fraction:
        return evaluate(self.edition, {self.code: said}, {}, "official").questions[self.code][0] or Fraction(0)


def next_answers(question: dict[str, Any], start: Said, worth: Worth) -> list[tuple[bool, Said]]:
    """Return whether the step is the proof of what was said, and the answer after it, for each next step."""
    proven = Said(start.value, evidence="si")
    if start.value and worth(proven) > worth(start):
        return [(True, proven)]
    return [(False, Said(value, evidence=evidence)) for value, evidence in _next(question, start, worth)]


def _next(question: dict[str, Any], start: Said, worth: Worth) -> list[tuple[str, str]]:
    kind = question["type"]
    if kind == "scale":
        level = int(start.value or 0)
        return [(str(level + 1), "si")] if level < 4 else []
    if kind == "yes_no":
        return [] if start.value == "si" else [("si", "si")]
    if kind == "multi":
        return list(_one_more(question, start))
    if kind == "choice":
        values = lowest = [option["code"] for option in question["options"]]
    else:
        easiest = sorted(question["thresholds"], key=lambda t: Fraction(t["from"]), reverse=_falls(question))
        lowest = [_number(question, threshold["from"]) for threshold in easiest]
        values = [_number(question, threshold["from"]) for threshold in easiest if _can_be(question, threshold["from"])]
    scores = [worth(Said(value, evidence="si")) for value in values]
    known = [start.value] if start.value else lowest
    reached = min(worth(Said(value, evidence="si")) for value in known)
    above = [score for score in scores if score > reached]
    if not above:
        return []
    nearest = [value for value, score in zip(values, scores, strict=True) if score == min(above)]
    return [(min(nearest) if kind == "choice" else nearest[0], "si")]


def _one_more(question: dict[str, Any], start: Said) -> Iterator[tuple[str, str]]:
    codes = [option["code"] for option in question["options"]]
    chosen = set() if start.value in ("", "ninguna") else set(start.value.split("|"))
    accepted = chosen if start.evidence == "si" else chosen & set(start.evidence.split("|"))
    for option in question["options"]:
        if option["code"] not in chosen and Fraction(option["weight"]) > 0:
            yield tuple(
                "|".join(code for code in codes if code in held | {option["code"]}) for held in (chosen, accepted)
            )


def _falls(question: dict[str, Any]) -> bool:
    return question["numeric"].get("direction") == "lower"


def _can_be(question: dict[str, Any], start: str) -> bool:
    numeric = question["numeric"]
    return numeric["mode"] == "count" or numeric.get("may_exceed") == "true" or Fraction(start) <= 100


def _number(question: dict[str, Any], start: str) -> str:
    if question["numeric"]["mode"] == "count":
        return str(Fraction(start)) if Fraction(start).denominator == 1 else start.rstrip("0").rstrip(".")
    share = Fraction(start) / 100
    return f"{share.numerator}/{share.denominator}"
