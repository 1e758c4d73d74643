"""Loading municipalities: created, updated, never half-written."""

from pathlib import Path

import pytest

from territory.actions import load_places
from territory.loaders.places import read_places
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


def test_names_of_one_address_are_told_apart_by_their_code(tmp_path: Path):
    load(tmp_path, "divipola,name", "1,Caldas", "2,Caldas.")
    assert set(Municipality.objects.values_list("slug", flat=True)) == {"caldas", "caldas-2"}


@pytest.mark.parametrize(
    "code", ["5079", "05079", " 5079 ", "5079.0", "05079\u200b", "5.079", "05.079", '"5,079"', "'05079"]
)
def test_code_without_its_zero_is_the_same_municipality(tmp_path: Path, code: str):
    load(tmp_path, "divipola,name", "05079,Barbosa")
    lines = ("divipola,name,population_2024,neighbours_inside_area", f"{code},Barbosa,56103,", "5308,Girardota,2,5079")
    assert load(tmp_path, *lines) == "Municipios: 1 nuevos, 1 actualizados.\n"
    assert dict(Municipality.objects.values_list("divipola", "population")) == {"05079": 56103, "05308": 2}
    assert Municipality.objects.get(divipola="05308").neighbours.get().name == "Barbosa"


def test_code_without_its_zero_is_stored_with_it(tmp_path: Path):
    load(tmp_path, "divipola,name", "5079,Barbosa", "1,Aquí", "AT,Allá")
    assert set(Municipality.objects.values_list("divipola", flat=True)) == {"05079", "1", "AT"}
    file = write(tmp_path, "m.csv", "divipola,name\n5088,Bello\n05088,Bello\n")
    assert "línea 3: el código 05088 ya está en la línea 2" in refused("load_municipalities", file)


def test_stored_code_stays_as_it_is(tmp_path: Path):
    """A portal that has 5079 since before goes on with it."""
    make_municipality(divipola="5079", name="Barbosa")
    assert load(tmp_path, "divipola,name,population_2024", "5079,Barbosa,7").startswith("Municipios: 0 nuevos")
    assert Municipality.objects.get().population == 7


@pytest.mark.parametrize("name", ["Barbosa", "BARBOSA", " barbosa", "Bárbosa", "Bar bosa"])
def test_second_municipality_of_a_name_is_refused(tmp_path: Path, name: str):
    load(tmp_path, "divipola,name", "05079,Barbosa")
    for lines in ([f"68077,{name}"], ["1,Otra", f"2,{name}"], [f"68077,{name}", "05079,Barbosa"]):
        file = write(tmp_path, "m.csv", "\n".join(["divipola,name", *lines]))
        assert "ese nombre ya es del municipio 05079" in refused("load_municipalities", file)
    file = write(tmp_path, "m.csv", f"divipola,name\n1,Caldas\n2,{name}\n3,Caldas\n")
    assert refused("load_municipalities", file) == (
        "Hay nombres que ya son de otro municipio. Si es el mismo municipio, use su código; si es otro, distíngalo en el "
        "nombre. No se guardó nada.\n"
        f"  - {name.strip()} (2): ese nombre ya es del municipio 05079\n"
        "  - Caldas (3): ese nombre ya es del municipio 1"
    )


def test_invisible_characters_make_no_second_municipality(tmp_path: Path):
    load(tmp_path, "divipola,name", "05079,Barbosa")
    file = write(tmp_path, "m.csv", "divipola,name\n68077,Bar\u200bbosa\n")
    assert "ese nombre ya es del municipio 05079" in refused("load_municipalities", file)
    load(tmp_path, "divi\u200bpola,name", "05360,Itagu\u0308i\u0301")
    assert Municipality.objects.get(divipola="05360").name == "Itagüí"


def test_names_may_change_hands_and_those_that_are_twice_stay_loadable(tmp_path: Path):
    load(tmp_path, "divipola,name", "1,Aquí", "2,Allá")
    load(tmp_path, "divipola,name", "1,Allá", "2,Aquí")
    assert dict(Municipality.objects.values_list("divipola", "name")) == {"1": "Allá", "2": "Aquí"}
    make_municipality(divipola="3", name="Aquí")  # from before this was refused
    assert load(tmp_path, "divipola,name", "2,Aquí", "3,AQUÍ") == "Municipios: 0 nuevos, 2 actualizados.\n"


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


def test_many_places_cost_a_few_statements(django_assert_max_num_queries):
    """New ones, then the same with other neighbours than before."""
    count = 700
    for shift in (1, 2):
        with django_assert_max_num_queries(60):
            load_places(
                places=read_places(
                    "divipola,name,zone,neighbours_inside_area\n"
                    + "".join(f"{n},P{n},z{shift},{(n + shift) % count}\n" for n in range(count)),
                    name="m.csv",
                )
            )
        assert Municipality.neighbours.through.objects.count() == 2 * count
        assert Municipality.objects.filter(facts__zone=f"z{shift}").count() == count
