"""A table of targets or measurements, CSV or XLSX → lines of text whose cells know where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from core.numbers import joined
from core.refusals import Refusal
from core.sheets.book import Sheet, coordinate, open_book
from core.sheets.cells import Cell, Kind, Unfit
from core.sheets.headings import find_headings
from core.tables import read_csv
from core.words import counted, folded, one_line
from diagnostics.scoring.values import may_be_thousands
from followup.indicators.choices import MOST_FIGURES

MOST_BYTES = 5 * 1024 * 1024
_BOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Line:
    """`cells`: text by column, numbers with a decimal point. `unfit`: why one cannot be read. `addresses`: in a workbook."""

    number: int
    cells: Mapping[str, str]
    unfit: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def where(self, column: str = "") -> str:
        address = self.addresses.get(column)
        return f"celda {address}" if address else f"{'fila' if self.addresses else 'línea'} {self.number}"


@dataclass
class Faults:
    """Everything that is wrong with a file, a sentence each. `notes`: what was read and may be meant otherwise."""

    found: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, line: Line, column: str, message: str) -> None:
        self.found.append(f"{line.where(column)}: {message}")

    def once(self, line: Line, key: Key, seen: dict[Key, Line], words: str) -> None:
        """Say that a row is there twice."""
        if key in seen:
            self.add(line, "indicator", f"{words} ya está en la {seen[key].where()}")
        seen.setdefault(key, line)


def read_lines(data: bytes, *, name: str, columns: Sequence[str], numbers: Sequence[str], faults: Faults) -> list[Line]:
    """Return the rows below the heading. `numbers`: the columns in which a workbook must hold numbers.

    `faults` takes the note that other sheets were not read.

    Raises Refusal for what is no such table: other kinds of files and encodings, too large, other headings, no rows.
    """
    if len(data) > MOST_BYTES:
        raise Refusal(f"{name} pesa más de {MOST_BYTES // 1024 // 1024} MB. Divídalo en varios.")
    is_book = data.startswith(_BOOKS)
    lines = _of_book(data, name, columns, numbers, faults) if is_book else _of_csv(data, name, columns)
    if not lines:
        raise Refusal(f"{name} no tiene filas debajo del encabezado.")
    return lines


def _of_csv(data: bytes, name: str, columns: Sequence[str]) -> list[Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Refusal(
            f"{name}, línea {line}: el texto no está en UTF-8. Guárdelo como «CSV UTF-8», o como libro de Excel (.xlsx)."
        ) from None
    rows = read_csv(text, name=name, required=list(columns), known=list(columns), delimiters=",;\t")
    return [Line(row.line, row.cells) for row in rows]


def _of_book(data: bytes, name: str, columns: Sequence[str], numbers: Sequence[str], faults: Faults) -> list[Line]:
    book = open_book(data, most_bytes=MOST_BYTES)
    sheet = book.sheet(book.visible_titles[0]) if book.visible_titles else None
    if sheet is None:
        raise Refusal(f"{name} no tiene hojas visibles.")
    if others := book.visible_titles[1:]:
        faults.notes.append(
            f"Se leyó solo la hoja «{sheet.title}». No se leyó: {joined([f'«{one}»' for one in others])}."
        )
    headings = find_headings(sheet, columns)
    wrong = [f"falta la columna «{one}»" for one in headings.missing]
    wrong += [f"la columna «{one}» está dos veces ({both})" for one, both in headings.doubled]
    wrong += [f"celda {address}: no se conoce la columna «{text}»" for address, text in headings.unknown]
    wrong += [f"la columna {letter} no tiene encabezado" for letter in headings.unnamed]
    wrong += [f"las celdas {one.name} están combinadas; sepárelas" for one in sheet.merged]
    if wrong:
        raise Refusal(f"{name}: se esperaban las columnas {', '.join(columns)}.", [f"{one}." for one in wrong])
    lines = [_line(sheet, number, headings.columns, numbers) for number in sheet.rows if number > 1]
    return [line for line in lines if any(line.cells.values()) or line.unfit]


def _line(sheet: Sheet, number: int, columns: Mapping[str, int], numbers: Sequence[str]) -> Line:
    cells, unfit = {}, {}
    for name, column in columns.items():
        try:
            cells[name] = _text(sheet.cell(number, column), name in numbers)
        except Unfit as error:
            unfit[name] = str(error)
    return Line(number, cells, unfit, {name: coordinate(number, column) for name, column in columns.items()})


def _text(cell: Cell, is_number: bool) -> str:
    if not is_number or cell.kind == Kind.BLANK:
        return cell.text()
    number = cell.number()
    return f"{number.normalize():f}" if abs(number) < Decimal(10) ** 40 else "demasiado grande"


def text_in(line: Line, column: str, faults: Faults) -> str:
    if column in line.unfit:
        faults.add(line, column, line.unfit[column])
    return one_line(line[column])


def number_in(line: Line, column: str, faults: Faults, *, decimals: int, low: int | None = None) -> Decimal | None:
    """Return the exact number of a cell, None for an empty one or a fault."""
    if column in line.unfit:
        faults.add(line, column, f"«{column}» {line.unfit[column]}")
        return None
    text = line[column]
    if not text:
        return None
    if fault := number_fault(text, decimals=decimals):
        faults.add(line, column, f"«{column}» {fault}")
        return None
    number = Decimal(text)
    if low is not None and number < low:
        faults.add(line, column, f"«{column}» no puede ser menor que {low}, y dice {text}")
        return None
    if not line.addresses and may_be_thousands(text):
        faults.notes.append(
            f"{line.where()}: «{text}» se lee con decimales, porque el punto es la marca decimal; si son miles, quite el punto."
        )
    return number


def number_fault(text: str, *, decimals: int) -> str:
    """Return why a text is no number of a file, "" if it is one; no longer than what every database keeps as it is."""
    shown = f"y dice «{text[:40]}»"
    if "%" in text:
        return f"es un número sin el signo de porcentaje, {shown}"
    if "," in text:
        return f"lleva punto como marca decimal y nada entre los miles, {shown}"
    whole, point, after = text.removeprefix("-").partition(".")
    if not (whole.isascii() and whole.isdigit()) or (point and not (after.isascii() and after.isdigit())):
        return f"debe ser un número, {shown}"
    if len(after.rstrip("0")) > decimals:
        return (
            f"tiene más de {counted(decimals, 'decimal', 'decimales')}, {shown}"
            if decimals
            else f"va sin decimales, {shown}"
        )
    if len((whole + after.rstrip("0")).lstrip("0")) > MOST_FIGURES:
        return f"es demasiado largo: caben {MOST_FIGURES} cifras, {shown}"
    return ""


def is_yes(line: Line, column: str, faults: Faults) -> bool:
    """Read `si` or `no`; anything else is a fault."""
    said = folded(text_in(line, column, faults))
    if said not in ("si", "no") and column not in line.unfit:
        faults.add(line, column, f"«{column}» debe decir si o no, y dice «{line[column][:20]}»")
    return said == "si"
