"""The one table of conditions, tests/conditions.json, which Python and the browser's script both answer."""

import json
from pathlib import Path
from typing import Any

TABLE: dict[str, Any] = json.loads((Path(__file__).parent / "conditions.json").read_text(encoding="utf-8"))


def document(condition: dict[str, Any] | None) -> dict[str, Any]:
    """An edition that asks the questions of the table and, last, one under the condition."""
    from tests.factories.diagnostics import edition

    asked = [_asked(code, rule) for code, rule in TABLE["questions"].items()]
    last = {"code": "LAST", "type": "yes_no", "weight": 1, "text": "¿?"}
    if condition:
        last["applies_when"] = condition
    facts = [
        {"code": "council", "type": "boolean"},
        {"code": "category", "type": "choice", "values": ["ESP", "1", "2"]},
        {"code": "commitments", "type": "integer"},
        {"code": "unknown", "type": "boolean"},
    ]
    whole = edition(municipality_attributes=facts)
    first = whole["dimensions"][0]
    first["indicators"][0]["questions"] = [*asked, last]
    return whole | {"dimensions": [first]}


def _asked(code: str, rule: dict[str, Any]) -> dict[str, Any]:
    question: dict[str, Any] = {"code": code, "type": rule["type"], "weight": 1, "text": "¿?"}
    if rule["type"] == "scale":
        question["levels"] = list("01234")
    if rule["type"] == "multi":
        question["options"] = [{"code": o, "text": o, "weight": w} for o, w in zip("abc", (50, 30, 20), strict=True)]
    if rule["type"] == "choice":
        question["options"] = [{"code": o, "text": o, "points": n} for n, o in enumerate(rule["options"], 1)]
    if rule["type"] == "numeric":
        question["numeric"] = {"mode": "ratio" if rule.get("is_ratio") else "count"}
        question["numeric"] |= {"may_exceed": True} if rule.get("may_exceed") else {}
        question["numeric"] |= {"zero_denominator_score": 0} if rule.get("zero_of_zero") else {}
        question["thresholds"] = [{"from": 0, "score": 100}]
    if "applies_when" in rule:
        question["applies_when"] = rule["applies_when"]
    return question
