from typing import Any

import pytest

from diagnostics.scoring import engine
from tests.factories.diagnostics import answers_frame, edition, parsed
from tests.oracle import Said

FACTS = {"council": True, "category": "2", "commitments": 3}
ATTRIBUTES = [
    {"code": "council", "type": "boolean"},
    {"code": "category", "type": "choice", "values": ["ESP", "1", "2"]},
    {"code": "commitments", "type": "integer"},
]


def is_asked(
    condition: dict[str, Any], answers: dict[str, Said] | None = None, facts: dict[str, Any] | None = None
) -> bool:
    """Tell whether the last question of the small edition applies under a condition."""
    document = edition(municipality_attributes=ATTRIBUTES)
    document["dimensions"][1]["indicators"][0]["questions"][2]["applies_when"] = condition
    instrument = parsed(document)
    facts = FACTS if facts is None else facts
    results = engine.score(instrument, answers_frame({"M": answers or {"A-02": Said("no")}}), ["M"], {"M": facts})
    return results.question_status[0, -1] != engine.NOT_APPLICABLE


def attr(code: str, op: str, value: Any) -> dict[str, Any]:
    return {"attr": code, "op": op, "value": value}


def answer(code: str, op: str, value: Any) -> dict[str, Any]:
    return {"question": code, "op": op, "value": value}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (attr("council", "eq", True), True), (attr("council", "eq", False), False), (attr("council", "ne", True), False),
        (attr("category", "in", ["ESP", "1"]), False), (attr("category", "in", ["ESP", "2"]), True),
        (attr("category", "ne", "1"), True),
        (attr("commitments", "gte", 3), True), (attr("commitments", "gt", 3), False), (attr("commitments", "lte", 3), True),
        (attr("commitments", "lt", 3), False), (attr("commitments", "in", [1, 3]), True), (attr("commitments", "eq", 2), False),
    ],
)  # fmt: skip
def test_condition_reads_a_fact(condition: dict[str, Any], expected: bool):
    assert is_asked(condition) is expected


@pytest.mark.parametrize("op", ["eq", "ne"])
def test_fact_without_a_value_makes_its_condition_false(op: str):
    assert not is_asked(attr("council", op, True), facts={"council": None})


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (answer("A-01", "gte", 2), "2", True), (answer("A-01", "gte", 2), "1", False), (answer("A-01", "in", [0, 4]), "4", True),
        (answer("A-02", "eq", True), "si", True), (answer("A-02", "ne", True), "si", False),
        (answer("A-03", "contains", "b"), "a|b", True), (answer("A-03", "contains", "b"), "a|c", False),
        (answer("A-03", "contains", "b"), "ninguna", False),
        (answer("B-02", "eq", "o2"), "o2", True), (answer("B-02", "in", ["o1"]), "o2", False),
        (answer("B-02", "ne", "o1"), "o2", True),
        (answer("B-01", "gt", "33.3"), "1/3", True), (answer("B-01", "gt", "33.34"), "1/3", False),
        (answer("B-01", "eq", 50), "7/14", True),
    ],
)  # fmt: skip
def test_condition_reads_an_earlier_answer_as_declared(condition: dict[str, Any], value: str, expected: bool):
    assert is_asked(condition, {condition["question"]: Said(value)}) is expected


def test_declared_level_counts_and_not_its_capped_score():
    # Without accepted evidence the score of level 4 is 25, that of level 1; the condition sees a 4.
    assert is_asked(answer("A-01", "gte", 4), {"A-01": Said("4")})


@pytest.mark.parametrize("op", ["eq", "ne", "gte", "lt"])
def test_unanswered_trigger_makes_its_condition_false(op: str):
    assert not is_asked(answer("A-01", op, 2), {"A-02": Said("si")})


@pytest.mark.parametrize("accepted", [True, False])
def test_trigger_that_is_declared_not_applicable_makes_its_condition_false(accepted: bool):
    assert not is_asked(answer("A-02", "ne", True), {"A-02": Said("no", na=True, na_accepted=accepted)})


def test_zero_of_zero_compares_with_no_number():
    assert not is_asked(answer("B-01", "ne", 50), {"B-01": Said("0/0")})
    assert not is_asked(answer("B-01", "lte", 50), {"B-01": Said("0/0")})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"any": [attr("council", "eq", False), attr("commitments", "gt", 0)]}, True),
        ({"any": [attr("council", "eq", False), attr("commitments", "gt", 9)]}, False),
        ({"all": [attr("council", "eq", True), attr("commitments", "gt", 0)]}, True),
        ({"all": [attr("council", "eq", True), attr("commitments", "gt", 9)]}, False),
        ({"all": [attr("council", "eq", True), {"any": [attr("category", "eq", "1"), attr("commitments", "eq", 3)]}]}, True),
        ({"any": [{"all": [attr("council", "eq", True), attr("category", "eq", "1")]}, attr("commitments", "eq", 0)]}, False),
    ],
)  # fmt: skip
def test_conditions_nest(condition: dict[str, Any], expected: bool):
    assert is_asked(condition) is expected


def test_answer_to_a_question_that_does_not_apply_triggers_nothing():
    document = edition(municipality_attributes=ATTRIBUTES)
    a2, a3 = document["dimensions"][0]["indicators"][0]["questions"][1:]
    del document["dimensions"][1]["indicators"][0]["questions"][2]["applies_when"]
    a2["applies_when"] = attr("council", "eq", False)
    a3["applies_when"] = answer("A-02", "eq", True)
    results = engine.score(
        parsed(document), answers_frame({"M": {"A-02": Said("si"), "A-03": Said("a")}}), ["M"], {"M": FACTS}
    )
    assert results.question_status[0, 1:3].tolist() == [engine.NOT_APPLICABLE, engine.NOT_APPLICABLE]
