"""Downloads of the tables of pages: the same cells as CSV for programs and as XLSX for people."""

import csv
import io
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from core import workbook

Cell = Decimal | int | str | date | None
CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: workbook.XLSX,
}
# What people upload is served for download only, never to be displayed or run.
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}
NARROW, WIDE = 10, 60  # characters
MOST_FOOTER = 250  # of the 255 characters of XLSX, without the marks of its place
# At the start of a text, and after any character that a spreadsheet set to another separator would split at.
_FORMULA = re.compile(r"""^(?=[=+\-@\t\r\n])|(?<=[;,\t\r\n])(?="*[=+\-@])""")


@dataclass(frozen=True)
class Column:
    """A column: `name` in English for programs (CSV, JSON, API), `title` in Spanish for people (pages, XLSX)."""

    name: str
    title: str

    def __str__(self) -> str:
        return self.title


NOTE = "note"  # the last column of a CSV
Styles = dict[tuple[bool, bool], StyleArray]  # of texts: openpyxl would look each cell's style up among all of the book
Header = Column | str  # a text where the column is a municipality, a theme or a round: its name is the same for all


@dataclass(frozen=True)
class Table:
    """Rows under their headers. Numbers are Decimal or int; missing ones None, never 0.

    `name`: file name without extension. `notes`: what a reader must know («Datos de demostración», edition, licence); the last
    column of the CSV, the second sheet of the XLSX.
    """

    name: str
    title: str
    headers: Sequence[Header]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [header.name if isinstance(header, Column) else header for header in self.headers]

    @property
    def titles(self) -> list[str]:
        return [str(header) for header in self.headers]


def no_formula(text: str) -> str:
    """Escape a text so that no spreadsheet evaluates it when it opens a CSV."""
    return _FORMULA.sub("'", text)


def as_csv(table: Table) -> bytes:
    """Return the table as CSV in UTF-8 with a decimal point, its columns under their names."""
    note = [" ".join(table.notes)] if table.notes else []
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table.names, *([NOTE] if note else [])])
    writer.writerows([*map(as_text, row), *note] for row in table.rows)
    return out.getvalue().encode()


def as_text(cell: Cell) -> str:
    """Return what a CSV says of a cell: exact decimals, days as year-month-day, nothing that a spreadsheet would run."""
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else no_formula(cell) if isinstance(cell, str) else str(cell)


def as_xlsx(*tables: Table, footer: str = "") -> bytes:
    """Return a workbook with a sheet per table and a last sheet with titles and notes; printed sheets carry `footer`."""
    book = Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(table.title))
        write_sheet(sheet, table)
        if footer:
            sheet.oddFooter.left.text = footer.replace("&", "&&")[:MOST_FOOTER]
    read_me = book.create_sheet(workbook.READ_ME)
    lines = [line for table in tables for line in (table.title, *table.notes)]
    for number, line in enumerate(dict.fromkeys(lines), start=1):
        _write(read_me, number, 1, line, {})
    read_me.column_dimensions["A"].width = 100
    return workbook.saved(book)


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31].strip() or "Tabla"


def write_sheet(sheet: Worksheet, table: Table) -> None:
    """Write titles and rows: numbers as numbers with their own decimals, texts as texts and never as formulas."""
    for column, title in enumerate(table.titles, start=1):
        workbook.write_heading(sheet, column, title)
        longest = max([len(title), *(len(str(row[column - 1] or "")) for row in table.rows)])
        sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, NARROW), WIDE)
    styles: Styles = {}
    for number, row in enumerate(table.rows, start=2):
        for column, value in enumerate(row, start=1):
            _write(sheet, number, column, value, styles)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions


def _write(sheet: Worksheet, row: int, column: int, value: Cell, styles: Styles) -> None:
    if isinstance(value, str):
        workbook.write_text(sheet, row, column, value)
        cell = sheet.cell(row, column)
        like = bool(cell.value), bool(cell.quotePrefix)
        if like in styles:
            cell._style = copy(styles[like])
        else:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            styles[like] = cell._style
    elif isinstance(value, date):
        sheet.cell(row, column, value).number_format = "yyyy-mm-dd"
    elif value is not None:
        workbook.write_number(sheet, row, column, value)


def table_response(table: Table, format: str) -> HttpResponse:
    """Return the table as a download. Raises Http404 unless the format is csv or xlsx."""
    if format not in TYPES:
        raise Http404("La tabla se descarga como csv o xlsx.")
    body = as_csv(table) if format == CSV else as_xlsx(table, footer=" ".join(table.notes))
    response = HttpResponse(body, content_type=TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{table.name}.{format}"'
    return response


def uploaded_file_response(file: FieldFile, *, name: str, media_type: str) -> FileResponse:
    """Stream a file that somebody uploaded, as an attachment. Raises Http404 if there is none, or none on the disk."""
    if not file or not file.storage.exists(file.name):
        raise Http404
    response = FileResponse(file.open(), as_attachment=True, filename=name, content_type=media_type)
    for header, value in SAFE_HEADERS.items():
        response[header] = value
    return response
