"""Schema of the tables of open data: every column with its type, unit and meaning."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from core.downloads import Column

# Versions of the file format. Files that exist keep theirs for ever: what a format added says `since` (docs/decisions/0033).
FORMATS = {1: "1.1", 2: "2.0"}
FORMAT = max(FORMATS)

TEXT, NUMBER, INTEGER, BOOLEAN, DATE, OBJECT = "string", "number", "integer", "boolean", "date", "object"
TYPES_IN_WORDS = {
    TEXT: "Texto", NUMBER: "Número", INTEGER: "Número entero", BOOLEAN: "si o no", DATE: "Fecha", OBJECT: "Objeto JSON",
}  # fmt: skip
YES, NO = "si", "no"


@dataclass(frozen=True)
class Field(Column):
    """A column of open data. `type`: of Frictionless Table Schema; booleans are written «si» and «no» in CSV and XLSX.

    `enum`: the only allowed texts; `since`: the format that brought it. `was`: its description in format 1, if another.
    """

    type: str
    description: str
    unit: str = ""
    enum: tuple[str, ...] = ()
    required: bool = False
    bounds: tuple[int, int] | None = None
    since: int = 1
    was: str = ""

    def in_format(self, format: int) -> "Field":
        return replace(self, description=self.was) if format == 1 and self.was else self

    @property
    def constraints(self) -> dict[str, Any]:
        found: dict[str, Any] = {"required": True} if self.required else {}
        if self.enum:
            found["enum"] = list(self.enum)
        if self.bounds:
            found["minimum"], found["maximum"] = self.bounds
        return found

    @property
    def type_in_words(self) -> str:
        return TYPES_IN_WORDS[self.type]

    @property
    def constraints_in_words(self) -> str:
        words = ["obligatoria"] if self.required else []
        words += [f"una de: {', '.join(self.enum)}"] if self.enum else []
        words += [f"de {self.bounds[0]} a {self.bounds[1]}"] if self.bounds else []
        return "; ".join(words)

    def typed(self, text: str) -> Any:
        """Parse the text of a cell; None for an empty one."""
        if text == "":
            return None
        if self.type == NUMBER:
            return Decimal(text)
        return int(text) if self.type == INTEGER else text == YES if self.type == BOOLEAN else text


@dataclass(frozen=True)
class Resource:
    """A table: `key` names it in the JSON, `file` in the folder.

    `refers`: column → (table, column), a foreign key; `refers_since_2`: those that format 2 brought.
    """

    key: str
    file: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    refers: dict[str, tuple[str, str]] = field(default_factory=dict)
    refers_since_2: dict[str, tuple[str, str]] = field(default_factory=dict)
    since: int = 1

    def in_format(self, format: int) -> "Resource":
        fields = tuple(column.in_format(format) for column in self.fields if column.since <= format)
        return replace(self, fields=fields, refers=self.refers | (self.refers_since_2 if format > 1 else {}))

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.fields]


NOTE = Field(
    "note", "Nota", TEXT, "Aviso de que los datos son de demostración. Solo está en los ciclos de demostración."
)
DICTIONARY = Resource(
    "dictionary", "diccionario.csv", "Diccionario", "Cada columna de cada tabla: tipo, unidad, qué significa, qué admite.",
    (
        Field("file", "Archivo", TEXT, "Archivo en que está la columna.", required=True),
        Field("column", "Columna", TEXT, "Nombre de la columna.", required=True),
        Field("title", "Título", TEXT, "Nombre de la columna en español, como está en el XLSX.", required=True, since=2),
        Field("type", "Tipo", TEXT, "Tipo de dato, con los nombres de Frictionless Table Schema.", required=True),
        Field("unit", "Unidad", TEXT, "Unidad en que está."),
        Field("description", "Qué significa", TEXT, "Qué significa.", required=True),
        Field("constraints", "Admite", TEXT, "Qué valores admite."),
    ),
    ("file", "column"),
)  # fmt: skip


def dictionary_rows(tables: tuple[Resource, ...], *more: Field) -> list[dict[str, Any]]:
    """Return a row for each column of each table. `more`: columns that all of them have."""
    return [
        {
            "file": table.file,
            "column": column.name,
            "title": column.title,
            "type": column.type,
            "unit": column.unit,
            "description": column.description,
            "constraints": column.constraints_in_words,
        }
        for table in tables
        for column in (*table.fields, *more)
    ]
