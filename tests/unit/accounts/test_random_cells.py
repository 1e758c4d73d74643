"""Whatever stands in a cell of a list of people: it is read as that text, or the cell is named."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from accounts.loaders.roster import KNOWN, Line, read_roster
from core.refusals import Refusal
from core.workbook import saved
from tests.factories.random_cells import Canvas, Typed, cells, is_blank, visible

PERSON = ("ana@a.example", "Ana María", "Enlace", "Aquí")


@cache
def canvas() -> Canvas:
    book = Workbook()
    for row in (KNOWN, PERSON, ("beto@a.example", "Beto", "Enlace", "Aquí")):
        book.active.append(row)
    return Canvas(saved(book))


def text_of(typed: Typed) -> str | None:
    """The text that people see in the cell; None where it holds something else."""
    if is_blank(typed):
        return ""
    if typed.kind == "text":
        return " ".join(visible(typed).split())
    is_whole = typed.number is not None and typed.number == int(typed.number)
    return str(int(typed.number)) if is_whole else None  # type: ignore[arg-type]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from("ABCD"), cells())
def test_person_is_what_the_cells_say_or_the_cell_is_named(letter: str, typed: Typed):
    try:
        first, second = read_roster(canvas().with_cells("Sheet", {f"{letter}2": typed}))
    except Refusal as refusal:
        assert [f"{letter}2" in line for line in refusal.details] == [True]  # noqa: PT017 – refusing is one of two right outcomes
        return
    said = dict(zip("ABCD", PERSON, strict=True)) | {letter: text_of(typed)}
    assert first == Line(2, *said.values())
    assert second == Line(3, "beto@a.example", "Beto", "Enlace", "Aquí")
