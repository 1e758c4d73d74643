"""Detects personal data in a text. Returns counts for a warning, never the matches."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from core.words import folded

TABLE = "\f"  # on a line of its own where a table begins or ends

# An identity number follows its label («C.C. 43.123.456», «cédula de ciudadanía No. 1017123456»), or has the new format,
# 1.0xx.xxx.xxx, without a sign of money before it. Bare numbers, amounts, NIT and file numbers do not match.
# A number may continue on the next line, but not in the next cell of a table (a tab).
_BLANK = r"[^\S\t]"
_NUMBER = rf"\d{{1,3}}(?:(?:\.|{_BLANK})\d{{3}}){{1,3}}|\d{{6,10}}"
_IDENTITY = re.compile(
    rf"(?:c[ée]dulas?(?:\s+de\s+(?:ciudadan[íi]a|extranjer[íi]a))?|\bC\.?\s?[CE]\.?|tarjeta\s+de\s+identidad|\bT\.?\s?I\.)"
    rf"[\s:.#°ºNnoúmer]{{0,16}}({_NUMBER})(?![\d])"
    r"|(?<![\d.$])(?<!\$ )(1\.0\d{2}\.\d{3}\.\d{3})(?!\.?\d)",
    re.IGNORECASE,
)
# Mobile numbers begin with 3 and have ten digits; landlines since 2021 begin with 60 and the digit of the region.
_GAP = rf"(?:[.-]|{_BLANK}){{0,2}}"
_PHONE = re.compile(
    rf"(?<![\d.,$])(?:\+?57{_GAP})?(?:3[0-5]\d|\(?60[1-8]\)?){_GAP}\d{{3}}{_GAP}\d{{2}}{_GAP}\d{{2}}(?![.,]?\d)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_INSTITUTIONAL = re.compile(r"(^|\.)(gov|edu|mil|org)(\.co)?$", re.IGNORECASE)

# In a table the header says what the bare numbers below it are. Mail addresses match anywhere.
_COLUMNS = {
    **dict.fromkeys(
        ("cedula", "cedulas", "cedula de ciudadania", "no. de cedula", "numero de cedula", "documento de identidad",
         "documento de identificacion", "c.c."), "cedula"),
    **dict.fromkeys(
        ("telefono", "telefonos", "numero de telefono", "telefono fijo", "telefono celular", "celular", "celulares",
         "numero de celular", "telefono de contacto", "movil"), "telefono"),
}  # fmt: skip
_CELLS = {
    "cedula": re.compile(rf"(?:C\.?\s?C\.?\s*)?({_NUMBER})(?:\.0)?", re.IGNORECASE),
    "telefono": re.compile(r"((?:\+?57[\s.-]*)?\(?\d(?:[\s().-]{0,2}\d){6,9})(?:\.0)?"),
}
HEADER_ROWS = 30  # at the top of a table, searched for headers
LONGEST_CELL = 60
MOST_COLUMNS = 300  # of a row, from the left
MOST_CELLS = 500_000  # of all tables

WORDS = {
    "cedula": ("número de cédula", "números de cédula"),
    "telefono": ("teléfono", "teléfonos"),
    "correo": ("correo personal", "correos personales"),
}


def scan(text: str, rows: Iterable[list[str]] = ()) -> dict[str, int]:
    """Return the number of distinct matches by kind («cedula», «telefono», «correo»); kinds without matches are left out.

    `rows`: the tables in the text, cell by cell.
    """
    columns = _under_headers(rows)
    identities = {_digits(a or b) for a, b in _IDENTITY.findall(text)} | columns["cedula"]
    phones = {_digits(found)[-10:] for found in _PHONE.findall(text)} | columns["telefono"]
    mails = {m.group().lower() for m in _EMAIL.finditer(text) if not _INSTITUTIONAL.search(m.group(1))}
    counts = {"cedula": len(identities), "telefono": len(phones - identities), "correo": len(mails)}
    return {kind: count for kind, count in counts.items() if count}


def in_words(found: dict[str, int]) -> list[str]:
    """Return one phrase for each kind of a scan: «2 teléfonos»."""
    return [f"{count} {WORDS[kind][count != 1]}" for kind, count in found.items() if kind in WORDS]


def rows_of_csv(text: str) -> Iterator[list[str]]:
    """Yield the rows of a CSV with the most frequent separator of its beginning; stops at the first malformed row."""
    head = text[:4096]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    try:
        yield from reader
    except csv.Error:  # an unterminated quote
        return


def rows_of_words(text: str) -> Iterator[list[str]]:
    """Return the rows of the tables in the text of a document, whose cells are separated by tabs."""
    return (line.split("\t") for line in text.split("\n"))


def _under_headers(rows: Iterable[list[str]]) -> dict[str, set[str]]:
    """Return the numbers, by kind, in columns whose header names personal data."""
    found: dict[str, set[str]] = {"cedula": set(), "telefono": set()}
    columns: dict[int, str] = {}
    number, left = 0, MOST_CELLS
    for row in rows:
        number += 1
        left -= min(len(row), MOST_COLUMNS)
        if left < 0:
            break
        if row == [TABLE]:
            number, columns = 0, {}
        if number <= HEADER_ROWS:
            columns |= {place: kind for place, cell in enumerate(row[:MOST_COLUMNS]) if (kind := _column_kind(cell))}
        if not columns:
            continue
        for place, cell in enumerate(row[:MOST_COLUMNS]):
            kind = columns.get(place)
            if kind and cell and len(cell) <= LONGEST_CELL and (match := _CELLS[kind].fullmatch(cell.strip())):
                found[kind].add(_digits(match[1])[-10:])
    return found


def _column_kind(cell: str) -> str:
    return _COLUMNS.get(folded(cell).rstrip(":*"), "") if 0 < len(cell) <= LONGEST_CELL else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
