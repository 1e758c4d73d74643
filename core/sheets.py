"""Reads a small table uploaded as XLSX or CSV: every cell as text; formulas are not evaluated.

The file is untrusted: bytes, declared sizes, rows and columns are bounded before anything is read.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from openpyxl import load_workbook

from core.refusals import Refusal

UNPACKED = 20 * 1024 * 1024
PARTS = 300
COLUMNS = 40
LAST_ROW = 20_000  # one cell at the far end of a sheet would mean a million empty rows
CELL = 1000  # characters, longer than any name, address or number
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

Rows = list[tuple[int, list[str]]]


class UnreadableTable(Refusal):
    """The file is not a table that the portal can read."""


def read_table(data: bytes, *, max_bytes: int, max_rows: int) -> Rows:
    """Return the non-empty rows as (row number in the file, cells as stripped text).

    The first sheet of an XLSX, or a CSV with commas, semicolons or tabs in UTF-8 or Windows-1252. Refuses UnreadableTable: empty
    or large files, other kinds, archives that unpack to too much, more than `max_rows` rows besides the heading.
    """
    if not data.strip():
        raise UnreadableTable("El archivo está vacío. Elija otro.")
    if len(data) > max_bytes:
        raise UnreadableTable(f"El archivo pesa más de {max_bytes // 1024 // 1024} MB. Divídalo en varios.")
    if data.startswith(OLD_EXCEL):
        raise UnreadableTable(
            "El archivo es de una versión antigua de Excel o tiene clave. Guárdelo como .xlsx sin clave."
        )
    rows = _xlsx(data) if data.startswith(ZIP) else _csv(data)
    found: Rows = []
    for number, cells in rows:
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            continue
        if len(found) > max_rows:
            raise UnreadableTable(f"El archivo tiene más de {max_rows} filas. Divídalo en varios.")
        found.append((number, texts))
    if not found:
        raise UnreadableTable("El archivo no tiene filas. Elija otro.")
    return found


def _xlsx(data: bytes) -> Iterator[tuple[int, list]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except zipfile.BadZipFile:
        raise UnreadableTable("El archivo está dañado. Vuelva a guardarlo como .xlsx.") from None
    # The declared size is a bound: the reader stops there.
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise UnreadableTable("El archivo ocupa demasiado al abrirlo. Copie solo la tabla a una hoja nueva.")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise UnreadableTable("El archivo no es una hoja de cálculo. Guárdelo como .xlsx o .csv.")
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = next(iter(book.worksheets))
        sheet.reset_dimensions()  # the dimensions declared in the file may be wrong
        rows = enumerate(sheet.iter_rows(max_col=COLUMNS, values_only=True), start=1)
        read = list(islice(rows, LAST_ROW + 1))
    except Exception:  # a damaged file makes the library fail in many ways; the user gets one message
        raise UnreadableTable("El archivo está dañado. Vuelva a guardarlo como .xlsx.") from None
    if len(read) > LAST_ROW:
        raise UnreadableTable(f"La hoja llega más abajo de la fila {LAST_ROW}. Copie solo la tabla a una hoja nueva.")
    return iter(read)


def _csv(data: bytes) -> Iterator[tuple[int, list]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # how Excel in Spanish saves a CSV
    if "\0" in text:
        raise UnreadableTable("El archivo no es una hoja de cálculo. Guárdelo como .xlsx o .csv.")
    heading = text.partition("\n")[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells[:COLUMNS]
    except csv.Error:
        raise UnreadableTable(f"Fila {reader.line_num}: hay comillas o saltos de línea sin cerrar.") from None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "sí" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime | date | time):
        cell = cell.isoformat()
    # An array formula is an object with its text.
    return " ".join(str(getattr(cell, "text", None) or cell).split())[:CELL]
