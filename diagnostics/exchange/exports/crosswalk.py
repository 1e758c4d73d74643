"""Answers and evidence in the order of another form: CSV for programs, XLSX for people."""

import csv
import io
from collections.abc import Iterable, Mapping

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from core.downloads import no_formula
from core.workbook import saved, write_head, write_read_me, write_text
from diagnostics.exchange.exports.workbook import ANSWERS

ITEM, TIE, CODE, QUESTION = "Punto", "Qué lo relaciona", "Código", "Pregunta"
STATE, ANSWER, REASON = "Estado", "Respuesta", "Por qué no aplica"
EVIDENCE, SOURCE, PROVES, PLACE = "Evidencia", "Enlace o archivo", "Qué prueba", "Página o celda"
FIRST, LAST, SHA256 = "Trata desde", "Trata hasta", "Huella SHA-256"
VISIBILITY, GROUND = "Quién la ve", "Por qué es reservada"
WIDTHS = {
    ITEM: 34, TIE: 30, CODE: 10, QUESTION: 48, STATE: 14, ANSWER: 44, REASON: 30, EVIDENCE: 34, SOURCE: 44, PROVES: 24,
    PLACE: 18, FIRST: 12, LAST: 12, SHA256: 24, VISIBILITY: 20, GROUND: 34,
}  # fmt: skip
NOTE = "Nota"

Row = Mapping[str, str]  # by heading


def report_csv(rows: Iterable[Row], *, about: dict[str, str], notes: list[str]) -> bytes:
    """Return the rows as CSV: first the columns of `about`, repeated on each row, last the notes."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*about, *WIDTHS, NOTE], lineterminator="\r\n")  # a lone return is quoted
    writer.writeheader()
    for row in rows:
        whole = {**about, **row, NOTE: " ".join(notes)}
        writer.writerow({name: no_formula(text) for name, text in whole.items()})
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel assumes another encoding


def report_workbook(rows: Iterable[Row], *, about: dict[str, str], notes: list[str]) -> bytes:
    """Return the rows as XLSX; a second sheet holds `about` and `notes`."""
    book = Workbook()
    sheet = book.active
    sheet.title = ANSWERS
    _write_head(sheet)
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row)
    sheet.auto_filter.ref = sheet.dimensions
    first, *more = (f"{name}: {text}" for name, text in about.items())
    write_read_me(book.create_sheet(), [first, *more, *notes])
    return saved(book)


def _write_head(sheet: Worksheet) -> None:
    write_head(sheet, WIDTHS)
    sheet.freeze_panes = "D2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write_row(sheet: Worksheet, number: int, row: Row) -> None:
    for column, name in enumerate(WIDTHS, start=1):
        write_text(sheet, number, column, row.get(name, ""))
        sheet.cell(number, column).alignment = Alignment(wrap_text=True, vertical="top")
