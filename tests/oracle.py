"""The rules of docs/scoring.md once more: naive loops over one municipality in exact fractions, to test the engine.

Written from the methodology dossier (section 4) and not from the engine, whose code it neither imports nor copies. It
reads an edition as YAML gives it (`edition_of`: every scalar is text), so the loader is tested along.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

import yaml

DEFAULT_SCALE = {"0": "0", "1": "25", "2": "50", "3": "75", "4": "100"}


@dataclass(frozen=True)
class Said:
    """One answer in one layer. `evidence`: what is accepted in that layer, "" or "si" or options "a|c"."""

    value: str = ""
    na: bool = False
    na_accepted: bool = False
    evidence: str = ""


@dataclass
class Outcome:
    """Everything the rules say about one municipality; scores are exact, None where there is none."""

    has_any: bool
    questions: dict[str, tuple[Fraction | None, str]] = field(default_factory=dict)  # score, status
    indicators: dict[str, tuple[Fraction | None, Fraction | None, str]] = field(default_factory=dict)  # + coverage
    dimensions: dict[str, tuple[Fraction | None, Fraction | None, str]] = field(default_factory=dict)
    total: tuple[Fraction | None, Fraction | None, str] = (None, None, "unanswered")
    dimension_levels: dict[str, int] = field(default_factory=dict)  # 0: no level
    level_before_gates: int = 0
    level: int = 0
    partial: bool = False
    gates: list[tuple[str, int, list[str]]] = field(default_factory=list)  # rule, highest level, codes under its value


def edition_of(text: str) -> dict[str, Any]:
    """Return a YAML edition with every scalar as text."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 – builds texts, lists and mappings only


def rounded(value: Fraction | None) -> Fraction | None:
    """Round half up to two decimals."""
    return None if value is None else Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def evaluate(edition: dict[str, Any], answers: dict[str, Said], facts: dict[str, Any], mode: str) -> Outcome:
    """Apply section 4 to one municipality. `facts` are typed (bool, int, text, or None); mode: official, provisional."""
    if not answers:
        return Outcome(has_any=False)
    outcome = Outcome(has_any=True)
    rules = edition.get("scoring", {})
    applies, declared = _what_applies(edition, answers, facts)
    scores = {q["code"]: _question_score(rules, q, answers.get(q["code"]), declared) for q in _questions(edition)}
    for dimension in edition["dimensions"]:
        for indicator in dimension["indicators"]:
            outcome.indicators[indicator["code"]] = _indicator(indicator, applies, scores, mode)
        members = [(i["weight"], outcome.indicators[i["code"]]) for i in dimension["indicators"]]
        outcome.dimensions[dimension["code"]] = _mean(members)
    outcome.total = _mean([(d["weight"], outcome.dimensions[d["code"]]) for d in edition["dimensions"]])
    for question in _questions(edition):
        outcome.questions[question["code"]] = _question_row(question, applies, scores, mode)
    _levels(edition, outcome)
    _coverage(rules, outcome)
    _gates(edition, outcome, applies, scores)
    return outcome


def _questions(edition: dict[str, Any]) -> list[dict[str, Any]]:
    return [q for d in edition["dimensions"] for i in d["indicators"] for q in i["questions"]]


# --- what applies -----------------------------------------------------------------------------------------


def _what_applies(
    edition: dict[str, Any], answers: dict[str, Said], facts: dict[str, Any]
) -> tuple[dict[str, bool], dict[str, str]]:
    """Return which questions apply, and the declared text of those that apply and have one."""
    questions = {q["code"]: q for q in _questions(edition)}
    applies: dict[str, bool] = {}
    declared: dict[str, str] = {}
    for code, question in questions.items():
        said = answers.get(code, Said())
        condition = question.get("applies_when")
        applies[code] = condition is None or _holds(condition, questions, declared, facts)
        if said.na and said.na_accepted:
            applies[code] = False
        if applies[code] and not said.na and said.value != "":
            declared[code] = said.value
    return applies, declared


def _holds(
    condition: dict[str, Any], questions: dict[str, Any], declared: dict[str, str], facts: dict[str, Any]
) -> bool:
    if "any" in condition:
        return any(_holds(part, questions, declared, facts) for part in condition["any"])
    if "all" in condition:
        return all(_holds(part, questions, declared, facts) for part in condition["all"])
    op, wanted = condition["op"], condition["value"]
    if "attr" in condition:
        fact = facts.get(condition["attr"])
        if fact is None:
            return False
        if isinstance(fact, bool):
            return _compare(op, fact, wanted == "true")
        if isinstance(fact, int):
            return _compare(op, Fraction(fact), _numbers(wanted))
        return _compare(op, fact, wanted)
    if condition["question"] not in declared:
        return False
    question, value = questions[condition["question"]], declared[condition["question"]]
    if question["type"] == "multi":
        return wanted in value.split("|")
    if question["type"] == "choice":
        return _compare(op, value, wanted)
    if question["type"] == "yes_no":
        return _compare(op, value == "si", wanted == "true")
    number = Fraction(value) if question["type"] == "scale" else _number_of(question, value)
    return number is not None and _compare(op, number, _numbers(wanted))


def _numbers(wanted: Any) -> Any:
    return [Fraction(w) for w in wanted] if isinstance(wanted, list) else Fraction(wanted)


def _compare(op: str, left: Any, right: Any) -> bool:
    if op == "eq":
        return left == right
    if op == "ne":
        return left != right
    if op == "in":
        return left in right
    return {"gte": left >= right, "gt": left > right, "lte": left <= right, "lt": left < right}[op]


def _number_of(question: dict[str, Any], value: str) -> Fraction | None:
    """Return the declared number, a ratio as a percentage; None for 0/0."""
    if question["numeric"]["mode"] == "count":
        return Fraction(value)
    part, whole = (Fraction(x) for x in value.split("/"))
    return None if whole == 0 else part / whole * 100


# --- scores of questions ----------------------------------------------------------------------------------


def _question_score(
    rules: dict[str, Any], question: dict[str, Any], said: Said | None, declared: dict[str, str]
) -> Fraction | None:
    if question["code"] not in declared:
        return None
    value, evidence = declared[question["code"]], said.evidence if said else ""
    cap = rules.get("evidence")
    must_prove = cap is not None and question.get("evidence", {}).get("requirement") == "required"
    if question["type"] == "multi":
        marked = set() if value == "ninguna" else set(value.split("|"))
        if must_prove and cap.get("multi_counts_only_options_with_evidence", "true") == "true" and evidence != "si":
            marked = {code for code in marked if code in evidence.split("|")}
        score = sum((Fraction(o["weight"]) for o in question["options"] if o["code"] in marked), Fraction(0))
    else:
        score = _plain_score(rules, question, value)
    if must_prove and evidence == "":
        limit = cap["cap_without_accepted_evidence"].get(question["type"], "25" if question["type"] == "scale" else "0")
        score = min(score, Fraction(limit))
    return score


def _plain_score(rules: dict[str, Any], question: dict[str, Any], value: str) -> Fraction:
    if question["type"] == "scale":
        return Fraction(rules.get("scale_values", DEFAULT_SCALE)[value])
    if question["type"] == "yes_no":
        return Fraction(100 if value == "si" else 0)
    if question["type"] == "choice":
        points = {o["code"]: Fraction(o["points"]) for o in question["options"]}
        highest = Fraction(question["max_points"]) if "max_points" in question else max(points.values())
        return points[value] / highest * 100 if highest else Fraction(0)
    number = _number_of(question, value)
    if number is None:
        return Fraction(question["numeric"]["zero_denominator_score"])
    steps = sorted((Fraction(t["from"]), Fraction(t["score"])) for t in question["thresholds"])
    score = Fraction(0)
    if question["numeric"].get("direction", "higher") == "higher":
        for start, worth in steps:
            if number >= start:
                score = worth
    else:
        for start, worth in reversed(steps):
            if number <= start:
                score = worth
    return score


def _question_row(
    question: dict[str, Any], applies: dict[str, bool], scores: dict[str, Fraction | None], mode: str
) -> tuple[Fraction | None, str]:
    code = question["code"]
    if Fraction(question["weight"]) == 0:
        return None, "unscored"
    if not applies[code]:
        return None, "not_applicable"
    if scores[code] is None:
        return (Fraction(0) if mode == "official" else None), "unanswered"
    return scores[code], "scored"


# --- aggregation ------------------------------------------------------------------------------------------


def _indicator(
    indicator: dict[str, Any], applies: dict[str, bool], scores: dict[str, Fraction | None], mode: str
) -> tuple[Fraction | None, Fraction | None, str]:
    possible = answered = counted = points = Fraction(0)
    for question in indicator["questions"]:
        code, weight = question["code"], Fraction(question["weight"])
        if not applies[code]:
            continue
        possible += weight
        if scores[code] is not None:
            answered += weight
        if scores[code] is not None or mode == "official":
            counted += weight
            points += weight * (scores[code] or 0)
    if all(Fraction(q["weight"]) == 0 for q in indicator["questions"]):
        return None, None, "unscored"
    score = points / counted if counted else None
    coverage = answered / possible if possible else None
    return score, coverage, _status(coverage)


def _mean(
    members: list[tuple[str, tuple[Fraction | None, Fraction | None, str]]],
) -> tuple[Fraction | None, Fraction | None, str]:
    if all(Fraction(weight) == 0 for weight, _ in members):
        return None, None, "unscored"
    score = _weighted([(Fraction(weight), part[0]) for weight, part in members])
    coverage = _weighted([(Fraction(weight), part[1]) for weight, part in members])
    return score, coverage, _status(coverage)


def _weighted(pairs: list[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    above = below = Fraction(0)
    for weight, value in pairs:
        if value is not None:
            above += weight * value
            below += weight
    return above / below if below else None


def _status(coverage: Fraction | None) -> str:
    if coverage is None:
        return "not_applicable"
    return "scored" if coverage > 0 else "unanswered"


# --- levels, coverage, gates ------------------------------------------------------------------------------


def _level_of(edition: dict[str, Any], score: Fraction | None) -> int:
    if score is None:
        return 0
    found = 0
    for level in edition["maturity_levels"]:
        if rounded(score) >= Fraction(level["from"]):
            found = int(level["level"])
    return found


def _levels(edition: dict[str, Any], outcome: Outcome) -> None:
    for code, (score, _, _) in outcome.dimensions.items():
        outcome.dimension_levels[code] = _level_of(edition, score)
    outcome.level_before_gates = outcome.level = _level_of(edition, outcome.total[0])


def _coverage(rules: dict[str, Any], outcome: Outcome) -> None:
    minimums = rules.get("coverage", {})
    of_dimension = Fraction(minimums.get("minimum_dimension", "0"))
    for _, coverage, _ in outcome.dimensions.values():
        if coverage is not None and rounded(coverage) < of_dimension:
            outcome.partial = True
    whole = outcome.total[1]
    if whole is not None and rounded(whole) < Fraction(minimums.get("minimum_global", "0")):
        outcome.partial = True


def _gates(
    edition: dict[str, Any], outcome: Outcome, applies: dict[str, bool], scores: dict[str, Fraction | None]
) -> None:
    for gate in edition.get("scoring", {}).get("gates", []):
        limit, highest = Fraction(gate["value"]), int(gate["max_level_without"])
        if gate["rule"] == "min_dimension_score":
            held = [
                code
                for code, (score, _, _) in outcome.dimensions.items()
                if score is not None and rounded(score) < limit
            ]
        else:
            held = [
                q["code"]
                for q in _questions(edition)
                if q.get("critical") == "true"
                and Fraction(q["weight"]) > 0
                and applies[q["code"]]
                and (scores[q["code"]] or 0) < limit
            ]
        if held and outcome.level_before_gates > highest:
            outcome.gates.append((gate["rule"], highest, held))
            outcome.level = min(outcome.level, highest)
