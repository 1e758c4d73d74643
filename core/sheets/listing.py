"""Reads a list uploaded as XLSX or CSV: rows of text with the number that a spreadsheet gives them. Formulas are not read."""

import csv
import io
import re

from core.refusals import Refusal
from core.sheets.book import open_book
from core.sheets.cells import Unfit
from core.words import garbled_in, turned_line, visible
from core.workbook import CONTROL as _CONTROL

COLUMNS = 40
_BOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
_ENCODING = "No se entienden las tildes del archivo. Guárdelo como «CSV UTF-8», o como .xlsx."
# In Windows-1252: letters that no Spanish word has, or in a place where none has them, are another encoding's.
_CAPITALS, _SMALL = "A-ZÁÉÍÓÚÜÑÇÀÈÌÒÙÂÊÎÔÛÄËÏ", "a-záéíóúüñçàèìòùâêîôûäëïö"
_LETTERS, _FOREIGN = _CAPITALS + _SMALL, "çàèìòùâêîôûäëïö"
_SIGNS = "¿¡«»“”‘’–—…·ºª°´€§\u00a0"
_UNLIKELY = re.compile(
    f"[^\\x00-\\x7f{_LETTERS}{_SIGNS}]"
    f"|(?<=[{_LETTERS}])(?:[¿¡]|[«“‘…ºª°´€§\u00a0](?=[{_LETTERS}]))"
    f"|(?<=[{_LETTERS}])[’”–—](?=[{_SMALL}])|(?<=[{_SMALL}])’(?![{_LETTERS}])"  # «Mar’a», «L—pez», «Mart’» of a Macintosh
    f"|[áéíóúüñ{_FOREIGN}](?=[{_CAPITALS}])|(?<=[{_CAPITALS}][{_CAPITALS}])[áéíóúüñ{_FOREIGN}]"  # «LîPEZ», or «LàPEZ» of DOS
    f"|(?<![{_LETTERS}])[é{_FOREIGN}](?=[{_LETTERS}])"  # «îscar», «érsula»
    "|(?<=[b-df-hj-np-tv-z])\u00a0"  # «Bogot » of DOS
)

Rows = list[tuple[int, list[str]]]


class UnreadableTable(Refusal):
    """The file is not a table that the portal can read; `details` names the cells."""


def read_table(data: bytes, *, max_bytes: int, max_rows: int) -> Rows:
    """Return the non-empty rows as (row number in the spreadsheet, cells as text with single blanks).

    The first visible sheet of an XLSX, or a CSV with commas, semicolons or tabs in UTF-8 or Windows-1252. Refuses
    UnreadableTable and UnreadableWorkbook: empty or large files, other kinds, cells that are no text, more than `max_rows`
    rows below the heading.
    """
    if not data.strip():
        raise UnreadableTable("El archivo está vacío. Elija otro.")
    if len(data) > max_bytes:
        raise UnreadableTable(f"El archivo pesa más de {max_bytes // 1024 // 1024} MB. Divídalo en varios.")
    found = _xlsx(data, max_bytes, max_rows) if data.startswith(_BOOKS) else _csv(data, max_rows)
    if not found:
        raise UnreadableTable("El archivo no tiene filas. Elija otro.")
    return found


def _xlsx(data: bytes, max_bytes: int, max_rows: int) -> Rows:
    book = open_book(data, most_bytes=max_bytes)
    sheet = book.sheet(book.visible_titles[0]) if book.visible_titles else None
    rows = sheet.rows if sheet else {}
    _bound(len(rows), max_rows)
    found, problems = (
        [],
        [f"Celdas {one.name}: están combinadas; sepárelas." for one in (sheet.merged if sheet else [])],
    )
    for number, row in rows.items():
        cells = [row.get(column) for column in range(1, max(row) + 1)] if max(row) <= COLUMNS else [*row.values()]
        texts = []
        for cell in cells:
            try:
                texts.append(cell.text() if cell else "")
                if spoilt := garbled_in(texts[-1]):
                    raise Unfit(f"las tildes llegaron dañadas («{spoilt}»); escriba otra vez el texto")
            except Unfit as unfit:
                problems.append(f"Celda {cell.coordinate}: {unfit}.")  # type: ignore[union-attr]
        found.append((number, texts))
    if problems:
        raise UnreadableTable("Hay celdas que no se leen como texto. Corríjalas y suba el archivo otra vez.", problems)
    return found


def _csv(data: bytes, max_rows: int) -> Rows:
    text = _decoded(data)
    if spoilt := garbled_in(text):
        raise UnreadableTable(
            f"Las tildes del archivo llegaron dañadas («{spoilt}»). Guárdelo otra vez donde se vean bien, como «CSV UTF-8» "
            "o como .xlsx."
        )
    if line := turned_line(text):
        raise UnreadableTable(
            f"Línea {line}: hay un carácter invisible que cambia el orden de las letras. Escriba otra vez ese texto."
        )
    text = visible(text)
    first, _, rest = text.partition("\n")
    if separator := re.fullmatch(r'"?sep=([,;\t])"?\r?', first):  # a line for Excel, which it does not show
        text = rest
    delimiter = separator[1] if separator else max(",;\t", key=re.split(r"[\r\n]", text, maxsplit=1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: Rows = []
    number = 1
    try:
        for number, cells in enumerate(reader, start=1):
            texts = [" ".join(cell.split()) for cell in cells]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                _bound(len(found) + 1, max_rows)
                found.append((number, texts))
    except csv.Error:
        raise UnreadableTable(
            f"Después de la fila {len(found) and found[-1][0]}: hay comillas sin cerrar o con texto pegado. Corríjalas."
        ) from None
    return found


def _bound(rows: int, most: int) -> None:
    if rows > most + 1:  # and the heading
        raise UnreadableTable(f"El archivo tiene más de {most} filas. Divídalo en varios.")


def _decoded(data: bytes) -> str:
    """Return the text of a CSV in UTF-8 or UTF-16, or in Windows-1252 where that reads like Spanish."""
    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")  # how Excel in Spanish saves a CSV
        except UnicodeDecodeError:
            raise UnreadableTable(_ENCODING) from None
        if _UNLIKELY.search(text):
            raise UnreadableTable(_ENCODING) from None
    if _CONTROL.search(text):
        raise UnreadableTable("El archivo no es una hoja de cálculo. Guárdelo como .xlsx o .csv.")
    return text
