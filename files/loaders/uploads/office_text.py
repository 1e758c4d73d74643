"""The text of DOCX, XLSX and ODS: one line per paragraph or row, tabs between cells, up to a limit."""

import re

from core.personal_data import TABLE
from files.loaders.uploads.office_xml import Listener, values_of

MOST_STRINGS = 300_000
MOST_PIECES = 100  # of up to 8 kB, per cell
MOST_GAP = 200  # empty cells between two filled ones
_PROSE = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|content\.xml"
    r"|xl/(comments[^/]*|threadedcomments/[^/]+)\.xml"
)
_SHEETS = re.compile(r"xl/worksheets/[^/]+\.xml")
_PARAGRAPHS = {"p", "h", "comment", "threadedcomment"}
_CELLS = {"tc", "table-cell", "covered-table-cell"}
_ROWS = {"tr", "table-row"}
_TABLES = {"tbl", "table"}
_BLANKS = {"tab", "br", "cr", "s", "line-break"}


class Words:
    """Collects the text of a document, and the shared strings of an XLSX; both end at `limit` characters."""

    def __init__(self, limit: int):
        self._pieces: list[str] = []
        self._left = self._strings_left = limit
        self._strings: list[str] = []

    def add(self, text: str) -> None:
        if self._left > 0:
            self._pieces.append(text[: self._left])
            self._left -= len(text)

    def keep(self, string: str) -> None:
        self._strings_left -= len(string)
        if not self.has_all_strings:
            self._strings.append(string)

    def string(self, number: str) -> str:
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else -1
        return self._strings[place] if 0 <= place < len(self._strings) else ""

    @property
    def is_full(self) -> bool:
        return self._left <= 0

    @property
    def has_all_strings(self) -> bool:
        return self._strings_left < 0 or len(self._strings) >= MOST_STRINGS

    def __str__(self) -> str:
        return "".join(self._pieces)

    def listener(self, part: str) -> Listener | None:
        """Return the listener for a part of this name; None for parts without text."""
        name = part.lower()
        if name == "xl/sharedstrings.xml":
            return _Strings(self)
        if _SHEETS.fullmatch(name):
            return _Sheet(self)
        return _Prose(self) if _PROSE.fullmatch(name) else None


class _Prose:
    """Paragraphs, and the tables of Word and ODS."""

    def __init__(self, words: Words):
        self._words, self._rows, self._repeated = words, 0, 1

    @property
    def is_full(self) -> bool:
        return self._words.is_full

    def start(self, name: str, attributes: list[str]) -> None:
        if name in _ROWS:
            self._rows += 1
        elif name in _CELLS:
            self._repeated = _number("".join(values_of(attributes, "number-columns-repeated")))
        elif name in _TABLES and not self._rows:
            self._words.add(f"\n{TABLE}\n")
        elif name in _BLANKS:
            self._words.add(" ")

    def text(self, text: str) -> None:
        self._words.add(" " if self._rows and text.isspace() else text)

    def end(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self._words.add(" " if self._rows else "\n")
        elif name in _CELLS:
            self._words.add("\t" * self._repeated)
            self._repeated = 1
        elif name in _ROWS:
            self._rows -= 1
            self._words.add(" " if self._rows else "\n")
        elif name in _TABLES and not self._rows:
            self._words.add(f"{TABLE}\n")


class _Strings:
    """The shared strings of an XLSX."""

    def __init__(self, words: Words):
        self._words, self._pieces, self._is_text = words, [], False

    @property
    def is_full(self) -> bool:
        return self._words.has_all_strings

    def start(self, name: str, attributes: list[str]) -> None:
        self._is_text = name == "t"

    def text(self, text: str) -> None:
        if self._is_text and len(self._pieces) < MOST_PIECES:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self._is_text = False
        if name == "si":
            self._words.keep("".join(self._pieces))
            self._pieces = []


class _Sheet:
    """The cells of an XLSX; each names its column, since empty cells are omitted."""

    def __init__(self, words: Words):
        self._words, self._pieces = words, []
        self._column = 0
        self._is_shared = self._is_value = False
        words.add(f"{TABLE}\n")

    @property
    def is_full(self) -> bool:
        return self._words.is_full

    def start(self, name: str, attributes: list[str]) -> None:
        self._is_value = name in ("v", "t")
        if name == "c":
            about = dict(zip(attributes[::2], attributes[1::2], strict=True))
            self._pieces, self._is_shared = [], about.get("t") == "s"
            column = _column(about.get("r", "")) or self._column + 1
            self._words.add("\t" * min(column - max(self._column, 1), MOST_GAP) or " ")
            self._column = column

    def text(self, text: str) -> None:
        if self._is_value and len(self._pieces) < MOST_PIECES:
            self._pieces.append(text)

    def end(self, name: str) -> None:
        self._is_value = False
        if name == "c":
            value = "".join(self._pieces)
            self._words.add(self._words.string(value) if self._is_shared else value)
        elif name == "row":
            self._column = 0
            self._words.add("\n")


def _number(text: str) -> int:
    return min(int(text), MOST_GAP) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _column(reference: str) -> int:
    """«AB7» → 28; 0 for anything that is not a cell reference."""
    number = 0
    for letter in reference[:3]:
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - 64
    return number
