"""An edition as a workbook that people edit in a spreadsheet and upload again."""

from collections.abc import Iterable, Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from core.workbook import HEAD, exact_number, saved, write_read_me, write_text
from diagnostics.instruments.exports import edition_sheets as sheets
from diagnostics.instruments.exports.edition_sheets import FIELDS, Column, Kind, Sheet
from diagnostics.scoring.flat_parts import (
    flat_group,
    flat_options,
    flat_question,
    flat_references,
    flat_statements,
    flat_thresholds,
)

Rows = Iterable[dict[str, Any]]
LAST_OFFERED = 2000  # rows with drop-down lists, so that new rows have them too


def edition_workbook(document: dict[str, Any], *, read_me: list[str]) -> bytes:
    """Return the XLSX of a document; `read_me` is the text of the first sheet."""
    book = Workbook()
    write_read_me(book.active, read_me)
    rows = _rows_of(document)
    for sheet in sheets.SHEETS:
        _write(book.create_sheet(sheet.title), sheet, rows[sheet.title])
    book.active = 1
    return saved(book)


def _rows_of(document: dict[str, Any]) -> dict[str, Rows]:
    dimensions = document.get("dimensions", [])
    indicators = [(d, i) for d in dimensions for i in d.get("indicators", [])]
    questions = [(i, q) for _, i in indicators for q in i.get("questions", [])]
    attributes = document.get("municipality_attributes", [])

    def of_questions(flat: Any) -> Rows:
        return [{"question": q.get("code", ""), **row} for _, q in questions for row in flat(q)]

    return {
        sheets.PAIRS.title: list(_pairs(document)),
        sheets.DIMENSIONS.title: [flat_group(d) for d in dimensions],
        sheets.INDICATORS.title: [{"inside": d.get("code", ""), **flat_group(i)} for d, i in indicators],
        sheets.QUESTIONS.title: [{"inside": i.get("code", ""), **flat_question(q)} for i, q in questions],
        sheets.OPTIONS.title: of_questions(flat_options),
        sheets.THRESHOLDS.title: of_questions(flat_thresholds),
        sheets.REFERENCES.title: of_questions(flat_references),
        sheets.STATEMENTS.title: of_questions(_statements),
        sheets.LEVELS.title: document.get("maturity_levels", []),
        sheets.GATES.title: document.get("scoring", {}).get("gates", []),
        sheets.ATTRIBUTES.title: [a | {"values": ", ".join(map(str, a.get("values", [])))} for a in attributes],
        sheets.REASONS.title: document.get("review_reason_codes", []),
        sheets.LISTS.title: list(_lists(document)),
    }


def _statements(question: dict[str, Any]) -> Rows:
    return [
        row | {"key": sheets.answer_word(question.get("type", ""), row["key"])} for row in flat_statements(question)
    ]


def _pairs(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for label, path, kind in FIELDS:
        value: Any = document
        for key in path:
            value = value.get(key, "") if isinstance(value, dict) else ""
        yield {"key": label, "value": value, "column": Column(label, path[-1], kind)}


def _lists(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name in sheets.MAPPINGS:
        for key, value in (document.get(name) or {}).items():
            yield {"list": name, "key": key, "value": value}
    for name in sheets.SEQUENCES:
        for value in document.get(name) or []:
            yield {"list": name, "value": value}


def shown(column: Column, value: Any) -> str:
    if column.kind == Kind.FLAG:
        return "Sí" if value in (True, "true") else ""
    names = {said: label for label, said in (column.choices or {}).items()}
    if column.kind == Kind.LIST:
        return ", ".join(names.get(one, str(one)) for one in value or [])
    text = "" if value is None else str(value)
    return names.get(text, text) if column.kind == Kind.CHOICE else text


def _write(page: Worksheet, sheet: Sheet, rows: Rows) -> None:
    for place, column in enumerate(sheet.columns, start=1):
        head = page.cell(1, place, column.heading)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
        page.column_dimensions[get_column_letter(place)].width = column.width
        _offer(page, place, column)
    page.freeze_panes = "C2" if len(sheet.columns) > 3 else "A2"
    for number, row in enumerate(rows, start=2):
        for place, column in enumerate(sheet.columns, start=1):
            own = row["column"] if column.kind == Kind.OWN else column
            _write_cell(page, number, place, own, shown(own, row.get(column.name, "")))


def _write_cell(page: Worksheet, row: int, place: int, column: Column, text: str) -> None:
    number = exact_number(text) if column.kind == Kind.NUMBER else None
    if number is None:
        write_text(page, row, place, text)
    else:
        page.cell(row, place, number)
    page.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")


def _offer(page: Worksheet, place: int, column: Column) -> None:
    choices = {Kind.CHOICE: list(column.choices or {}), Kind.FLAG: ["Sí"]}.get(column.kind)
    if choices:
        offered = DataValidation(
            type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True
        )
        offered.errorTitle, offered.error = "No está en la lista", "Elija una de las opciones de la lista."
        page.add_data_validation(offered)
        letter = get_column_letter(place)
        offered.add(f"{letter}2:{letter}{LAST_OFFERED}")
