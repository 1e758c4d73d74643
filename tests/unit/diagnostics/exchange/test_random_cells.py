"""Whatever stands in a cell of the answers' workbook: it becomes that value, or the cell is named. Never another value."""

import re
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diagnostics.assessments.models import Answer
from diagnostics.assessments.queries.filling import build_filling
from diagnostics.exchange.exports.workbook import SheetAnswer, questionnaire_workbook
from diagnostics.exchange.loaders.workbook import SheetReading, read_workbook
from diagnostics.exchange.queries.spreadsheets import lines_of
from tests.factories.diagnostics import parsed
from tests.factories.random_cells import (
    OTHERWISE,
    SHOWN,
    Canvas,
    Typed,
    cells,
    is_blank,
    kept,
    meant_number,
    plain,
    says,
    visible,
)  # fmt: skip

ABOUT = {"municipio": "1"}
BEFORE = {"A-01": "1", "A-02": "no", "A-03": "b", "B-01": "3/10", "B-02": "o1", "B-03": "7"}
LEVELS = ["nada", "algo", "la mitad", "casi todo", "todo"]
ROWS = {
    ("A-01", ""): 2, ("A-02", ""): 3, ("A-03", "a"): 5, ("A-03", "ninguna"): 8, ("B-01", ""): 9, ("B-02", ""): 10,
    ("B-03", ""): 11,
}  # fmt: skip


@cache
def canvas() -> Canvas:
    answers = {code: Answer(value=value, version=1) for code, value in BEFORE.items()}
    filling = build_filling(parsed(), {"has_council": True}, {}, answers, {})
    return Canvas(questionnaire_workbook(lines_of(filling, {}), about=ABOUT, read_me=["Hola"]))


def read(**typed: Typed) -> SheetReading:
    return read_workbook(canvas().with_cells("Respuestas", typed), instrument=parsed(), about=ABOUT)


def test_canvas_has_its_rows():
    reading = read()
    assert {code: answer.value for code, answer in reading.answers.items()} == BEFORE
    assert (reading.problems, reading.notes) == ([], [])
    for (code, option), row in ROWS.items():
        problem, *_ = read(**{f"E{row}": Typed("error", "#REF!")}).problems
        assert (problem.cell, problem.code) == (f"E{row}", code), option


def is_number(stored: str, typed: Typed) -> bool:
    meant = meant_number(typed)
    return meant is not None and Decimal(stored) == kept(meant)


def is_level(stored: str, typed: Typed) -> bool:
    if typed.kind == "number":
        return typed.number == Decimal(stored)
    text = plain(typed)
    found = re.fullmatch(rf"(nivel ?)?{stored}( ?[·:.–-] ?(.*))?", text)
    return typed.kind == "text" and bool(found) and found[3] in (None, "", LEVELS[int(stored)])  # type: ignore[index]


def is_choice(stored: str, typed: Typed) -> bool:
    text = {"o1": "por carta", "o2": "por la web"}[stored]
    return typed.kind == "text" and plain(typed) in (stored, text, f"{stored} · {text}")


def is_same(code: str, option: str, answer: SheetAnswer, typed: Typed) -> bool:
    """Whether what was read is what the cell says."""
    value = answer.value
    if code == "A-01":
        return is_level(value, typed) if value else is_blank(typed)
    if code == "A-02":
        return says(value == "si", typed) if value else is_blank(typed)
    if code == "A-03" and option == "ninguna":
        return value == "b" and (says(False, typed) or is_blank(typed))
    if code == "A-03":
        return {"a|b": says(True, typed), "b": says(False, typed) or is_blank(typed)}.get(value, False)
    if code == "B-01":
        part, _, rest = value.partition("/")
        return rest == "10" and is_number(part, typed)
    if code == "B-02":
        return is_choice(value, typed) if value else is_blank(typed)
    return is_number(value, typed) if value else is_blank(typed)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(list(ROWS)), cells())
def test_answer_is_what_the_cell_says_or_the_cell_is_named(place: tuple[str, str], typed: Typed):
    code, option = place
    reading = read(**{f"E{ROWS[place]}": typed})
    others = {name: answer.value for name, answer in reading.answers.items() if name != code}
    assert others == {name: value for name, value in BEFORE.items() if name != code}
    if not [one for one in reading.problems if one.code == code]:
        assert is_same(code, option, reading.answers[code], typed)
        meant = meant_number(typed)
        if code in ("B-01", "B-03") and meant is not None and kept(meant) != meant:
            assert any(f"E{ROWS[place]}" in note and "redondeó" in note for note in reading.notes)


@settings(max_examples=150, deadline=None)
@given(cells())
@example(Typed("number", "-2"))
def test_reason_and_mark_are_what_the_cells_say_or_the_cells_are_named(typed: Typed):
    reading = read(E3=Typed("blank"), G3=Typed("boolean", "1"), H3=typed)
    if not reading.problems:
        said = reading.answers["A-02"].na_reason or ""
        if typed.kind == "number":
            assert re.fullmatch("-?[0-9]+", said)
            assert Decimal(said) == typed.number
        else:
            assert typed.kind == "text"
            assert said.split() == visible(typed).split()
    marked = read(G3=typed, H3=Typed("text", "Lo hace otra entidad"))
    if not marked.problems:
        answer = marked.answers["A-02"]
        assert says(True, typed) if answer.not_applicable else says(False, typed) or is_blank(typed)


@pytest.mark.parametrize("number_format", [*SHOWN, *OTHERWISE])
@pytest.mark.parametrize("formula", [False, True])
def test_plain_numbers_are_read_and_numbers_that_look_otherwise_are_asked_about(number_format: str, formula: bool):
    reading = read(E11=Typed("number", "12.5", number_format, formula))
    if number_format in SHOWN:
        assert (reading.answers["B-03"].value, reading.problems) == ("12.5", [])
    else:
        assert [problem.cell for problem in reading.problems] == ["E11"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"),
        ("12,5", "12.5"),
        ("1.234.567,5", "1234567.5"),
        ("1\u00a0234", "1234"),
        ("3\u200b", "3"),
        ("12.5", "12.5"),
        (" 4 ", "4"),
    ],
)
def test_numbers_that_people_write_as_text_are_read(text: str, value: str):
    assert read(E11=Typed("text", text)).answers["B-03"].value == value


@pytest.mark.parametrize("text", ["1.234", "0.125", ",5", "1,2,3", "12 34", "5%", "1e3", "-4", "5/9", "siete"])
def test_numbers_that_read_two_ways_or_none_are_asked_about(text: str):
    assert [problem.cell for problem in read(E11=Typed("text", text)).problems] == ["E11"]
