"""Reads the cells of an uploaded workbook; refuses other files, oversized ones and active content."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from core.refusals import Refusal
from files.loaders.uploads import judge

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 10 * 1024 * 1024
MOST_TAGS = 250_000  # per part: tags take far more memory than text; a hundred questions take 10 000
MOST_ROWS, MOST_COLUMNS = 5000, 60
LAST_ROW = 1_048_576  # of any XLSX sheet
NO_XLSX = "Suba la planilla XLSX que descargó de aquí."
_TOO_MUCH = "La planilla ocupa demasiado al abrirla. Descárguela otra vez y copie solo las respuestas."


class WrongWorkbook(Refusal):
    """The file is not the workbook of this assessment, or cannot be read as one."""


@dataclass(frozen=True)
class Cell:
    """One cell of the file; `value` of a formula is its cached result."""

    coordinate: str
    value: Any = None
    kind: str = "n"  # data type of openpyxl; f: formula, e: error
    number_format: str = ""


Rows = dict[int, dict[int, Cell]]  # non-empty cells by row and column


@dataclass(frozen=True)
class Book:
    """What is read of a file: its sheet names, its description (key, value) and its answers."""

    titles: list[str]
    about: dict[str, str]
    rows: Rows


def read_book(data: bytes, *, rows: str, about: str) -> Book:
    """Return the rows of the sheet `rows` and the pairs of the sheet `about`; empty for a missing sheet.

    Refuses WrongWorkbook, and FileRefused for active content.
    """
    check_file(data)
    try:
        return _unpacked(data, rows, about)
    except Refusal:
        raise
    except Exception:  # a damaged file makes the library fail in many ways; the user gets one message
        raise WrongWorkbook("La planilla está dañada. Ábrala y guárdela otra vez como XLSX.") from None


def check_file(data: bytes) -> None:
    """Refuse anything but an XLSX, oversized content, and active content."""
    if len(data) > MOST_BYTES:
        raise WrongWorkbook("La planilla pesa más de 2 MB. Descárguela otra vez y copie solo las respuestas.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {info.filename: info.file_size for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        parts = {}
    if not data.startswith(b"PK") or "xl/workbook.xml" not in parts:
        raise WrongWorkbook(NO_XLSX)
    if sum(parts.values()) > MOST_UNPACKED:
        raise WrongWorkbook(_TOO_MUCH)
    judge(data, "planilla.xlsx", most_bytes=MOST_BYTES)
    check_tags(data, [part for part in parts if not part.startswith("xl/worksheets/")])


def check_tags(data: bytes, parts: Iterable[str]) -> None:
    """Refuse a part with more XML than any of our workbooks: reading it would take too much memory."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(archive.read(part).count(b"<") > MOST_TAGS for part in parts):
            raise WrongWorkbook(_TOO_MUCH)


def _unpacked(data: bytes, rows_title: str, about_title: str) -> Book:
    book = _open(data)
    needed = [book[title] for title in (about_title, rows_title) if title in book.sheetnames]
    check_tags(data, [sheet._worksheet_path for sheet in needed])
    about: dict[str, str] = {}
    if about_title in book.sheetnames:
        said = book[about_title].iter_rows(min_row=1, max_row=20, max_col=2, values_only=True)
        about = {str(key): str(value or "") for key, value in said if key}
    rows = dict(_filled_rows(book, rows_title)) if rows_title in book.sheetnames else {}
    if any(cell.kind == "f" for row in rows.values() for cell in row.values()):
        kept = dict(_filled_rows(_open(data, data_only=True), rows_title))
        for number, row in rows.items():
            for column, cell in row.items():
                if cell.kind == "f":
                    there = kept.get(number, {}).get(column)
                    row[column] = replace(cell, value=there.value if there else None)
    return Book(book.sheetnames, about, rows)


def _open(data: bytes, **options: bool) -> Any:
    return load_workbook(io.BytesIO(data), read_only=True, keep_links=False, **options)


def _filled_rows(book: Any, title: str) -> Iterator[tuple[int, dict[int, Cell]]]:
    """Yield the non-empty rows, whatever dimensions the file declares."""
    sheet = book[title]
    sheet.reset_dimensions()
    blank = None  # the library yields the same object for every row of a gap
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
        if row is blank and number <= LAST_ROW:
            continue
        cells = {
            column: Cell(coordinate(number, column), cell.value, cell.data_type, cell.number_format or "")
            for column, cell in enumerate(row, start=1)
            if cell.value is not None
        }
        if number > (MOST_ROWS if cells else LAST_ROW):
            raise WrongWorkbook(f"La hoja llega hasta la fila {number}. Copie las respuestas en una planilla nueva.")
        if cells:
            yield number, cells
        else:
            blank = row


def coordinate(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"
