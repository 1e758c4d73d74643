"""Loading municipalities: created, updated, never half-written."""

from pathlib import Path

import pytest

from territory.models import Municipality
from tests.command_line import refused, run, write
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db


def load(tmp_path: Path, *lines: str) -> str:
    return run("load_municipalities", write(tmp_path, "m.csv", "\n".join(lines) + "\n"))


def test_places_are_created_and_updated(tmp_path: Path):
    assert (
        load(tmp_path, "divipola,name,population_2024", "05001,Medellín,10", "05088,Bello,20")
        == "Municipios: 2 nuevos, 0 actualizados.\n"
    )
    assert (
        load(tmp_path, "divipola,name,population_2024", "05001,Medellín,15", "05360,Itagüí,30")
        == "Municipios: 1 nuevos, 1 actualizados.\n"
    )
    assert dict(Municipality.objects.values_list("slug", "population")) == {"medellin": 15, "bello": 20, "itagui": 30}


def test_same_file_again_changes_nothing(tmp_path: Path):
    lines = ["divipola,name,neighbours_inside_area,has_council", "1,Aquí,2,si", "2,Allá,1,no"]
    load(tmp_path, *lines)
    before = list(Municipality.objects.order_by("pk").values())
    assert load(tmp_path, *lines) == "Municipios: 0 nuevos, 2 actualizados.\n"
    assert list(Municipality.objects.order_by("pk").values()) == before
    assert [m.name for m in Municipality.objects.get(divipola="1").neighbours.all()] == ["Allá"]


def test_facts_that_a_file_does_not_mention_stay(tmp_path: Path):
    load(tmp_path, "divipola,name,population_2024,has_council,category", "1,Aquí,10,si,3")
    load(tmp_path, "divipola,name,category", "1,Aquí,4")
    place = Municipality.objects.get()
    assert place.facts == {"population_2024": "10", "has_council": "si", "category": "4"}
    assert place.population == 10


def test_two_places_with_one_name_have_two_addresses(tmp_path: Path):
    load(tmp_path, "divipola,name", "1,Caldas", "2,Caldas")
    assert set(Municipality.objects.values_list("slug", flat=True)) == {"caldas", "caldas-2"}


def test_address_of_another_place_is_refused(tmp_path: Path):
    make_municipality(divipola="9", slug="caldas")
    file = write(tmp_path, "m.csv", "divipola,name,slug\n1,Aquí,aqui\n2,Caldas,caldas\n")
    assert refused("load_municipalities", file) == "La dirección «caldas» de Caldas (2) ya es del municipio 9."


def test_one_bad_row_writes_nothing(tmp_path: Path):
    file = write(tmp_path, "m.csv", "divipola,name\n1,Aquí\n1,Allá\n")
    assert refused("load_municipalities", file) == (
        "m.csv: 1 error; no se guardó nada.\n  - línea 3: el código 1 ya está en la línea 2"
    )


def test_places_stand_in_river_order_and_then_by_name_without_accents():
    for name, order in (("Zeta", None), ("Árbol", None), ("Ñame", None), ("Bello", 2), ("Barbosa", 1)):
        make_municipality(name=name, order=order, sort_key={"Árbol": "arbol", "Ñame": "name"}.get(name, name.lower()))
    assert [m.name for m in Municipality.objects.in_river_order()] == ["Barbosa", "Bello", "Árbol", "Ñame", "Zeta"]
