"""Typed equivalence of questions between editions: every relation, chains of editions, and what may be proposed."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.scoring import instrument as spec
from diagnostics.scoring.equivalence import Match, match, still_says
from diagnostics.scoring.values import InvalidValue, read
from tests.factories.diagnostics import edition, parsed
from tests.unit.diagnostics.scoring.random_editions import as_yaml, editions, values_of


def questions_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {q["code"]: q for d in document["dimensions"] for i in d["indicators"] for q in i["questions"]}


def later(changes: dict[str, dict[str, Any]] | None = None, version: str = "2.0.0") -> dict[str, Any]:
    """The small edition with some questions changed."""
    document = edition()
    document["instrument"]["version"] = version
    for code, change in (changes or {}).items():
        questions_of(document)[code].update(copy.deepcopy(change))
    return document


def previous(relation: str, *codes: str) -> dict[str, Any]:
    return {"previous": {"relation": relation, "codes": list(codes)}}


def matched(code: str, change: dict[str, Any], *, before: dict[str, Any] | None = None) -> tuple[str, list[str]]:
    """The relation of one changed question to the small edition, and the codes that it was."""
    now = parsed(later({code: change}))
    found = match(now.question_by_code[code], [parsed(before)])
    return found.relation, [q.code for q in found.questions]


OPTIONS = edition()["dimensions"][0]["indicators"][0]["questions"][2]["options"]
SHOUTED = [option | {"text": option["text"].upper()} for option in OPTIONS]
HEAVIER = [option | {"weight": weight} for option, weight in zip(OPTIONS, (20, 30, 50), strict=True)]
FEWER = [OPTIONS[0], OPTIONS[1] | {"weight": 50}]
RATIO = {"numeric": {"mode": "ratio", "zero_denominator_score": 0}}


@pytest.mark.parametrize(
    ("code", "change", "relation", "codes"),
    [
        # as the edition states it
        ("A-02", previous("same", "A-02"), "same", ["A-02"]),
        ("A-02", previous("same", "A-02") | {"text": "¿Tiene un plan?"}, "same", ["A-02"]),
        ("A-02", previous("same"), "same", ["A-02"]),  # without codes: its own
        ("A-02", previous("reworded", "A-02") | {"text": "¿Tiene un plan?"}, "reworded", ["A-02"]),
        ("A-02", previous("reworded", "A-01"), "reworded", ["A-01"]),
        ("A-02", previous("split", "A-01"), "split", ["A-01"]),
        ("A-02", previous("merged", "B-02", "A-01"), "merged", ["A-01", "B-02"]),  # in the order of that edition
        ("A-02", previous("new"), "new", []),
        ("A-02", previous("dropped", "B-02"), "dropped", ["B-02"]),
        # what is stated and cannot be
        ("A-02", previous("same", "A-01"), "reworded", ["A-01"]),  # other type: no answer of one fits the other
        ("A-02", previous("same", "A-01", "A-02"), "merged", ["A-01", "A-02"]),
        ("A-02", previous("reworded", "Z-99"), "new", []),
        ("A-03", previous("same", "A-03") | {"options": FEWER}, "reworded", ["A-03"]),
        ("A-03", previous("same", "A-03") | {"options": SHOUTED}, "same", ["A-03"]),
        ("B-01", previous("same", "B-01") | {"numeric": {"mode": "ratio"}}, "reworded", ["B-01"]),  # takes no 0/0 now
        ("B-03", previous("same", "B-03") | RATIO, "reworded", ["B-03"]),
        # nothing stated: new, unless it is the same question word for word
        ("A-02", {}, "same", ["A-02"]),
        ("A-02", {"weight": 7, "help": "Otra ayuda", "critical": True}, "same", ["A-02"]),
        ("A-02", {"statements": {"si": "Tiene plan.", "no": "No tiene."}}, "same", ["A-02"]),
        ("A-02", {"text": "¿Tiene un plan?"}, "new", []),
        ("A-01", {"levels": ["nada", "poco", "la mitad", "casi todo", "todo"]}, "new", []),
        ("A-03", {"options": SHOUTED}, "new", []),
        ("A-03", {"options": HEAVIER}, "same", ["A-03"]),  # weights are no part of the question
        ("B-01", {"thresholds": [{"from": 10, "score": 100}]}, "same", ["B-01"]),
        ("B-01", {"numeric": {"mode": "ratio", "zero_denominator_score": 0, "denominator": "Todas"}}, "new", []),
    ],
)
def test_relation_is(code, change, relation, codes):
    assert matched(code, change) == (relation, codes)


def test_question_without_a_twin_is_new():
    before = later(version="1.0.0")
    before["dimensions"][0]["indicators"][0]["questions"].pop(1)
    assert matched("A-02", {}, before=before) == ("new", [])


def test_in_the_same_edition_every_question_is_itself():
    instrument = parsed()
    assert [match(q, []) for q in instrument.questions] == [Match("same", (q,)) for q in instrument.questions]


@pytest.mark.parametrize(
    ("middle", "now", "relation", "codes"),
    [
        ({}, {}, "same", ["A-02"]),
        (previous("reworded", "A-02"), {}, "reworded", ["A-02"]),
        (
            previous("reworded", "A-02") | {"text": "¿Hay plan?"},
            previous("same") | {"text": "¡!"},
            "reworded",
            ["A-02"],
        ),
        (previous("split", "A-01"), previous("reworded", "A-02"), "split", ["A-01"]),
        (previous("merged", "A-01", "B-02"), {"text": "otra"} | previous("same"), "merged", ["A-01", "B-02"]),
        (previous("new"), {}, "new", []),
        (previous("reworded", "A-02"), {"text": "¿Otra cosa?"}, "new", []),
    ],
)
def test_relation_goes_back_along_the_editions(middle, now, relation, codes):
    second = later({"A-02": middle}, "2.0.0")
    third = copy.deepcopy(second)
    questions_of(third)["A-02"].pop("previous", None)
    questions_of(third)["A-02"].update(now)
    found = match(parsed(third).question_by_code["A-02"], [parsed(second), parsed()])
    assert (found.relation, [q.code for q in found.questions]) == (relation, codes)


def test_part_of_a_merge_that_was_new_is_left_out():
    second = later({"A-01": previous("new")}, "2.0.0")
    third = later({"A-02": previous("merged", "A-01", "A-02")}, "3.0.0")
    found = match(parsed(third).question_by_code["A-02"], [parsed(second), parsed()])
    assert (found.relation, [q.code for q in found.questions]) == ("merged", ["A-02"])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "Igual."),
        (previous("reworded", "A-02") | {"text": "¿Hay plan?"}, "Redactada de nuevo: antes decía «¿Tiene plan?»."),
        (previous("split", "A-01"), "Antes era parte de una sola pregunta: «¿Publica?»."),
        (previous("merged", "A-01", "A-02"), "Antes eran dos preguntas: «¿Publica?» · «¿Tiene plan?»."),
        (
            previous("merged", *(f"{d}-0{n}" for d in "AB" for n in (1, 2, 3))),
            "Antes eran 6 preguntas: «¿Publica?» · «¿Tiene plan?» · «¿Qué publica?» · «¿Cuántas responde a tiempo?» · "
            "«¿Cómo responde?» · «¿Cuántas reuniones?».",
        ),
        (previous("merged", "A-01"), "Antes: «¿Publica?»."),
        (previous("dropped", "A-01"), "Ya no se pregunta: «¿Publica?»."),
        (previous("new"), "Nueva en esta edición."),
    ],
)
def test_relation_is_said_in_words(change, said):
    now = parsed(later({"A-02": change})).question_by_code["A-02"]
    assert match(now, [parsed()]).in_words == said


@pytest.mark.parametrize(
    ("code", "change", "value", "may_be_proposed"),
    [
        ("A-02", {}, "si", True),
        ("A-02", {}, "", False),
        ("A-02", {}, "quizá", False),  # a draft that was never valid
        ("A-02", previous("reworded", "A-02"), "no", True),
        ("A-02", previous("reworded", "A-01"), "3", False),  # a level is no answer to yes or no
        ("A-02", previous("split", "A-02"), "si", False),  # a part need not be what the whole was
        ("A-02", previous("merged", "A-02", "A-03"), "si", False),
        ("A-02", previous("dropped", "A-02"), "si", False),
        ("A-02", previous("new"), "si", False),
        ("A-01", previous("reworded", "A-01"), "3", True),
        ("A-03", previous("same", "A-03") | {"options": SHOUTED}, "a|b", True),
        ("A-03", previous("reworded", "A-03") | {"options": FEWER}, "a|b", True),
        ("A-03", previous("reworded", "A-03") | {"options": FEWER}, "a|c", False),  # that option is gone
        (
            "A-03",
            previous("reworded", "A-03") | {"options": SHOUTED},
            "a",
            False,
        ),  # under that letter stands something else
        ("A-03", previous("reworded", "A-03") | {"options": SHOUTED}, "ninguna", True),
        ("B-01", previous("reworded") | {"numeric": {"mode": "ratio"}}, "0/0", False),
        ("B-01", previous("reworded") | {"numeric": {"mode": "ratio"}}, "9/10", True),
        ("B-03", previous("reworded") | RATIO, "4", False),
    ],
)
def test_value_may_be_proposed_only_where_it_still_says_the_same(code, change, value, may_be_proposed):
    now = parsed(later({code: change})).question_by_code[code]
    assert still_says(match(now, [parsed()]), now, value) is may_be_proposed


def _legal(question: spec.Question, value: str) -> bool:
    try:
        return read(question, value) is not None
    except InvalidValue:
        return False


@settings(deadline=None)
@given(data=st.data(), before=editions(), now=editions())
def test_same_relation_means_that_every_old_value_is_legal(data, before, now):
    """Whatever an edition claims: where the relation is «same», no legal answer of before is refused today."""
    now["instrument"]["version"] = "2.0.0"
    for code, question in questions_of(now).items():
        stated = data.draw(st.sampled_from([None, "same", "same", "reworded"]), label=code)
        if stated:
            codes = data.draw(st.lists(st.sampled_from(sorted(questions_of(before))), max_size=2, unique=True))
            question["previous"] = {"relation": stated, "codes": codes}
        elif data.draw(st.booleans()) and code in questions_of(before):
            for key in ("type", "levels", "options", "numeric", "thresholds", "max_points", "statements", "effort"):
                question.pop(key, None)
            old = copy.deepcopy(questions_of(before)[code])
            question.update({k: v for k, v in old.items() if k not in ("weight", "applies_when", "previous")})
    for question in questions_of(now).values():
        question.pop("applies_when", None)
        question["weight"] = "1"
        if question["type"] == "choice":
            question["options"][0]["points"] = "30"
            question.pop("max_points", None)
    earlier = spec.parse(read_instrument(as_yaml(before)))
    for question in spec.parse(read_instrument(as_yaml(now))).questions:
        found = match(question, [earlier])
        if found.relation != "same":
            continue
        (old,) = found.questions
        value = data.draw(values_of(questions_of(before)[old.code]), label=f"value of {old.code}")
        if _legal(old, value):
            assert _legal(question, value)
            assert still_says(found, question, value)
