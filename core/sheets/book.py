"""Opens a workbook and reads its sheets as typed cells."""

import io
import warnings
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import WorkSheetParser

from core.refusals import Refusal
from core.sheets.archive import DAMAGED, UnreadableWorkbook, check_archive, check_sheet
from core.sheets.cells import ERRORS, Cell, Kind, clean_text
from core.words import folded

# The library warns about what it skips, and quotes it: strangers' data does not belong in a log.
warnings.filterwarnings("ignore", module="openpyxl")

MOST_ROWS = 5000
MOST_MERGED = 200
LAST_COLUMN = 16_384
LONGEST_TEXT = 32_767  # characters that a cell can hold
MOST_TEXT = 5_000_000  # characters of all cells that are read: one long text may be used by thousands of cells
_TRUE = ("1", "true")


@dataclass(frozen=True)
class Merged:
    """A range of merged cells: only its first cell holds a value."""

    name: str  # «E2:E3»
    first_column: int
    first_row: int
    last_column: int
    last_row: int


@dataclass(frozen=True)
class Sheet:
    """The cells that hold something, by row and column, and what of it people may not see."""

    title: str
    rows: dict[int, dict[int, Cell]]
    merged: list[Merged] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def cell(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column) or Cell(coordinate(row, column))

    def merged_over(self, columns: set[int], *, from_row: int = 2) -> list[Merged]:
        """Return the merged ranges below the heading that cover a cell of these columns."""
        return [
            one
            for one in self.merged
            if one.last_row >= from_row and any(one.first_column <= column <= one.last_column for column in columns)
        ]

    def rows_in(self, merged: Merged) -> list[int]:
        numbers = sorted(self.rows)
        return numbers[bisect_left(numbers, merged.first_row) : bisect_left(numbers, merged.last_row + 1)]


def coordinate(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def open_book(data: bytes, *, most_bytes: int) -> "Book":
    """Return the book of an XLSX. Refuses UnreadableWorkbook."""
    check_archive(data, most_bytes=most_bytes)
    return Book(data)


class Book:
    """An open workbook; sheets are read when they are asked for. Every method refuses UnreadableWorkbook."""

    def __init__(self, data: bytes):
        self._data, self._left = data, MOST_TEXT
        self._texts: dict[str, str] = {}
        self._shown = _guarded(self._load, data_only=True)
        self.titles: list[str] = list(self._shown.sheetnames)

    @property
    def visible_titles(self) -> list[str]:
        return [sheet.title for sheet in self._shown.worksheets if sheet.sheet_state == "visible"]

    def title_of(self, wanted: str) -> str | None:
        """Return the sheet's title as the file has it; case, accents and blanks do not matter."""
        if wanted in self.titles:
            return wanted
        found = [title for title in self.titles if folded(title) == folded(wanted)]
        return found[0] if len(found) == 1 else None

    def sheet(self, wanted: str) -> Sheet | None:
        title = self.title_of(wanted)
        return _guarded(self._read, title) if title else None

    def _load(self, *, data_only: bool) -> Any:
        return load_workbook(io.BytesIO(self._data), read_only=True, data_only=data_only, keep_links=False)

    @cached_property
    def _typed(self) -> Any:
        return self._load(data_only=False)

    def _read(self, title: str) -> Sheet:
        check_sheet(self._data, self._shown[title]._worksheet_path)
        parser, cells = self._parsed(self._shown, title)
        unsaid = any(cell["value"] is None and cell["data_type"] != "str" for cell in cells)
        formulas = self._formulas(title) if unsaid else set()
        rows: dict[int, dict[int, Cell]] = {}
        for raw in cells:
            found = self._cell(title, raw, is_formula=(raw["row"], raw["column"]) in formulas)
            if found.kind != Kind.BLANK:
                rows.setdefault(raw["row"], {})[raw["column"]] = found
        if rows and max(rows) > MOST_ROWS:
            raise UnreadableWorkbook(
                f"{title}: llega más abajo de la fila {MOST_ROWS}. Copie las filas en una planilla nueva."
            )
        return Sheet(title, dict(sorted(rows.items())), _merged(parser, title), *_hidden(parser))

    def _parsed(self, book: Any, title: str) -> tuple[WorkSheetParser, list[dict[str, Any]]]:
        """Return the cells that the part has, without those that the library's rows fill in between."""
        sheet = book[title]
        with sheet._get_source() as source:
            parser = WorkSheetParser(
                source, sheet._shared_strings, data_only=book.data_only, epoch=book.epoch,
                date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
            )  # fmt: skip
            cells = []
            for number, row in parser.parse():
                if any(cell["row"] != number for cell in row):
                    raise ValueError("a cell says that it lies in another row")
                cells += row
            if len({(cell["row"], cell["column"]) for cell in cells}) < len(cells):
                raise ValueError("a cell stands twice")
            return parser, cells

    def _formulas(self, title: str) -> set[tuple[int, int]]:
        _, cells = self._parsed(self._typed, title)
        return {(cell["row"], cell["column"]) for cell in cells if cell["data_type"] == "f"}

    def _cell(self, title: str, raw: dict[str, Any], *, is_formula: bool) -> Cell:
        where, value = coordinate(raw["row"], raw["column"]), raw["value"]
        if value is None:
            return Cell(where, Kind.PENDING) if is_formula and raw["data_type"] != "str" else Cell(where)
        shape = ReadOnlyCell(self._shown[title], **raw).number_format
        if raw["data_type"] == "e":
            return Cell(where, Kind.ERROR, str(value)[:20], shape)
        for kind, types in _KINDS:
            if isinstance(value, types):
                return Cell(where, kind, value, shape)
        if isinstance(value, int | float):
            is_number = isfinite(value)
            return (
                Cell(where, Kind.NUMBER, Decimal(str(value)), shape) if is_number else Cell(where, Kind.ERROR, "#NUM!")
            )
        text = self._text(str(value))
        if not text.strip():
            return Cell(where)
        return Cell(where, Kind.ERROR if text.strip() in ERRORS else Kind.TEXT, text, shape)

    def _text(self, text: str) -> str:
        self._left -= len(text)
        if self._left < 0 or len(text) > LONGEST_TEXT:
            raise UnreadableWorkbook(
                "El archivo tiene demasiado texto. Copie solo lo que hace falta en una planilla nueva."
            )
        if text not in self._texts:
            self._texts[text] = clean_text(text)
        return self._texts[text]


_KINDS: list[tuple[Kind, Any]] = [
    (Kind.BOOLEAN, bool), (Kind.DURATION, timedelta), (Kind.DATE, (date, time)),
]  # fmt: skip


def _merged(parser: WorkSheetParser, title: str) -> list[Merged]:
    ranges = [one.ref for one in parser.merged_cells.mergeCell] if parser.merged_cells else []
    if len(ranges) > MOST_MERGED:
        raise UnreadableWorkbook(f"{title}: tiene más de {MOST_MERGED} rangos de celdas combinadas. Sepárelas.")
    return [Merged(name, *range_boundaries(name)) for name in ranges]


def _hidden(parser: WorkSheetParser) -> tuple[frozenset[int], frozenset[int]]:
    rows = frozenset(int(row) for row, about in parser.row_dimensions.items() if about.get("hidden") in _TRUE)
    spans = [
        range(int(about["min"]), min(int(about["max"]), LAST_COLUMN) + 1)
        for about in parser.column_dimensions.values()
        if about.get("hidden") in _TRUE
    ]
    return rows, frozenset(column for span in spans[:LAST_COLUMN] for column in span)


def _guarded(read: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call the library on a stranger's file: whatever it stumbles on, the person gets one sentence."""
    try:
        return read(*args, **options)
    except Refusal:
        raise
    except Exception:  # a damaged file makes the library fail in many ways
        raise UnreadableWorkbook(DAMAGED) from None
