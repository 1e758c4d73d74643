"""A small edition whose result is worked out by hand, with every type of question.

Openness (weight 60): A-01 level 3 = 75 points, weight 3; A-02 «no aplica» accepted, leaves the account; A-03 weight 1,
option a (50) proven and accepted, option b (30) proven and not accepted = 50.     (3·75 + 50) / 4 = 68.75
Dialogue (weight 40): B-01 5 of 10 = 50, weight 2; B-02 1 of 4 points = 25, weight 1; B-03 no meetings = 0, weight 2;
B-04 1.250.000,5 = 50, weight 4; B-05 unanswered = 0, weight 1.                     (100 + 25 + 0 + 200 + 0) / 10 = 32.50
Total: 0.6 · 68.75 + 0.4 · 32.5 = 54.25. That is the upper level, and the gate (no dimension under 40) holds it back.
As the municipality declared it, A-03 is worth 80 and B-05 is left out of the account:
0.6 · (3·75 + 80) / 4 + 0.4 · 325 / 9 = 45.75 + 14.44 = 60.19.
"""

from typing import Any

from tests.factories.diagnostics import edition

OFFICIAL, PROVISIONAL = "54,25", "60,19"
OPENNESS, DIALOGUE = "68,75", "32,50"
LEVEL, LEVEL_WITHOUT_GATE = "Bajo", "Alto"


def small_edition() -> dict[str, Any]:
    document = edition()
    openness, dialogue = (dimension["indicators"][0]["questions"] for dimension in document["dimensions"])
    openness[0]["weight"] = 3
    ratio, choice, meetings = dialogue
    ratio["weight"], choice["weight"], meetings["weight"] = 2, 1, 2
    dialogue += [
        {
            "code": "B-04", "type": "numeric", "weight": 4, "text": "¿Cuánto dinero invirtió?",
            "numeric": {"mode": "count", "unit": "pesos"},
            "thresholds": [{"from": 0, "score": 0}, {"from": 1_000_000, "score": 50}, {"from": 2_000_000, "score": 100}],
            "evidence": {"requirement": "required", "accepts": ["url"]},
        },
        {"code": "B-05", "type": "yes_no", "weight": 1, "text": "¿Responde en lengua de señas?"},
    ]  # fmt: skip
    return document
