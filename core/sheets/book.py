"""Opens a workbook and reads its sheets as typed cells."""

import io
import re
import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from math import isfinite
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet._reader import (
    COL_TAG,
    FORMULA_TAG,
    INLINE_STRING,
    MERGE_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.xml.constants import SHARED_STRINGS
from openpyxl.xml.functions import iterparse

from core.refusals import Refusal
from core.sheets.archive import DAMAGED, SHEET_TAGS, UnreadableWorkbook, check_archive, count_sheet
from core.sheets.cells import Cell, Kind, read_text
from core.sheets.number_formats import DATES_BY_NUMBER
from core.sheets.rich_text import Struck, text_of, texts_of
from core.words import folded

# The library warns about what it skips, and quotes it: strangers' data does not belong in a log.
warnings.filterwarnings("ignore", module="openpyxl")

MOST_ROWS = 5000
MOST_MERGED = 200
LAST_COLUMN = 16_384
LONGEST_TEXT = 32_767  # characters that a cell can hold
MOST_TEXT = 5_000_000  # characters of all cells that are read: one long text may be used by thousands of cells
NUMBERED = ("n", "s", "b")  # types of cells whose value is a number; Python's own reading also takes «1_0» and «٣»
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)
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
        self._text_left, self._tags_left = MOST_TEXT, SHEET_TAGS
        self._texts: dict[str, tuple[Kind, str]] = {}
        self._reader = _guarded(_opened, data)
        self._sheets: dict[str, tuple[str, str]] = _guarded(_listed, self._reader)
        self.titles = list(self._sheets)

    @property
    def visible_titles(self) -> list[str]:
        return [title for title, (_, state) in self._sheets.items() if state == "visible"]

    def title_of(self, wanted: str) -> str | None:
        """Return the sheet's title as the file has it; case, accents and blanks do not matter."""
        if wanted in self.titles:
            return wanted
        found = [title for title in self.titles if folded(title) == folded(wanted)]
        return found[0] if len(found) == 1 else None

    def sheet(self, wanted: str) -> Sheet | None:
        title = self.title_of(wanted)
        return _guarded(self._read, title) if title else None

    def _read(self, title: str) -> Sheet:
        part, _ = self._sheets[title]
        self._tags_left -= count_sheet(self._reader.archive, part, self._tags_left)
        with self._reader.archive.open(part) as source:
            parser = _SheetParser(source, self._reader)
            rows: dict[int, dict[int, Cell]] = {}
            seen: set[tuple[int, int]] = set()
            for number, row in parser.parse():
                for raw in row:
                    place = (raw["row"], raw["column"])
                    if raw["row"] != number or place in seen:
                        raise ValueError("a cell stands twice, or says that it lies in another row")
                    seen.add(place)
                    found = self._cell(raw)
                    if found.kind != Kind.BLANK:
                        rows.setdefault(number, {})[raw["column"]] = found
        if rows and max(rows) > MOST_ROWS:
            raise UnreadableWorkbook(
                f"{title}: llega más abajo de la fila {MOST_ROWS}. Copie las filas en una planilla nueva."
            )
        return Sheet(title, dict(sorted(rows.items())), _merged(parser, title), *_hidden(parser))

    def _cell(self, raw: dict[str, Any]) -> Cell:
        cell = self._typed(raw)
        is_struck = cell.kind != Kind.BLANK and (isinstance(raw["value"], Struck) or self._crosses_out(raw["style_id"]))
        return Cell(cell.coordinate, Kind.STRUCK, cell.shown(), cell.number_format) if is_struck else cell

    def _typed(self, raw: dict[str, Any]) -> Cell:
        where, value = coordinate(raw["row"], raw["column"]), raw["value"]
        if value is None:
            return Cell(where, Kind.PENDING) if raw["is_formula"] and raw["data_type"] != "str" else Cell(where)
        shape = self._number_format(raw["style_id"])
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
        kind, text = self._text(str(value))
        return Cell(where) if kind == Kind.BLANK else Cell(where, kind, text, shape)

    def _number_format(self, style: int) -> str:
        book = self._reader.wb
        number = book._cell_styles[style].numFmtId
        if number in DATES_BY_NUMBER:
            return "yyyy"
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return BUILTIN_FORMATS.get(number, "General")
        return book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]

    def _crosses_out(self, style: int) -> bool:
        book = self._reader.wb
        font = book._cell_styles[style].fontId
        return font < len(book._fonts) and bool(book._fonts[font].strike)  # small programs write no fonts

    def _text(self, text: str) -> tuple[Kind, str]:
        self._text_left -= len(text)
        if self._text_left < 0 or len(text) > LONGEST_TEXT:
            raise UnreadableWorkbook(
                "El archivo tiene demasiado texto. Copie solo lo que hace falta en una planilla nueva."
            )
        if text not in self._texts:
            self._texts[text] = read_text(text)
        return self._texts[text]


_KINDS: list[tuple[Kind, Any]] = [
    (Kind.BOOLEAN, bool), (Kind.DURATION, timedelta), (Kind.DATE, (date, time)),
]  # fmt: skip


class _SheetParser(WorkSheetParser):
    """Cells, hidden rows and columns, merged ranges; what else a sheet may hold (rules, links, prints) is not looked at."""

    def __init__(self, source: Any, reader: ExcelReader):
        book = reader.wb
        super().__init__(
            source, reader.shared_strings, data_only=True, epoch=book.epoch, date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        self.merges: list[str] = []

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _, element in iterparse(self.source):
            if element.tag == COL_TAG:
                self.parse_column_dimensions(element)
            elif element.tag == MERGE_TAG:
                self.merges += [one.get("ref", "") for one in element]
            elif element.tag == ROW_TAG:
                yield self.parse_row(element)
            else:
                continue  # a part of one of these, which still needs it
            element.clear()

    def parse_cell(self, element: Any) -> dict[str, Any]:
        value = element.findtext(VALUE_TAG) or ""
        if element.get("t", "n") in NUMBERED and value and not NUMBER.fullmatch(value):
            raise ValueError("a cell holds a number that is not written as one")
        raw = super().parse_cell(element)
        inline = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
        if inline is not None:
            raw["value"] = text_of(inline)
        return {**raw, "is_formula": element.find(FORMULA_TAG) is not None}


def _opened(data: bytes) -> ExcelReader:
    """Read what the cells refer to: texts, styles, the list of sheets. The library would read much more."""
    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    if strings := reader.package.find(SHARED_STRINGS):
        with reader.archive.open(strings.PartName[1:]) as source:
            reader.shared_strings = texts_of(source)
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    return reader


def _listed(reader: ExcelReader) -> dict[str, tuple[str, str]]:
    """Return part and state («visible», «hidden»…) of each sheet by its title."""
    sheets: dict[str, tuple[str, str]] = {}
    for sheet, relation in reader.parser.find_sheets():
        if relation.target in reader.valid_files and "chartsheet" not in relation.Type:
            sheets.setdefault(sheet.name, (relation.target, sheet.state))
    return sheets


def _merged(parser: _SheetParser, title: str) -> list[Merged]:
    if len(parser.merges) > MOST_MERGED:
        raise UnreadableWorkbook(f"{title}: tiene más de {MOST_MERGED} rangos de celdas combinadas. Sepárelas.")
    return [Merged(name, *range_boundaries(name)) for name in parser.merges]


def _hidden(parser: WorkSheetParser) -> tuple[frozenset[int], frozenset[int]]:
    rows = frozenset(int(row) for row, about in parser.row_dimensions.items() if about.get("hidden") in _TRUE)
    spans = [
        range(int(about["min"]), min(int(about["max"]), LAST_COLUMN) + 1)
        for about in parser.column_dimensions.values()
        if about.get("hidden") in _TRUE
    ]
    if sum(map(len, spans)) > LAST_COLUMN:
        raise ValueError("hidden columns overlap")
    return rows, frozenset(column for span in spans for column in span)


def _guarded(read: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Call the library on a stranger's file: whatever it stumbles on, the person gets one sentence."""
    try:
        return read(*args, **options)
    except Refusal:
        raise
    except Exception:  # a damaged file makes the library fail in many ways
        raise UnreadableWorkbook(DAMAGED) from None
