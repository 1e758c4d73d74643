"""One version of a published round as files: the same bytes whoever writes them and whenever."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from core.downloads import Cell, Table, as_xlsx, no_formula
from diagnostics.results.exports.open_data_fields import (
    BOOLEAN,
    DICTIONARY,
    INTEGER,
    NOTE,
    NUMBER,
    RESOURCES,
    SCORES,
    Field,
    Resource,
    dictionary_rows,
)  # fmt: skip
from diagnostics.results.exports.scores import DEMO, scores_csv

FORMAT = "1.0"  # of the files; raised when a column or a structure changes
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"
TABLES = (*RESOURCES, DICTIONARY)
CSV_FILES = {table.file: table for table in TABLES}
JOINT = " | "
YES, NO = "si", "no"
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_MOMENTS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

Row = dict[str, Any]


@dataclass(frozen=True)
class Dataset:
    """What the files of one publication say. `rows`: typed rows by key of the table; `scores`: text, as score tables are.

    `identity`: what says which computation this is; `edition`: code, version, hash and canonical content of the instrument.
    """

    code: str
    version: int
    name: str
    title: str
    published_at: datetime
    is_demo: bool
    identity: dict[str, str]
    edition: dict[str, Any]
    scores: list[dict[str, str]]
    rows: dict[str, list[Row]]

    @property
    def stem(self) -> str:
        return f"{self.code}-v{self.version}"

    @property
    def note(self) -> str:
        return DEMO if self.is_demo else ""

    @property
    def citation(self) -> str:
        return citation_of(self.title, self.name, self.version, self.published_at)


def citation_of(title: str, round: str, version: int, published_at: datetime) -> str:
    """Return how to cite one version of a result."""
    return f"Innovación Pública 360 ({published_at:%Y}). {title}. {round}, versión {version}. Licencia CC BY 4.0."


def file_names(code: str, version: int) -> list[str]:
    """Return the names of all files of one version of a round, in the order in which they are offered."""
    return [*CSV_FILES, f"{code}-v{version}.xlsx", f"{code}-v{version}.json", PACKAGE, SUMS]


class Files:
    """The files of a dataset by name, each made when it is asked for and kept."""

    def __init__(self, data: Dataset) -> None:
        self.data = data
        self._made: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        return file_names(self.data.code, self.data.version)

    def __getitem__(self, name: str) -> bytes:
        """Return the bytes of a file; KeyError for a name that is not among them."""
        if name not in self.names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def sha256(self, name: str) -> str:
        return hashlib.sha256(self[name]).hexdigest()

    def _make(self, name: str) -> bytes:
        if name == SCORES.file:  # its bytes were public before the other tables: they stay as they are
            return scores_csv(self.data.scores, demo_note=self.data.is_demo).encode()
        if name in CSV_FILES:
            return _csv(CSV_FILES[name], self.rows[CSV_FILES[name].key], self.data.note)
        if name == PACKAGE:
            return _json(self._package)
        if name == SUMS:
            return self._sums()
        return self._workbook() if name.endswith(".xlsx") else _json(self._document)

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """Typed rows of every table by its key."""
        scores = [
            {column.name: _typed(column, row[column.name]) for column in SCORES.fields} for row in self.data.scores
        ]
        return self.data.rows | {SCORES.key: scores, DICTIONARY.key: dictionary_rows()}

    def _sums(self) -> bytes:
        lines = [f"{self.sha256(name)}  {name}" for name in self.names if name != SUMS]
        return "\n".join([*([f"# {self.data.note}"] if self.data.note else []), *lines, ""]).encode()

    @property
    def _head(self) -> dict[str, Any]:
        data = self.data
        head = {
            "format": FORMAT,
            "title": data.title,
            "round": {"code": data.code, "name": data.name, "is_demo": data.is_demo},
            "version": data.version,
            "published_at": data.published_at.isoformat(),
            "run": data.identity,
            "licence": LICENCE,
            "citation": data.citation,
            "numbers": "Los números con decimales son texto exacto, con punto decimal; null donde no hay.",
        }
        return head | ({"note": data.note} if data.note else {})

    @property
    def _document(self) -> dict[str, Any]:
        tables = {table.key: self.rows[table.key] for table in TABLES}
        # A database may give the keys of a document in another order than the file that it came from.
        edition = json.loads(json.dumps(self.data.edition, sort_keys=True))
        return self._head | {"edition": edition} | tables

    @property
    def _package(self) -> dict[str, Any]:
        data = self.data
        words = [
            f"{data.name}, versión {data.version}. Cómo citar: {data.citation}",
            *([data.note] if data.note else []),
        ]
        return {
            "profile": "tabular-data-package",
            "name": data.stem.lower(),
            "title": f"{data.title}. {data.name}",
            "description": " ".join(words),
            "version": f"{data.version}.0.0",
            "created": data.published_at.isoformat(),
            "keywords": ["gobierno abierto", "transparencia", "municipios", "madurez"],
            "licenses": [LICENCE],
            "run": data.identity,
            "resources": [self._resource(table) for table in TABLES],
        } | ({"note": data.note} if data.note else {})

    def _resource(self, table: Resource) -> dict[str, Any]:
        fields = [_described(column) for column in (*table.fields, *([NOTE] if self.data.note else []))]
        by_key = {other.key: other for other in TABLES}
        return {
            "profile": "tabular-data-resource",
            "name": table.file.removesuffix(".csv"),
            "path": table.file,
            "title": table.title,
            "description": table.description,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(self[table.file]),
            "hash": f"sha256:{self.sha256(table.file)}",
            "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
            "schema": {
                "fields": fields,
                "missingValues": [""],
                "primaryKey": list(table.primary_key),
                "foreignKeys": [
                    {"fields": own, "reference": {"resource": by_key[key].file.removesuffix(".csv"), "fields": theirs}}
                    for own, (key, theirs) in table.refers.items()
                ],
            },
        }

    def _workbook(self) -> bytes:
        data = self.data
        about = [
            *([data.note] if data.note else []),
            f"{data.name}, versión {data.version}, publicada el {data.published_at:%Y-%m-%d}.",
            f"Licencia: {LICENCE['title']}, {LICENCE['path']}",
            f"Cómo citar: {data.citation}",
            f"Cálculo: motor {data.identity['engine_version']}, huella de las entradas {data.identity['inputs_sha256']}.",
            "score es el puntaje exacto y displayed el publicado, con dos decimales. Vacío no es cero: no hay dato.",
        ]
        tables = []
        for table in TABLES:
            rows = [[_cell(row[name]) for name in table.names] for row in self.rows[table.key]]
            notes = [*([data.note] if data.note else []), table.description]
            tables.append(Table(data.stem, table.title, table.names, rows, notes))
        about_all = Table(data.stem, "Acerca de", ["Acerca de estos datos"], [[line] for line in about])
        return _fixed_in_time(as_xlsx(about_all, *tables), data.published_at)


def _described(column: Field) -> dict[str, Any]:
    found: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        found["unit"] = column.unit
    if column.type == BOOLEAN:
        found |= {"trueValues": [YES], "falseValues": [NO]}
    return found | ({"constraints": column.constraints} if column.constraints else {})


def _typed(column: Field, text: str) -> Any:
    if text == "":
        return None
    if column.type == NUMBER:
        return Decimal(text)
    return int(text) if column.type == INTEGER else text == YES if column.type == BOOLEAN else text


def _csv(table: Resource, rows: list[Row], note: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table.names, *([NOTE.name] if note else [])])
    for row in rows:
        cells = [_cell(row[name]) for name in table.names]
        writer.writerow([*map(_text, cells), *([note] if note else [])])
    return out.getvalue().encode()


def _cell(value: Any) -> Cell:
    """Return a typed value as one cell: lists joined, objects as JSON, yes and no in words."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return JOINT.join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:f}" if isinstance(cell, Decimal) else no_formula(cell) if isinstance(cell, str) else str(cell)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1, default=lambda number: f"{number:f}").encode()


def _fixed_in_time(book: bytes, at: datetime) -> bytes:
    """Return a workbook that does not tell when it was written, so that the same rows are the same bytes."""
    moment = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.startswith("docProps/"):
                content = _MOMENTS.sub(rb"\g<1>" + moment, content)
            named = zipfile.ZipInfo(part.filename, FIRST_DAY_OF_ZIP)
            named.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(named, content)
    return out.getvalue()
