"""Finds the columns of a sheet by their headings, as people type and change them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.sheets.book import Sheet
from core.sheets.cells import Kind
from core.words import folded


@dataclass(frozen=True)
class Headings:
    """`columns`: number of the column of each known heading; `doubled`: known headings that stand twice, with both addresses.

    `unknown`: address and text of the others that have something below; `unnamed`: letters of columns with cells but no heading.
    """

    columns: dict[str, int]
    missing: list[str]
    doubled: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)


def find_headings(sheet: Sheet, known: Iterable[str], former: Mapping[str, str] | None = None) -> Headings:
    """Match the first row: capitals, accents and blanks do not matter. `former`: the headings by names that they had before."""
    known = list(known)
    names = {folded(old): name for old, name in (former or {}).items()} | {folded(name): name for name in known}
    columns: dict[str, int] = {}
    doubled, unknown = [], []
    below = {column for number, row in sheet.rows.items() if number > 1 for column in row}
    for column, cell in sorted(sheet.rows.get(1, {}).items()):
        text = str(cell.value) if cell.kind == Kind.TEXT else cell.shown()
        name = names.get(folded(text))
        if name is None:
            unknown += [(cell.coordinate, " ".join(text.split())[:40])] if column in below else []
        elif name in columns:
            doubled.append((name, f"{sheet.cell(1, columns[name]).coordinate} y {cell.coordinate}"))
        else:
            columns[name] = column
    headed = sheet.rows.get(1, {}).keys()
    unnamed = [sheet.cell(1, column).coordinate[:-1] for column in sorted(below - headed)]
    return Headings(columns, [name for name in known if name not in columns], doubled, unknown, unnamed)
