"""What an answer is worth: a literal truth table, and a second implementation that counts in another way."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.training import BOOLEAN, MULTIPLE, NUMBER, ORDER, SINGLE
from training.grading import document
from training.grading.questions import (
    decimal,
    grade,
    in_shown_order,
    is_answered,
    is_valid,
    judged,
    number,
    shuffled,
    total,
)

HALF = Fraction(1, 2)
PARTIAL = SINGLE | {"options": [*SINGLE["options"], {"code": "c", "text": "Casi", "share": "1/2", "explanation": "."}]}
TWO_NUMBERS = NUMBER | {
    "numbers": [
        {"value": "10", "tolerance": "0", "share": "1", "explanation": ""},
        {"value": "10", "tolerance": "1/2", "share": "1/2", "explanation": ""},
    ]
}
ALL = [document.question(one) for one in (SINGLE, BOOLEAN, MULTIPLE, NUMBER, ORDER)]


@pytest.mark.parametrize(
    ("content", "value", "worth"),
    [
        (SINGLE, ["a"], 1), (SINGLE, ["b"], 0), (SINGLE, [], 0), (SINGLE, None, 0), (SINGLE, ["a", "b"], 0), (SINGLE, ["z"], 0),
        (SINGLE, "a", 0), (PARTIAL, ["c"], HALF), (BOOLEAN, ["v"], 1), (BOOLEAN, ["f"], 0),
        (MULTIPLE, ["a", "b"], 1), (MULTIPLE, ["b", "a"], 1), (MULTIPLE, ["a"], HALF), (MULTIPLE, ["a", "a"], HALF),
        (MULTIPLE, ["a", "c"], 0), (MULTIPLE, ["a", "b", "c"], 0), (MULTIPLE, [], 0), (MULTIPLE, ["a", "z"], 0),
        (NUMBER, "7", 1), (NUMBER, " 7 ", 1), (NUMBER, "7,0", 1), (NUMBER, "7.01", 0), (NUMBER, "", 0), (NUMBER, "siete", 0),
        (NUMBER, "1e1", 0), (NUMBER, ["7"], 0), (NUMBER, True, 0), (NUMBER, "9" * 40, 0),
        (TWO_NUMBERS, "10", 1), (TWO_NUMBERS, "10,5", HALF), (TWO_NUMBERS, "9.5", HALF), (TWO_NUMBERS, "10.51", 0),
        (ORDER, ["a", "b", "c"], 1), (ORDER, ["a", "c", "b"], 0), (ORDER, ["a", "b"], 0), (ORDER, [], 0), (ORDER, None, 0),
    ],
)  # fmt: skip
def test_worth(content, value, worth):
    assert grade(document.question(content), value) == worth


@pytest.mark.parametrize(
    ("content", "value", "is_kept"),
    [
        (SINGLE, ["a"], True), (SINGLE, [], True), (SINGLE, ["a", "b"], False), (SINGLE, "a", False), (SINGLE, ["z"], False),
        (MULTIPLE, ["a", "b"], True), (MULTIPLE, ["a", "a"], False), (MULTIPLE, [1], False), (NUMBER, "3,5", True),
        (NUMBER, "", True), (NUMBER, "mucho", True), (NUMBER, "9" * 41, False), (NUMBER, [], False),
        (ORDER, ["c", "a", "b"], True), (ORDER, ["c", "", "c"], True), (ORDER, ["z", "a", "b"], False),
        (ORDER, ["a", "b"], False), (ORDER, [], True), (ORDER, None, False),
    ],
)  # fmt: skip
def test_what_can_be_kept(content, value, is_kept):
    assert is_valid(document.question(content), value) is is_kept


@pytest.mark.parametrize(
    ("content", "value", "is_whole"),
    [
        (SINGLE, ["a"], True), (SINGLE, [], False), (SINGLE, None, False), (MULTIPLE, ["c"], True), (NUMBER, "3,5", True),
        (NUMBER, "mucho", False), (NUMBER, "", False), (ORDER, ["c", "a", "b"], True), (ORDER, ["c", "", "b"], False),
        (ORDER, ["c", "c", "b"], False),
    ],
)  # fmt: skip
def test_what_is_answered(content, value, is_whole):
    assert is_answered(document.question(content), value) is is_whole


def test_total_counts_what_is_missing_as_nothing():
    assert total(ALL, {"P1": ["a"], "P3": ["a"], "P4": "7"}) == Fraction(5, 2)
    assert total(ALL, {}) == 0


def naive(question: document.Question, codes: list[str]) -> Fraction:
    """Worth by counting in sixtieths, option by option."""
    if question.kind is document.Kind.ORDER:
        right = "".join(option.code for option in question.options)
        return Fraction(1 if "".join(codes) == right else 0)
    if question.kind is not document.Kind.MULTIPLE and len(codes) != 1:
        return Fraction(0)
    sixtieths = 0
    for option in question.options:
        if option.code in codes:
            sixtieths += int(option.share * 60)
    return Fraction(max(0, min(60, sixtieths)), 60)


SHARES = st.sampled_from(["1", "1/2", "1/3", "1/4", "1/5", "-1/2", "-1", "0", "2/3"])


@given(
    st.sampled_from(["single", "multiple", "order"]),
    st.lists(SHARES, min_size=2, max_size=6),
    st.data(),
)
def test_worth_agrees_with_a_second_implementation(kind, shares, data):
    options = [
        {"code": "abcdef"[n], "text": str(n), "share": share, "explanation": ""} for n, share in enumerate(shares)
    ]
    question = document.question(SINGLE | {"kind": kind, "options": options})
    codes = data.draw(st.lists(st.sampled_from("abcdef"[: len(shares)]), unique=True))
    assert grade(question, codes) == naive(question, codes)


@given(st.text(max_size=20))
def test_any_seed_keeps_every_question_and_option(seed):
    mixed = shuffled(ALL, seed)
    assert Counter(one.code for one in mixed) == Counter(one.code for one in ALL)
    by_code = {one.code: one for one in ALL}
    for question in mixed:
        matter = Counter((one.text, one.share, one.explanation) for one in question.options)
        assert matter == Counter((one.text, one.share, one.explanation) for one in by_code[question.code].options)
        texts, shown = [one.text for one in question.options], in_shown_order(question)
        if question.kind is document.Kind.BOOLEAN:
            assert question.options == by_code[question.code].options
        elif question.kind is document.Kind.ORDER:
            assert texts == ["Leer", "Escribir", "Publicar"]
            assert [one.text for one in shown] != texts
            assert grade(question, [one.code for one in question.options]) == 1
        if question.kind is not document.Kind.BOOLEAN:
            assert [one.code for one in shown] == list("abcd"[: len(shown)])
    assert mixed == shuffled(ALL, seed)


def test_seeds_differ():
    assert len({tuple(one.code for one in shuffled(ALL, str(seed))) for seed in range(30)}) > 10


def test_every_option_is_judged():
    found = judged(ALL[2], ["a", "c"])
    assert [(one.code, one.is_chosen, one.is_right, one.explanation) for one in found] == [
        ("a", True, True, "Sí."), ("b", False, True, "Sí."), ("c", True, False, "Nunca."),
    ]  # fmt: skip
    assert [(one.text, one.is_chosen, one.is_right) for one in judged(ALL[3], "7")] == [("7", True, True)]
    assert [(one.text, one.is_right) for one in judged(ALL[4], ["a", "c", "b"])] == [
        ("Leer", True), ("Escribir", False), ("Publicar", False),
    ]  # fmt: skip
    assert not any(one.is_chosen for question in ALL for one in judged(question, None))


def test_a_near_miss_is_not_shown_as_an_answer():
    near = {"value": "9", "tolerance": "0", "share": "0.5", "explanation": "Casi."}
    wrong = {"value": "8", "tolerance": "0", "share": "0", "explanation": "Faltan dos."}
    right = {"value": "10", "tolerance": "0", "share": "1"}
    asked = document.question(TWO_NUMBERS | {"numbers": [right, near, wrong]})
    assert [(one.text, one.is_right) for one in judged(asked, "7")] == [("10", True)]
    assert [(one.text, one.is_right, one.is_chosen) for one in judged(asked, "9")] == [
        ("10", True, False), ("9", False, True),
    ]  # fmt: skip
    assert [one.explanation for one in judged(asked, "8") if one.is_chosen] == ["Faltan dos."]


def test_numbers_as_people_write_them():
    assert number("3,14") == number("3.14") == Fraction("3.14")
    assert [number(one) for one in ("", "1.000,5", "٣", "½", None, [], True)] == [None] * 7
    assert [decimal(Fraction(one)) for one in ("7", "-1/2", "157/50", "1/3", "1/100")] == [
        "7", "-0,5", "3,14", "1/3", "0,01",
    ]  # fmt: skip
    assert [one.text for one in judged(document.question(TWO_NUMBERS), "9,6")] == ["10", "de 9,5 a 10,5"]
