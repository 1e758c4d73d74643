"""The files of an agenda's open data, made from what is public now."""

import json
from dataclasses import dataclass
from pathlib import Path

from cocreation.agendas.choices import DEMO
from cocreation.agendas.exports.priorities import pabulib
from cocreation.agendas.models import Agenda, PriorityResult
from cocreation.pages.exports.open_data import OF_RESULT, OF_TALK, QUALITY, TABLES
from cocreation.ranking.equal_shares import Voter
from core.datasets.fields import NO, YES, Resource
from core.datasets.files import LICENCE, Row
from core.downloads import Table, as_csv
from core.web.addresses import absolute

SCRIPT, RESULT, SUPPORTS, TALK = "recompute_ranking.py", "resultado.json", "apoyos.pb", "aportes.json"
TYPES = {
    "csv": "text/csv; charset=utf-8", "json": "application/json", "pb": "text/plain; charset=utf-8",
    "py": "text/x-python; charset=utf-8",
}  # fmt: skip
HOLDS = {
    RESULT: "El resultado congelado entero: conteos, orden, estabilidad y partes iguales. Su huella es la de la página.",
    SUPPORTS: "Los apoyos a los retos en formato Pabulib, sin nombres ni códigos.",
    SCRIPT: "Vuelve a calcular el orden con los conteos y lo compara con el publicado. Solo biblioteca estándar de Python.",
    TALK: "Aportes, comentarios y respuestas en un solo documento.",
}
NAMES_OF_RESULT = (RESULT, *(table.file for table in OF_RESULT), SUPPORTS, SCRIPT)
NAMES = (*NAMES_OF_RESULT, TALK, *(table.file for table in OF_TALK))
NAMES_AT_CLOSING = (QUALITY.file,)
KEYS = {table.file: table for table in TABLES}


@dataclass(frozen=True)
class Source:
    """What the files of one agenda say of themselves. `path`: of its data page."""

    agenda: Agenda
    path: str

    def saved_as(self, name: str) -> str:
        """«AG-1-demostracion-votos.csv»; the program is the same for every agenda."""
        demo = "-demostracion" if self.agenda.is_demo else ""
        return name if name == SCRIPT else f"{self.agenda.code}{demo}-{name}"

    @property
    def notes(self) -> list[str]:
        demo = [f"{DEMO}."] if self.agenda.is_demo else []
        return [*demo, f"{self.agenda.name} ({self.agenda.code}).", f"Licencia {LICENCE['title']}.",
                f"Fuente: {absolute(self.path)}"]  # fmt: skip

    def csv(self, table: Resource, rows: list[Row]) -> bytes:
        cells = [[_cell(row[name]) for name in table.names] for row in rows]
        return as_csv(Table(table.file, table.title, table.fields, cells, self.notes))

    def talk(self, rows: dict[str, list[Row]]) -> bytes:
        document = {
            "agenda": self.agenda.code, "name": self.agenda.name, "is_demo": self.agenda.is_demo,
            "note": DEMO if self.agenda.is_demo else "", "licence": LICENCE, "source": absolute(self.path),
            **{key: [with_nulls(row) for row in found] for key, found in rows.items()},
        }  # fmt: skip
        return json.dumps(document, ensure_ascii=False, indent=1).encode()


def supports_file(result: PriorityResult, agenda: Agenda, people: list[Voter]) -> bytes:
    """Return the supports as Pabulib, for the ranked challenges as they were frozen."""
    document = result.document
    ranked = [row["challenge"] for row in document["ranking"] if row["place"] is not None]
    texts = {one["code"]: one["text"] for one in document["challenges"]}
    name = f"{DEMO}. {agenda.name}" if agenda.is_demo else agenda.name
    return pabulib(agenda.code, name, ranked, document["agenda"]["places"], people, texts).encode()


def script() -> bytes:
    return (Path(__file__).parent / SCRIPT).read_bytes()


def type_of(name: str) -> str:
    return TYPES[name.rpartition(".")[2]]


def holds(name: str) -> str:
    return KEYS[name].description if name in KEYS else HOLDS[name]


def _cell(value):
    if isinstance(value, bool):
        return YES if value else NO
    return f"{value:g}" if isinstance(value, float) else value


def with_nulls(row: Row) -> Row:
    """What a file leaves empty is null in JSON."""
    return {key: None if value == "" else value for key, value in row.items()}
