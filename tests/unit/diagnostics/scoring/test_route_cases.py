"""The cheapest way, case by case: each rule that may decide it, alone."""

from typing import Any

import pytest

from diagnostics.instruments.exports.editions import as_yaml
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import fronts
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.route import Route, route_of
from tests.factories.diagnostics import answers_frame
from tests.oracle import Said
from tests.steps import at_most

SCALE = {"type": "scale", "levels": list("abcde")}
YES_NO = {"type": "yes_no"}
HALVES = {
    "type": "multi",
    "options": [{"code": "a", "text": "A", "weight": 70}, {"code": "b", "text": "B", "weight": 30}],
}
DAYS = {
    "type": "numeric", "numeric": {"mode": "count", "direction": "lower"},
    "thresholds": [{"from": 30, "score": 0}, {"from": 20, "score": 40}, {"from": 10, "score": 100}],
}  # fmt: skip
GATE_OF_DIMENSIONS = {"rule": "min_dimension_score", "value": 40, "max_level_without": 1}
GATE_OF_CRITICAL = {"rule": "min_critical_question_score", "value": 50, "max_level_without": 1}
REQUIRED = {"evidence": {"requirement": "required"}}
CAPS = {"cap_without_accepted_evidence": {"scale": 25}}


def way(
    dimensions: list[dict[str, dict[str, Any]]], said: dict[str, Any], *, target: int | None = None, **scoring: Any
) -> Route:
    """The route in an edition with levels from 0, 50 and 80. `dimensions`: questions by code; all weigh the same."""
    document = {
        "instrument": {"code": "CASO", "name": "Caso", "version": "1.0.0"},
        "scoring": scoring,
        "maturity_levels": [
            {"level": n, "code": f"n{n}", "name": f"Nivel {n}", "from": start, "to": end}
            for n, (start, end) in enumerate([(0, 50), (50, 80), (80, 101)], start=1)
        ],
        "dimensions": [
            {"code": f"D{n}", "name": "Dimensión", "weight": 1, "indicators": [{
                "code": f"D{n}.1", "name": "Indicador", "weight": 1,
                "questions": [{"code": code, "text": "¿?", "weight": 1, **question} for code, question in questions.items()],
            }]}
            for n, questions in enumerate(dimensions)
        ],
    }  # fmt: skip
    instrument = spec.parse(read_instrument(as_yaml(document)))
    given = {code: one if isinstance(one, Said) else Said(one, evidence="si") for code, one in said.items()}
    return route_of(instrument, answers_frame({"M": given}), {}, target)


def steps(route: Route) -> list[tuple[str, str]]:
    return [(step.question.code, step.target) for step in route.cheapest.steps]


def test_steps_with_most_points_for_their_effort_are_taken():
    found = way([{"A": SCALE, "B": YES_NO | {"effort": 4}}], {"A": "1", "B": "no"})
    assert (steps(found), found.cheapest.effort) == ([("A", "2"), ("A", "3"), ("A", "4")], 3)
    found = way([{"A": SCALE, "B": YES_NO}], {"A": "1", "B": "no"})
    assert (steps(found), found.cheapest.effort, found.cheapest.level) == ([("B", "si")], 1, 2)


def test_effort_of_a_scale_is_that_of_the_level_reached():
    rising = SCALE | {"effort": {1: 1, 2: 2, 3: 3, 4: 5}}
    found = way([{"A": rising, "B": rising}], {"A": "1", "B": "1"})
    assert (steps(found), found.cheapest.effort) == ([("A", "2"), ("B", "2")], 4)
    assert [gap.step.effort for gap in found.gaps] == [2, 2]


def test_a_gate_asks_for_the_dimension_that_is_too_low():
    said = {"A": "3", "B": "0", "C": "3"}
    dimensions = [{"A": SCALE}, {"B": SCALE}, {"C": SCALE}]
    assert steps(way(dimensions, said, gates=[GATE_OF_DIMENSIONS])) == [("B", "1"), ("B", "2")]
    assert way(dimensions, said).level == 2


def test_a_gate_for_a_level_above_does_not_matter():
    gate = GATE_OF_DIMENSIONS | {"max_level_without": 2}
    assert steps(way([{"A": SCALE}, {"B": SCALE}], {"A": "3", "B": "0"}, gates=[gate])) == [("A", "4")]


def test_a_critical_question_is_raised_where_the_gate_asks():
    questions = {"A": SCALE, "B": SCALE | {"critical": True, "effort": 9}, "C": SCALE}
    found = way([questions], {"A": "3", "B": "1", "C": "3"}, gates=[GATE_OF_CRITICAL])
    assert (steps(found), found.cheapest.effort) == ([("B", "2")], 9)
    found = way([{**questions, "B": SCALE | {"effort": 9}}], {"A": "1", "B": "1", "C": "3"}, gates=[GATE_OF_CRITICAL])
    assert steps(found) == [("A", "2")]


def test_a_proof_is_the_first_step_and_costs_one():
    capped = SCALE | REQUIRED | {"effort": 9}
    found = way([{"A": capped, "B": SCALE | {"effort": 9}}], {"A": Said("4"), "B": "0"}, evidence=CAPS)
    assert (steps(found), found.cheapest.effort) == ([("A", "4")], 1)
    assert [(gap.step.target, gap.step.effort) for gap in found.gaps] == [("4", 1), ("1", 9)]
    found = way([{"A": capped}], {"A": Said("3")}, evidence=CAPS, target=3)
    assert (steps(found), found.cheapest.effort) == ([("A", "3"), ("A", "4")], 10)


def test_a_missing_answer_starts_at_the_lowest_score():
    assert steps(way([{"A": SCALE, "B": SCALE}], {"B": "3"})) == [("A", "1")]
    assert steps(way([{"A": DAYS, "B": SCALE}], {"B": "2"})) == [("A", "20"), ("A", "10")]


def test_where_lower_is_better_a_step_goes_down_to_the_next_threshold():
    found = way([{"A": DAYS}], {"A": "25"})
    assert (steps(found), found.cheapest.score) == ([("A", "20"), ("A", "10")], 100)
    assert [(gap.step.source, gap.step.target) for gap in found.gaps] == [("25", "20")]


def test_a_multiple_adds_the_options_with_most_points_one_by_one():
    assert steps(way([{"A": HALVES}], {"A": "ninguna"})) == [("A", "a")]
    assert steps(way([{"A": HALVES}], {"A": "ninguna"}, target=3)) == [("A", "a"), ("A", "b")]


def test_an_option_that_makes_another_question_apply_may_be_the_wrong_one():
    follow_up = SCALE | {"applies_when": {"question": "A", "op": "contains", "value": "a"}}
    even = {**HALVES, "options": [option | {"weight": 50} for option in HALVES["options"]]}
    assert steps(way([{"A": even, "B": follow_up}], {"A": "ninguna"})) == [("A", "b")]


def test_a_step_that_makes_a_question_not_apply_may_be_the_cheapest():
    asked = SCALE | {"applies_when": {"question": "A", "op": "eq", "value": False}}
    found = way([{"A": YES_NO | {"effort": 2}, "B": SCALE, "C": asked}], {"A": "no", "B": "0", "C": "0"})
    assert (steps(found), found.cheapest.level, found.cheapest.score) == ([("A", "si")], 2, 50)


def test_steps_of_a_question_that_only_now_applies_count():
    asked = SCALE | {"applies_when": {"question": "A", "op": "gte", "value": 2}, "weight": 3}
    found = way([{"A": SCALE, "B": asked}], {"A": "1"})
    assert (steps(found), found.cheapest.score) == ([("A", "2"), ("B", "1"), ("B", "2")], 50)
    assert {gap.step.question.code for gap in found.gaps} == {"A"}


def test_of_equal_effort_fewer_steps_then_the_first_codes():
    found = way([{"A": SCALE, "B": YES_NO | {"effort": 4}}], {"A": "0", "B": "no"})
    assert steps(found) == [("B", "si")]
    found = way([{"Z": SCALE}, {"C": SCALE}, {"B": SCALE}], {"Z": "1", "C": "2", "B": "2"})
    assert steps(found) == [("B", "3")]
    found = way([{"B": YES_NO, "C": YES_NO, "A": YES_NO, "D": YES_NO}], {})
    assert found.reason == "No hay un resultado desde el cual mejorar."
    found = way([{"B": YES_NO, "C": YES_NO, "A": YES_NO, "D": YES_NO}], {"D": "no"})
    assert steps(found) == [("B", "si"), ("A", "si")]


def test_first_codes_win_over_more_points():
    found = way([{"A": SCALE}, {"B": YES_NO}], {"A": "3", "B": "no"}, target=2)
    assert (steps(found), found.cheapest.score) == ([("A", "4")], 50)


@pytest.mark.parametrize(
    ("said", "target", "reason"),
    [
        ("4", None, "Ya está en el nivel 3, que es el más alto."),
        ("3", 1, "Ya está en el nivel 2, y se pidió el 1."),
        ("3", 2, "Ya está en el nivel 2, y se pidió el 2."),
    ],
)
def test_what_is_reached_needs_no_way(said, target, reason):
    found = way([{"A": SCALE}], {"A": said}, target=target)
    assert (found.cheapest, found.reason) == (None, reason)


def test_a_level_that_no_steps_reach_is_said():
    short = {
        "type": "choice",
        "max_points": 10,
        "options": [{"code": code, "text": code, "points": n} for n, code in enumerate("abc")],
    }
    found = way([{"A": short}], {"A": "a"})
    assert (found.cheapest, found.reason) == (None, "Ningún conjunto de pasos llega al nivel 2.")


def test_a_percentage_over_the_whole_is_no_step():
    share = {
        "type": "numeric",
        "numeric": {"mode": "ratio"},
        "thresholds": [{"from": 50, "score": 40}, {"from": 150, "score": 100}],
    }
    found = way([{"A": share}], {"A": "1/10"})
    assert [gap.step.target for gap in found.gaps] == ["50"]
    assert found.reason == "Ningún conjunto de pasos llega al nivel 2."


def many_conditions(count: int) -> list[dict[str, dict[str, Any]]]:
    """Questions that are all read at the end, so that every combination has to be kept."""
    triggers = {f"A{n}": YES_NO for n in range(count)}
    readers = {
        f"B{n}": YES_NO | {"applies_when": {"question": f"A{n}", "op": "eq", "value": True}} for n in range(count)
    }
    return [triggers, readers]


def test_follow_up_questions_beside_their_triggers_are_no_work():
    pairs = [
        {f"A{n}": YES_NO, f"B{n}": YES_NO | {"applies_when": {"question": f"A{n}", "op": "eq", "value": True}}}
        for n in range(12)
    ]
    said = {code: "no" for pair in pairs for code in pair}
    with at_most(1_500_000):
        found = way(pairs, said)
    assert (found.cheapest.effort, found.cheapest.level) == (12, 2)


@pytest.mark.parametrize("case", ["conditions", "options"])
def test_hostile_edition_ends_with_a_sentence(monkeypatch, case):
    monkeypatch.setattr(fronts, "MOST_WORK", 3_000)
    if case == "conditions":
        dimensions = many_conditions(16)
    else:
        codes = [f"o{n}" for n in range(16)]
        options = [{"code": code, "text": code, "weight": 6.25} for code in codes]
        readers = {
            code: YES_NO | {"applies_when": {"question": "A", "op": "contains", "value": code}} for code in codes
        }
        dimensions = [{"A": {"type": "multi", "options": options}}, readers]
    with at_most(3_000_000):
        found = way(dimensions, {code: "ninguna" if code == "A" else "no" for one in dimensions for code in one})
    assert found.cheapest is None
    assert found.reason.startswith("Las condiciones o los esfuerzos de esta edición")
    assert found.gaps
