"""The files of the open data of practices, made from what is public now."""

import json
from collections.abc import Sequence
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from advisory.pages.exports.open_data import PRACTICES, TABLES
from advisory.practices.exports.columns import NUMBERS, number_cell
from core.datasets.fields import DICTIONARY, NO, YES, dictionary_rows
from core.datasets.files import LICENCE
from core.downloads import Table, as_csv, as_xlsx
from core.web.addresses import absolute
from core.workbook import XLSX

NAMES = ("practicas.xlsx", "practicas.csv", "practicas.json", "diccionario.csv")
HOLDS = {
    "practicas.xlsx": "Todas, en un libro de hojas de cálculo con su diccionario.",
    "practicas.csv": "Todas, una por fila.",
    "practicas.json": "Todas, en un documento.",
    "diccionario.csv": "Qué significa cada columna.",
}
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": XLSX}
DEMO_ROWS = "Las filas con is_demo «si» son datos de demostración."
Row = dict[str, Any]


def type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]


def content_of(name: str, rows: Sequence[Row], path: str) -> bytes:
    """`rows`: of advisory.practices.queries.exported; `path`: of the page that offers the file."""
    demo = [DEMO_ROWS] if any(row["is_demo"] for row in rows) else []
    if name.endswith(".json"):
        head = {"title": "Buenas prácticas", "note": " ".join(demo), "licence": LICENCE, "source": absolute(path)}
        whole = head | {PRACTICES.key: [document(row) for row in rows]}
        return json.dumps(whole, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
    notes = [*demo, "La licencia de cada práctica está en su fila.", f"Fuente: {absolute(path)}"]
    dictionary = Table(
        DICTIONARY.file, DICTIONARY.title, DICTIONARY.fields,
        [[row[name] for name in DICTIONARY.names] for row in dictionary_rows(TABLES)], notes,
    )  # fmt: skip
    if name == "diccionario.csv":
        return as_csv(dictionary)
    table = Table(
        PRACTICES.file, PRACTICES.title, PRACTICES.fields, [[_cell(row[name]) for name in PRACTICES.names] for row in rows], notes
    )  # fmt: skip
    return as_csv(table) if name.endswith(".csv") else as_xlsx(table, dictionary)


def document(row: Row) -> Row:
    """Return a row as JSON says it: exact numbers as text, null where there is none."""
    found = {name: None if row[name] == "" else row[name] for name in PRACTICES.names}
    exact = [name for name in NUMBERS if name.endswith("_number")]
    return found | {name: number_cell(row[name]) or None for name in exact}


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return (" " if any("://" in one for one in value) else ";").join(value)
    return value
