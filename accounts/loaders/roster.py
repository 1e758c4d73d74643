"""Spreadsheet of people to invite → lines of text with their row number."""

from collections import Counter
from dataclasses import dataclass

from core.refusals import Refusal
from core.sheets.listing import read_table
from core.words import folded

MAX_BYTES, MAX_PEOPLE = 1024 * 1024, 500
EMAIL, NAME, ROLE, PLACE = "correo", "nombre", "rol", "municipio"
REQUIRED = (EMAIL, ROLE, PLACE)
KNOWN = (EMAIL, NAME, ROLE, PLACE)


class UnusableRoster(Refusal):
    """The table lacks required columns or has no people."""


@dataclass(frozen=True)
class Line:
    """One person to invite, as typed: row number in the file and four texts."""

    number: int
    email: str
    name: str
    role: str
    place: str


def read_roster(data: bytes) -> list[Line]:
    """Return the people of an uploaded XLSX or CSV, in file order.

    Refuses UnreadableTable and UnreadableWorkbook; UnusableRoster for missing, repeated or unknown columns, rows longer
    than the heading, and a file without people.
    """
    (_, heading), *rows = read_table(data, max_bytes=MAX_BYTES, max_rows=MAX_PEOPLE)
    columns = [folded(title) for title in heading]
    _check(columns, heading)
    longer = [number for number, cells in rows if any(cells[len(columns) :])]
    if longer:
        raise UnusableRoster(f"La fila {longer[0]} tiene más celdas que el encabezado. Revise comas y comillas.")
    lines = []
    for number, cells in rows:
        cell = dict(zip(columns, cells, strict=False))
        lines.append(Line(number, *(cell.get(column, "") for column in KNOWN)))
    if not lines:
        raise UnusableRoster("El archivo solo tiene el encabezado. Escriba una persona en cada fila.")
    return lines


def _check(columns: list[str], heading: list[str]) -> None:
    expected = f"Se esperan: {', '.join(KNOWN)}."
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise UnusableRoster(f"En la primera fila falta la columna «{missing[0]}». {expected}")
    often = Counter(columns)
    doubled = [title for column, title in zip(columns, heading, strict=True) if column and often[column] > 1]
    if doubled:
        raise UnusableRoster(f"La columna «{doubled[0][:60]}» está repetida.")
    unknown = [title for column, title in zip(columns, heading, strict=True) if column and column not in KNOWN]
    if unknown:
        raise UnusableRoster(f"No se conoce la columna «{unknown[0][:60]}». {expected}")
