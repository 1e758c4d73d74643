"""Open data of an app that this portal does not know yet: two tables that are listed, described, downloaded and kept whole."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db.models import Model
from django.test import Client

from core.datasets import actions, registry
from core.datasets.fields import INTEGER, TEXT, Field, Resource
from core.datasets.files import SUMS, Contents, Release
from core.datasets.registry import CatalogueEntry
from core.models import DatasetFile
from core.web import page_cache
from tests.factories.diagnostics import AT
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
_THING = Field("thing", "Cosa", TEXT, "Cuál.", required=True)
THINGS = Resource("things", "cosas.csv", "Cosas", "Una cosa por fila.", (_THING,), ("thing",))
PARTS = Resource(
    "parts", "partes.csv", "Partes", "Una parte por fila.", (_THING, Field("number", "Cuántas", INTEGER, "Cuántas.", "partes")),
    ("thing", "number"), {"thing": ("things", "thing")},
)  # fmt: skip


@dataclass(frozen=True)
class Things:
    """A source with one dataset of one version."""

    target: Model
    code: str = "cosas"
    note: str = ""
    tables: tuple[Resource, ...] = (THINGS, PARTS)

    def releases(self) -> list[Release]:
        at = datetime(2027, 3, 1, tzinfo=UTC)
        return [Release(self.code, 1, "Cosas 2027", "Cosas", at, self.tables, self, self.target, note=self.note)]

    def find(self, code: str, version: int | None) -> Release | None:
        return next((r for r in self.releases() if r.code == code and version in (None, r.version)), None)

    def contents(self, release: Release) -> Contents:
        return Contents({"things": [{"thing": "a"}], "parts": [{"thing": "a", "number": 2}]}, ["cosas"])

    def catalogue_entries(self, newest: list[Release]) -> dict[str, CatalogueEntry]:
        return {release.code: CatalogueEntry("Cosas y sus partes.", ["cosas"]) for release in newest}


@pytest.fixture(autouse=True)
def only_here(monkeypatch):
    monkeypatch.setattr(registry, "_sources", list(registry._sources))


def register(**more) -> Things:
    source = Things(make_municipality(), **more)
    registry.register(source)
    return source


def get(client: Client, address: str) -> tuple[int, bytes]:
    response = client.get(address)
    content = b"".join(response)
    response.close()
    return response.status_code, content


def test_its_files_are_listed_described_and_downloaded(client, published):
    register()
    assert actions.write_missing(at=AT) == 2
    body = client.get("/datos/").content.decode()
    datasets = json.loads(client.get("/datos/catalogo.jsonld").content)["dcat:dataset"]
    assert [one["dct:identifier"] for one in datasets] == ["ciclo-1", "cosas"]
    assert "dct:spatial" not in datasets[1], "it covers no place"
    rows = DatasetFile.objects.filter(dataset="cosas")
    names = ["cosas.csv", "partes.csv", "diccionario.csv", "cosas-v1.xlsx", "cosas-v1.json", "datapackage.json", SUMS]
    assert [row.name for row in rows.order_by("pk")] == names
    for row in rows:
        status, content = get(client, f"/datos/cosas/v1/{row.name}")
        assert (status, hashlib.sha256(content).hexdigest()) == (200, row.sha256)
        assert get(client, f"/datos/cosas/{row.name}") == (200, content)
        assert f'href="/datos/cosas/v1/{row.name}"' in body
    assert get(client, "/datos/cosas/v1/partes.csv")[1] == b"thing,number\na,2\n"
    assert get(client, "/datos/cosas/puntajes.csv")[0] == get(client, "/datos/cosas/v2/partes.csv")[0] == 404


def test_its_damaged_file_is_written_again(open_data_folder):
    register()
    assert actions.write_missing(at=AT) == 1
    place = open_data_folder / "cosas/v1/partes.csv"
    place.write_bytes(b"thing,number\na,3\n")
    assert (actions.write_missing(at=AT), actions.write_damaged(at=AT)) == (0, 1)
    assert place.read_bytes() == b"thing,number\na,2\n"


def test_demonstration_shows_the_ribbon_whatever_it_is_about(client):
    register()
    assert 'class="ribbon"' not in client.get("/datos/").content.decode()
    register(code="otras", note="Datos de demostración: inventados")
    page_cache.forget_all()
    assert 'class="ribbon"' in client.get("/datos/").content.decode()


def test_tables_of_the_same_key_are_two_of_the_page(client):
    register(tables=(THINGS,))
    register(code="otras", tables=(THINGS,))
    ids = re.findall(r'id="(tabla-things[^"]*)"', client.get("/datos/").content.decode())
    assert ids == ["tabla-things", "tabla-things-2"]


def test_code_belongs_to_the_first_source_that_publishes_it(client, published, open_data_folder, caplog):
    assert actions.write_missing(at=AT) == 1
    sums = (open_data_folder / "ciclo-1/v1" / SUMS).read_bytes()
    register(code="ciclo-1")
    assert (actions.write_missing(at=AT), actions.write_damaged(at=AT)) == (0, 0)
    assert (open_data_folder / "ciclo-1/v1" / SUMS).read_bytes() == sums
    assert get(client, "/datos/ciclo-1/v1/cosas.csv")[0] == get(client, "/datos/ciclo-1/v9/cosas.csv")[0] == 404
    assert "Cosas 2027" not in client.get("/datos/").content.decode()
    assert "open data of ciclo-1 are left out: another source publishes that code" in caplog.messages
