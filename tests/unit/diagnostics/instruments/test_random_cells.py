"""Whatever stands in a cell of an edition's workbook: the edition holds that, or the cell is named. Never another value.

The oracle is the writer: a workbook that was read and is written again holds in the same cell what somebody put there.
"""

import io
import re
import string
from decimal import Decimal
from functools import cache

import openpyxl
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.refusals import Refusal
from diagnostics.instruments.exports.edition_sheets import FIELDS, PAIRS, SHEETS, STATEMENTS, Column, Kind, Sheet
from diagnostics.instruments.exports.edition_workbook import edition_workbook
from diagnostics.instruments.exports.editions import as_yaml, document_of
from diagnostics.instruments.loaders.edition_workbook import read_edition_workbook
from diagnostics.instruments.loaders.instrument import read_instrument
from tests.factories.diagnostics import edition_with_statements
from tests.factories.random_cells import Canvas, Typed, cells, is_blank, meant_number, plain, says, visible

SEVERAL = ("values", "tags", "before", "effort")  # texts of several parts with commas
ANSWER = STATEMENTS.column("key")  # a choice among the words of each type
Written = dict[tuple[str, str], str]


def whole_edition() -> dict:
    """Something in every column."""
    document = edition_with_statements(
        crosswalk_names={"ita": "Índice"}, smart_dimensions=["vida"], generic_scale_anchors={"0": "Nada"},
        review_reason_codes=[{"code": "R1", "name": "No abre"}],
    )  # fmt: skip
    question = document["dimensions"][0]["indicators"][0]["questions"][0]
    question |= {
        "crosswalk": {"ita": ["1.2", "1.3"], "mipg": "x"}, "refs": [{"norm": "Ley 1", "article": "art. 2", "certainty": "alta"}],
        "previous": {"relation": "merged", "codes": ["X-1", "X-2"]}, "help": "Cuente las del último año.", "critical": True,
        "effort": {"1": 1, "2": 2, "3": 3, "4": 5},
        "applies_when": {"all": [{"attr": "has_council", "op": "eq", "value": True}]},
    }  # fmt: skip
    return document_of(read_instrument(as_yaml(document)))


def written(document: dict) -> tuple[bytes, Written]:
    data = edition_workbook(document, read_me=["Hola"])
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = {}
    for sheet in SHEETS:
        for row in book[sheet.title].iter_rows(min_row=2):
            found.update({(sheet.title, one.coordinate): "" if one.value is None else str(one.value) for one in row})
    return data, found


@cache
def original() -> tuple[Canvas, Written]:
    data, found = written(whole_edition())
    return Canvas(data), found


def column_of(sheet: Sheet, address: str) -> Column:
    letters = address.rstrip("0123456789")
    column = sheet.columns[openpyxl.utils.column_index_from_string(letters) - 1]
    if column.kind != Kind.OWN:
        return column
    label = original()[1][sheet.title, f"A{address[len(letters) :]}"]
    return next(Column(said, path[-1], kind) for said, path, kind in FIELDS if said == label)


def text_of(part: str) -> str:
    return plain(Typed("text", part))


def is_same(column: Column, now: str, typed: Typed) -> bool:
    """Whether a written cell says what was put there."""
    if column.kind == Kind.FLAG:
        return says(True, typed) if now else says(False, typed) or is_blank(typed)
    if is_blank(typed):
        return now == ""
    if column.kind == Kind.NUMBER:
        meant = meant_number(typed)
        # Text that is no number is kept as it is, for the check of the edition to name.
        return (
            Decimal(now) == meant
            if meant is not None
            else typed.kind == "text" and now == " ".join(visible(typed).split())
        )
    if typed.kind == "number":
        return re.fullmatch("-?[0-9]+", now) is not None and Decimal(now) == typed.number
    if column.kind == Kind.CHOICE or column is ANSWER:
        return text_of(now) == plain(typed)
    if column.kind == Kind.LIST or column.name in SEVERAL:
        return {*map(text_of, now.split(","))} == {*map(text_of, visible(typed).split(","))}
    return typed.kind == "text" and now.split() == visible(typed).split()


def read(data: bytes) -> tuple[dict, list[str]]:
    """Return the document, or its problems."""
    try:
        return read_edition_workbook(data).document, []
    except Refusal as refusal:
        return {}, refusal.details or [refusal.message]


@settings(max_examples=80, deadline=None)
@given(st.data(), cells())
def test_edition_holds_what_the_cell_says_or_the_cell_is_named(data: st.DataObject, typed: Typed):
    canvas, before = original()
    sheet = data.draw(st.sampled_from(SHEETS))
    address = data.draw(st.sampled_from([where for title, where in before if title == sheet.title]))
    column = column_of(sheet, address)
    assume(
        sheet is not PAIRS or column.name != "key" or not is_blank(typed)
    )  # a row without a value has not said anything
    document, problems = read(canvas.with_cells(sheet.title, {address: typed}))
    if problems:  # a code that was changed is named where the others look for it
        assert all(re.search(r"fila [0-9]+, «.+» \([A-Z]+[0-9]+\)", line) for line in problems)
        is_here = any(
            line.startswith(f"{sheet.title}, fila {address.lstrip(string.ascii_uppercase)},") for line in problems
        )
        assert is_here or column.name in ("code", "inside", "question")
        return
    _, after = written(document)
    assert is_same(column, after[sheet.title, address], typed)
    changed = {place for place in before.keys() | after.keys() if before.get(place, "") != after.get(place, "")}
    assert changed <= {(sheet.title, address)}
