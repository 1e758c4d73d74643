"""Writes workbooks: texts that stay texts, headings, drop-down lists, an explanatory first sheet."""

import io
import re
from collections.abc import Mapping
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ_ME = "Léame"
HEAD = PatternFill("solid", fgColor="12493E")
# Characters that XLSX cannot hold, and the invisible 7F; line breaks as spreadsheet programs write them.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")  # no XML holds them
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # programs would read «_x0041_» as «A»
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_BREAK = re.compile(r"(?:_x000D_|\r)\n?")


def with_plain_breaks(text: str) -> str:
    """Return a text with every line break as \\n."""
    return _BREAK.sub("\n", text)


def writable(text: str) -> str:
    """Return a text without what a sheet cannot hold."""
    return CONTROL.sub("", with_plain_breaks(text))


def write_text(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Write a text as text: a leading = + - @ is no formula; characters that XLSX cannot hold are dropped."""
    cell = sheet.cell(row, column)
    text = _ESCAPE.sub("_x005F_", writable(text))
    if text:
        cell.value, cell.data_type, cell.number_format = text, "s", "@"
        cell.quotePrefix = text[0] in "=+-@"


def write_number(sheet: Worksheet, row: int, column: int, value: Decimal | int) -> None:
    cell = sheet.cell(row, column, value)
    if isinstance(value, Decimal):
        decimals = -min(int(value.as_tuple().exponent), 0)
        cell.number_format = f"0.{'0' * decimals}" if decimals else "0"


def exact_number(text: str) -> int | float | None:
    """Return a decimal text as the number that a cell holds exactly; None for other texts («1e3») and for over fifteen digits."""
    if not _DECIMAL.fullmatch(text):
        return None
    exact = Decimal(text)
    number = int(exact) if exact == exact.to_integral_value() and abs(exact) < 10**15 else float(exact)
    return number if Decimal(str(number)) == exact and len(text) <= 15 else None


def write_heading(sheet: Worksheet, column: int, text: str) -> None:
    write_text(sheet, 1, column, text)
    cell = sheet.cell(1, column)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD


def write_head(sheet: Worksheet, widths: Mapping[str, int]) -> None:
    """Write the first row: a heading for each column, with the width of the column in characters."""
    for column, (name, width) in enumerate(widths.items(), start=1):
        write_heading(sheet, column, name)
        sheet.cell(1, column).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width


def write_read_me(sheet: Worksheet, words: list[str]) -> None:
    """Write the explanatory sheet; the first line is its title."""
    sheet.title = READ_ME
    sheet.column_dimensions["A"].width = 100
    for number, line in enumerate(words, start=1):
        write_text(sheet, number, 1, line)
        sheet.cell(number, 1).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(number, 1).font = Font(bold=number == 1, size=14 if number == 1 else 11)
    sheet.protection.sheet = True


def offer_list(sheet: Worksheet, cells: str, source: str) -> None:
    """Restrict cells («C2:C50») to a list: a range of the book, or «\"Sí,No\"»."""
    offered = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = "No está en la lista", "Elija una de las opciones de la lista."
    sheet.add_data_validation(offered)
    offered.add(cells)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
