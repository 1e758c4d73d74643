"""The files of the open data of commitments, made from what is public now."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from core.datasets.fields import DICTIONARY, NO, YES, Resource, dictionary_rows
from core.datasets.files import LICENCE, Row
from core.downloads import Table, as_csv, as_xlsx
from core.web.addresses import absolute
from core.workbook import XLSX
from followup.pages.exports.open_data import COMMITMENTS, MILESTONES, NEWS, TABLES, VERSIONS

WHOLE, BOOK = "compromisos.json", "compromisos.xlsx"
DEMO_ROWS = "Las filas con is_demo «si» son datos de demostración."
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": XLSX}
KEYS = {table.file: table for table in (*TABLES, DICTIONARY)}
NAMES = (WHOLE, BOOK, *KEYS)
HOLDS = {WHOLE: "Todas las tablas en un solo documento.", BOOK: "Todas las tablas en un libro de hojas de cálculo."} | {
    name: table.description for name, table in KEYS.items()
}


def saved_as(name: str) -> str:
    """Return the name under which it is kept: it says what it is of."""
    return name if name.startswith("compromisos") else f"compromisos-{name}"


def type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]


def tables_of(rows: Iterable[Row], documents: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Return the rows of each table by its key. `rows`, `documents`: of followup.commitments.queries.exported."""
    found: dict[str, list[Row]] = {COMMITMENTS.key: list(rows), VERSIONS.key: [], MILESTONES.key: [], NEWS.key: []}
    for one in documents:
        own = {"code": one["code"], "is_demo": one["is_demo"]}
        found[VERSIONS.key] += [own | _version(version) for version in one["versions"]]
        found[MILESTONES.key] += [own | step for step in one["milestones"]]
        found[NEWS.key] += [own | news for news in one["news"]]
    return found


def content_of(name: str, rows: Mapping[str, list[Row]], path: str) -> bytes:
    """`rows`: by key of the table. `path`: of the page that lists the files."""
    if name == WHOLE:
        found = {key: [with_nulls(row) for row in listed] for key, listed in rows.items()}
        head = {"title": "Compromisos", "note": _demo_note(rows), "licence": LICENCE, "source": absolute(path)}
        return json.dumps(head | found, ensure_ascii=False, indent=1).encode()
    notes = [*filter(None, [_demo_note(rows)]), f"Licencia {LICENCE['title']}.", f"Fuente: {absolute(path)}"]
    if name == BOOK:
        return as_xlsx(*(_table(table, rows, notes) for table in KEYS.values()))
    return as_csv(_table(KEYS[name], rows, notes))


def with_nulls(row: Mapping[str, Any]) -> Row:
    """What a file leaves empty is null in JSON."""
    return {key: None if value == "" else value for key, value in row.items()}


def _version(version: Mapping[str, Any]) -> Row:
    content = version["content"]
    return {
        "version": version["number"], "made_on": version["made_on"], "reason": version["reason"], "office": version["office"],
        **{name: content.get(name, "") for name in ("title", "measure", "start", "end")},
    }  # fmt: skip


def _demo_note(rows: Mapping[str, list[Row]]) -> str:
    return DEMO_ROWS if any(row["is_demo"] for listed in rows.values() for row in listed) else ""


def _table(table: Resource, rows: Mapping[str, list[Row]], notes: list[str]) -> Table:
    listed = dictionary_rows(TABLES) if table is DICTIONARY else rows[table.key]
    return Table(
        table.file, table.title, table.fields, [[_cell(row[name]) for name in table.names] for row in listed], notes
    )


def _cell(value: Any) -> Any:
    return (YES if value else NO) if isinstance(value, bool) else value
