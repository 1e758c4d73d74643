"""One version of a dataset as files: the same bytes at every writing."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from core.datasets.fields import (
    BOOLEAN,
    DATE,
    DICTIONARY,
    FORMAT,
    FORMATS,
    NO,
    NOTE,
    YES,
    Field,
    Resource,
    dictionary_rows,
)
from core.downloads import Cell, Header, Table, as_text, as_xlsx

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Atribución 4.0 Internacional (CC BY 4.0)",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
NUMBERS = {
    1: "Los números con decimales son texto exacto, con punto decimal; null donde no hay.",
    2: "Los números son números, exactos hasta quince cifras; null donde no hay.",
}
PACKAGE, SUMS = "datapackage.json", "SHA256SUMS"
JOINT = " | "
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_MOMENTS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")

Row = dict[str, Any]


@dataclass(frozen=True)
class Release:
    """One version of a dataset. `code` and `version` identify it permanently: `CODE/vVERSION/FILE`.

    `name`: display name of the dataset; `title`: what its data are; `reason`: why this version corrects the previous one.
    `note`: warning that every table and page must show, «Datos de demostración …». `page`: path of its page, with the link text
    `page_label`. `target`: the row that the audit log names; `origin`: key by which its `source` identifies it.
    `format`: that of its files (queries.as_written). `document_holds`: what its JSON holds.
    """

    code: str
    version: int
    name: str
    title: str
    published_at: datetime
    tables: tuple[Resource, ...]
    source: Any  # registry.Source
    target: Model
    origin: Any = None
    reason: str = ""
    note: str = ""
    page: str = ""
    page_label: str = ""
    format: int = FORMAT
    document_holds: str = "Todas las tablas en un solo documento."

    @property
    def stem(self) -> str:
        return f"{self.code}-v{self.version}"

    @property
    def citation(self) -> str:
        return (
            f"Innovación Pública 360 ({self.published_at:%Y}). {self.title}. {self.name}, versión {self.version}."
            " Licencia CC BY 4.0."
        )

    def saved_as(self, name: str) -> str:
        """Return the name under which a download is kept: it says dataset and version."""
        first, dot, ending = name.partition(".")
        return f"{self.stem}{dot}{ending}" if first in (self.code, self.stem) else f"{first}-{self.stem}{dot}{ending}"

    @property
    def all_tables(self) -> tuple[Resource, ...]:
        """Its tables and the dictionary, with the columns that its format has."""
        every = (*self.tables, DICTIONARY)
        return tuple(table.in_format(self.format) for table in every if table.since <= self.format)

    @property
    def table_of(self) -> dict[str, Resource]:
        """Tables by file name, for the files that hold one."""
        return {table.file: table for table in self.all_tables}

    @property
    def file_names(self) -> list[str]:
        return [*self.table_of, f"{self.stem}.xlsx", f"{self.stem}.json", PACKAGE, SUMS]


@dataclass(frozen=True)
class Contents:
    """The content of the files of a release. `rows`: typed rows by key of the table.

    `subject` and `provenance` are parts of the header of the JSON, `provenance` of the data package too. `document` precedes the
    tables of the JSON, `about` are lines of the workbook's first sheet. `left_out`: what the reader misses, for people and
    programs. A row may have its own `note`.
    """

    rows: dict[str, list[Row]]
    keywords: list[str]
    subject: dict[str, Any] = field(default_factory=dict)
    provenance: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    about: list[str] = field(default_factory=list)
    left_out: str = ""


class Files:
    """The files of a release by name, generated on first access and kept."""

    def __init__(self, release: Release, contents: Contents) -> None:
        self.release, self.contents = release, contents
        self.rows = contents.rows | {DICTIONARY.key: self._dictionary()}
        self._made: dict[str, bytes] = {}

    @property
    def names(self) -> list[str]:
        return self.release.file_names

    def _dictionary(self) -> list[Row]:
        if self.release.format == 1:
            return dictionary_rows(self.release.all_tables[:-1])
        return dictionary_rows(self.release.all_tables, *self._note_column)

    @property
    def _note_column(self) -> list[Field]:
        return [NOTE] if self.release.note else []

    def __getitem__(self, name: str) -> bytes:
        if name not in self.names:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def sha256(self, name: str) -> str:
        return hashlib.sha256(self[name]).hexdigest()

    def _make(self, name: str) -> bytes:
        if name in self.release.table_of:
            table = self.release.table_of[name]
            return _csv(table, self.rows[table.key], self.release.note)
        if name == PACKAGE:
            return self._json(self._package)
        if name == SUMS:
            return self._sums()
        return self._workbook() if name.endswith(".xlsx") else self._json(self._document)

    def _json(self, document: dict[str, Any]) -> bytes:
        as_number = _number if self.release.format > 1 else _exact
        return json.dumps(document, ensure_ascii=False, indent=1, default=as_number).encode()

    def _sums(self) -> bytes:
        lines = [f"{self.sha256(name)}  {name}" for name in self.names if name != SUMS]
        return "\n".join([*([f"# {self.release.note}"] if self.release.note else []), *lines, ""]).encode()

    @property
    def _document(self) -> dict[str, Any]:
        release, contents = self.release, self.contents
        head = {
            "format": FORMATS[release.format],
            "title": release.title,
            **contents.subject,
            "version": release.version,
            "published_at": release.published_at.isoformat(),
            **contents.provenance,
            "licence": LICENCE,
            "citation": release.citation,
            "numbers": NUMBERS[release.format],
        }
        tables = {table.key: self._rows_in_json(table) for table in release.all_tables}
        left_out = {"left_out": contents.left_out} if contents.left_out else {}
        return head | self._note | left_out | contents.document | tables

    def _rows_in_json(self, table: Resource) -> list[Row]:
        names = {*table.names, *(column.name for column in self._note_column)}
        missing = None if self.release.format > 1 else ""
        return [
            {key: missing if row[key] == "" else row[key] for key in row if key in names}
            for row in self.rows[table.key]
        ]

    @property
    def _package(self) -> dict[str, Any]:
        release = self.release
        words = [
            f"{release.name}, versión {release.version}. Cómo citar: {release.citation}",
            *([release.note] if release.note else []),
            *([self.contents.left_out] if self.contents.left_out else []),
        ]
        return {
            "profile": "tabular-data-package",
            "name": release.stem.lower(),
            "title": f"{release.title}. {release.name}",
            "description": " ".join(words),
            "version": f"{release.version}.0.0",
            "created": release.published_at.isoformat(),
            "keywords": self.contents.keywords,
            "licenses": [LICENCE],
            **self.contents.provenance,
            "resources": [self._resource(table) for table in release.all_tables],
        } | self._note

    @property
    def _note(self) -> dict[str, str]:
        return {"note": self.release.note} if self.release.note else {}

    def _resource(self, table: Resource) -> dict[str, Any]:
        fields = [_described(column, self.release.format) for column in (*table.fields, *self._note_column)]
        by_key = {other.key: other for other in self.release.all_tables}
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
                    {
                        "fields": own,
                        "reference": {
                            "resource": "" if key == table.key else by_key[key].file.removesuffix(".csv"),
                            "fields": theirs,
                        },
                    }
                    for own, (key, theirs) in table.refers.items()
                ],
            },
        }

    def _workbook(self) -> bytes:
        release = self.release
        about = [
            *([release.note] if release.note else []),
            f"{release.name}, versión {release.version}, publicada el {release.published_at:%Y-%m-%d}.",
            f"Licencia: {LICENCE['title']}, {LICENCE['path']}",
            f"Cómo citar: {release.citation}",
            *self.contents.about,
            *([self.contents.left_out] if self.contents.left_out else []),
        ]
        tables = []
        for table in release.all_tables:
            notes = [*([release.note] if release.note else []), table.description]
            tables.append(Table(release.stem, table.title, *self._sheet(table), notes))
        about_all = Table(release.stem, "Acerca de", ["Acerca de estos datos"], [[line] for line in about])
        return _fixed_in_time(as_xlsx(about_all, *tables), release.published_at)

    def _sheet(self, table: Resource) -> tuple[list[Header], list[list[Cell]]]:
        """Headers and rows of a table in the workbook."""
        rows = self.rows[table.key]
        if self.release.format == 1:
            return list(table.names), [[_cell(row[name]) for name in table.names] for row in rows]
        notes = [[row.get(NOTE.name, self.release.note)] if self.release.note else [] for row in rows]
        cells = [[_as_day(column, _cell(row[column.name])) for column in table.fields] for row in rows]
        return [*table.fields, *self._note_column], [[*own, *note] for own, note in zip(cells, notes, strict=True)]


def _as_day(column: Field, cell: Cell) -> Cell:
    return date.fromisoformat(cell) if column.type == DATE and isinstance(cell, str) and cell else cell


def _described(column: Field, format: int) -> dict[str, Any]:
    title = {"title": column.title} if format > 1 else {}
    found: dict[str, Any] = {"name": column.name} | title | {"type": column.type, "description": column.description}
    if column.unit:
        found["unit"] = column.unit
    if column.type == BOOLEAN:
        found |= {"trueValues": [YES], "falseValues": [NO]}
    return found | ({"constraints": column.constraints} if column.constraints else {})


def _csv(table: Resource, rows: list[Row], note: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table.names, *([NOTE.name] if note else [])])
    for row in rows:
        cells = [_cell(row[name]) for name in table.names]
        writer.writerow([*map(as_text, cells), *([row.get(NOTE.name, note)] if note else [])])
    return out.getvalue().encode()


def _cell(value: Any) -> Cell:
    """Return a typed value as one cell: lists joined, objects as JSON, booleans in words."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, list):
        return JOINT.join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if isinstance(value, dict) else value


def _exact(number: Decimal) -> str:
    return f"{number:f}"


def _number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _fixed_in_time(book: bytes, at: datetime) -> bytes:
    """Return the workbook with constant timestamps, so that the same rows give the same bytes."""
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
