from pathlib import Path

import pytest

from core.refusals import Refusal
from territory.loaders.places import MAX_PLACES, Place, read_places

FILE = Path(__file__).resolve().parents[3] / "data" / "territory" / "valle-de-aburra.csv"


def refusal_of(text: str) -> list[str]:
    with pytest.raises(Refusal) as refused:
        read_places(text, name="m.csv")
    return [refused.value.message, *refused.value.details]


def test_code_and_name_are_enough():
    assert read_places("divipola,name\n AT , Austria \n", name="m.csv") == [
        Place(
            "AT", "Austria", official_name="", slug="", order=None, population=None, population_year=None, neighbours=[]
        )
    ]


def test_further_columns_become_facts_as_text():
    (place,) = read_places(
        "divipola,name,population_2018,population_2024,has_council,note,neighbours_inside_area\n05001,Medellín,10,20,si,,05088;05360\n",
        name="m.csv",
    )
    assert (place.population, place.population_year, place.neighbours) == (20, 2024, ["05088", "05360"])
    assert place.facts == {"population_2018": "10", "population_2024": "20", "has_council": "si"}


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (",Bello,,,", "«» no sirve de código (divipola): hasta 20 letras, cifras, puntos o guiones"),
        ("05 088,Bello,,,", "«05 088» no sirve de código (divipola): hasta 20 letras, cifras, puntos o guiones"),
        ("0５088,Bello,,,", "«0５088» no sirve de código (divipola): hasta 20 letras, cifras, puntos o guiones"),
        ("05001,Bello,,,", "el código 05001 ya está en la línea 2"),
        ("05088,,,,", "falta el nombre (name) o pasa de 120 letras"),
        (f"05088,{'x' * 121},,,", "falta el nombre (name) o pasa de 120 letras"),
        ("05088,Bello,Bello!,,", "«Bello!» no sirve de dirección (slug): minúsculas sin tilde, cifras y guiones"),
        ("05088,Bello,,4.5,", "order_north_to_south: se esperaba un número entero y dice «4.5»"),
        ("05088,Bello,,99999,", "order_north_to_south: el mayor que se admite es 10000 y dice 99999"),
        ("05088,Bello,,,566.456", "population_2024: se esperaba un número entero y dice «566.456»"),
        ("05088,Bello,,,-1", "population_2024: se esperaba un número entero y dice «-1»"),
    ],
)
def test_bad_row_is_named_with_its_line(row: str, fault: str):
    text = f"divipola,name,slug,order_north_to_south,population_2024\n05001,Medellín,,,\n{row}\n"
    assert refusal_of(text) == ["m.csv: 1 error; no se guardó nada.", f"línea 3: {fault}"]


def test_names_stand_in_one_line():
    (place,) = read_places('divipola,name,zone\n1,"Bello\r\nBcc: \u200fx\x01y","no\x85rte"\n', name="m.csv")
    assert (place.name, place.facts) == ("Bello Bcc: x y", {"zone": "no rte"})
    assert refusal_of('divipola,name\n1," \u200b\x01"\n')[1] == "línea 2: falta el nombre (name) o pasa de 120 letras"


def test_more_places_than_a_country_has_are_refused():
    rows = "".join(f"{n},P{n}\n" for n in range(MAX_PLACES + 1))
    assert refusal_of(f"divipola,name\n{rows}") == [
        f"m.csv: tiene {MAX_PLACES + 1} municipios y se admiten hasta 2000."
    ]


def test_long_official_name_is_refused():
    assert refusal_of(f"divipola,name,official_name\n1,a,{'x' * 161}\n")[1] == (
        "línea 2: el nombre oficial (official_name) pasa de 160 letras"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "m.csv, línea 1: falta la columna «divipola». Se esperaban: divipola, name."),
        ("divipola\n05001\n", "m.csv, línea 1: falta la columna «name». Se esperaban: divipola, name."),
        ("divipola,name,name\n", "m.csv, línea 1: la columna «name» está repetida."),
        ("divipola,name,x\0\n1,a,b\n", "m.csv, línea 1: hay un carácter nulo; el archivo no es un CSV de texto."),
        ("divipola,name\n1,a\0\n", "m.csv, línea 2: hay un carácter nulo; el archivo no es un CSV de texto."),
        ("divipola,name\n1,a,b\n", "m.csv, línea 2: hay 3 columnas y el encabezado tiene 2."),
    ],
)
def test_table_of_another_shape_is_refused(text: str, message: str):
    assert refusal_of(text) == [message]


def test_table_without_rows_is_refused():
    assert refusal_of("divipola,name\n\n") == ["m.csv: 1 error; no se guardó nada.", "el archivo no tiene municipios"]


def test_file_of_the_repository_has_the_ten_from_north_to_south():
    places = read_places(FILE.read_text(encoding="utf-8"), name=FILE.name)
    codes = ["05079", "05308", "05212", "05088", "05001", "05360", "05266", "05631", "05380", "05129"]
    assert [p.divipola for p in sorted(places, key=lambda p: p.order)] == codes
    assert sum(p.population for p in places) == 4_179_996
    neighbours = {p.divipola: set(p.neighbours) for p in places}
    assert all(code in neighbours[other] for code, others in neighbours.items() for other in others)
