"""The test vectors V1–V9 of the methodology (docs/scoring.md, section 8), as answers to the first edition.

Attributes: category 3, no decentralised bodies, no automated decisions, no earlier commitments, no council.
"""

from dataclasses import replace
from pathlib import Path

from tests.oracle import Said, edition_of

EDITION = Path(__file__).resolve().parents[1] / "data" / "instruments" / "ip360-ga.yaml"
FACTS = {
    "ley617_category": "3",
    "has_corregimientos": False,
    "has_decentralised_entities": False,
    "has_participation_council": False,
    "uses_automated_decision_systems": False,
    "previous_cycle_commitments": 0,
}
DIMENSIONS = ["TRA", "PAR", "COL", "RDC", "DAT", "INN", "GOB"]
ALL_HUNDRED = ["100.00"] * 7

# name: mode, global, coverage, level before gates, level, partial, dimensions
EXPECTED = {
    "V1": ("official", "100.00", "1.00", 5, 5, False, ALL_HUNDRED),
    "V2": ("official", "54.32", "1.00", 3, 3, False, ["47.89", "54.38", "57.92", "51.29", "52.80", "65.17", "56.50"]),
    "V3": ("official", "16.73", "1.00", 1, 1, False, ["15.57", "20.73", "16.88", "19.17", "12.00", "15.42", "16.75"]),
    "V4": ("official", "86.00", "0.86", 5, 3, True, ["100.00", "100.00", "0.00", "100.00", "100.00", "100.00", "100.00"]),
    "V5": ("official", "98.50", "1.00", 5, 4, False, ["100.00", "100.00", "100.00", "90.63", "100.00", "100.00", "100.00"]),
    "V6a": ("official", "100.00", "1.00", 5, 5, False, ALL_HUNDRED),
    "V6b": ("official", "99.33", "0.99", 5, 5, False, ["100.00", "100.00", "100.00", "95.83", "100.00", "100.00", "100.00"]),
    "V7": ("provisional", "100.00", "0.86", 5, 5, True, ["100.00", "100.00", "", "100.00", "100.00", "100.00", "100.00"]),
    "V8": ("official", "98.13", "1.00", 5, 5, False, ["100.00", "100.00", "86.67", "100.00", "100.00", "100.00", "100.00"]),
    "V9": ("official", "98.99", "1.00", 5, 4, False, ["100.00", "100.00", "100.00", "100.00", "92.80", "100.00", "100.00"]),
}  # fmt: skip


def answers() -> dict[str, dict[str, Said]]:
    """The answers of every vector, by vector and question."""
    questions = [
        question
        for dimension in edition_of(EDITION.read_text(encoding="utf-8"))["dimensions"]
        for indicator in dimension["indicators"]
        for question in indicator["questions"]
    ]
    best = {q["code"]: Said(_value(q, "4", 26, "100/100", "40"), evidence="si") for q in questions}
    middling = {q["code"]: Said(_value(q, "2", 3, "50/100", "8"), evidence="si") for q in questions}
    without_col = {code: said for code, said in best.items() if not code.startswith("COL-")}
    return {
        "V1": best,
        "V2": middling,
        "V3": {code: replace(said, evidence="") for code, said in middling.items()},
        "V4": without_col,
        "V5": best | {"RDC-09": Said("1", evidence="si")},
        "V6a": best | {"RDC-12": Said(na=True, na_accepted=True)},
        "V6b": best | {"RDC-12": Said(na=True)},
        "V7": without_col,
        "V8": best | {"COL-02": Said("0/0", evidence="si")},
        "V9": best | {"DAT-03": replace(best["DAT-03"], evidence="a|b")},
    }


def _value(question: dict, level: str, options: int, ratio: str, count: str) -> str:
    if question["type"] == "scale":
        return level
    if question["type"] == "yes_no":
        return "si"
    if question["type"] == "multi":
        return "|".join(option["code"] for option in question["options"][:options])
    return ratio if question["numeric"]["mode"] == "ratio" else count
