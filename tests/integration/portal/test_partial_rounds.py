"""A round of a few municipalities beside the one that all took part in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.diagnostics import AT
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=30)
APART = "El último resultado de Lugar 01 y Lugar 02 es del ciclo dos, publicado el 2 de abril de 2027."


@pytest.fixture
def valley():
    """Five municipalities in «uno», two of them in «dos», published a month later; the sixth nowhere."""
    places = make_places(6)
    make_published_round({place: levels(2, 2, 2) for place in places[:5]}, code="uno")
    make_published_round({place: levels(4, 4, 4) for place in places[:2]}, code="dos", at=LATER)
    return places


def test_home_shows_each_last_result_and_counts_one_round(client, valley, text_of):
    text = text_of(client.get("/"))
    assert "Lugar 01 Ciclo dos, 2 de abril de 2027 Transformador 100,00" in text
    assert "Lugar 03 Establecido 50,00" in text
    assert "Lugar 06 Sin publicar –" in text
    assert "40 a menos de 60 · 5 municipios" in text
    assert "80 a 100 · 0 municipios" in text
    assert f"{APART} Los municipios de cada nivel se cuentan solo con el ciclo uno." in text


def test_map_marks_the_results_that_stand_apart(client, valley):
    body = client.get("/").text
    assert body.count("tile-apart") == 2
    assert 'aria-label="Lugar 01: 100,00 puntos, Transformador, Ciclo dos, 2 de abril de 2027"' in body
    assert "El borde punteado marca un resultado de otro ciclo" in body


def test_home_of_one_round(client, valley, text_of):
    text = text_of(client.get("/?ciclo=dos"))
    assert "Lugar 03 Sin publicar –" in text
    assert "80 a 100 · 2 municipios" in text
    assert "Esta página muestra solo el ciclo dos." in text
    assert "El último resultado" not in text
    assert "Lugar 01 Establecido 50,00" in text_of(client.get("/?ciclo=uno"))


@pytest.mark.parametrize("address", ["/?ciclo=tres", "/comparar/?ciclo=tres", "/?ciclo=tres&formato=csv"])
def test_unknown_round_is_refused(client, valley, address):
    assert client.get(address).status_code == 404


def test_comparison_is_of_one_round(client, valley, text_of):
    text = text_of(client.get("/comparar/"))
    assert f"{APART} Aquí se compara el ciclo uno" in text
    assert text.count("Establecido 50,00") == 5
    of_two = text_of(client.get("/comparar/?ciclo=dos"))
    assert of_two.count("Transformador 100,00") == 2
    assert "El último resultado" not in of_two


def test_comparison_keeps_its_round(client, valley):
    body = client.get("/comparar/?ciclo=dos&m=lugar-01&m=lugar-02").text
    assert '<input type="hidden" name="ciclo" value="dos">' in body
    assert "ciclo=dos&amp;formato=csv" in body
    assert 'href="/comparar/?ciclo=dos"' in body


def test_municipality_shows_its_last_result(client, valley, text_of):
    text = text_of(client.get("/municipios/lugar-01/"))
    assert "100,00 de 100 puntos" in text
    assert "Subió 50,00 puntos desde el ciclo uno: de 50,00 a 100,00 puntos, en todos los temas." in text
    assert "ciclo anterior" not in text
    assert "Este es un ciclo anterior." in text_of(client.get("/municipios/lugar-01/?ciclo=uno"))
    assert "50,00 de 100 puntos" in text_of(client.get("/municipios/lugar-03/"))
    assert "ciclo anterior" not in text_of(client.get("/municipios/lugar-03/?ciclo=uno"))


def test_links_of_a_result_that_stands_apart_keep_its_round(client, valley):
    assert "/municipios/lugar-01/temas/INF/?ciclo=dos" in client.get("/municipios/lugar-01/").text
    assert '/municipios/lugar-03/temas/INF/"' in client.get("/municipios/lugar-03/").text


def test_widget_shows_the_last_result(client, valley, text_of):
    assert "Ciclo dos" in text_of(client.get("/municipios/lugar-01/widget/"))
    assert "Ciclo uno" in text_of(client.get("/municipios/lugar-03/widget/"))


def test_file_says_the_round_of_each_result(client, valley):
    lines = client.get("/?formato=csv").content.decode("utf-8-sig").splitlines()
    assert any("Lugar 01" in line and "Ciclo dos,2027-04-02" in line for line in lines)
    assert any("Lugar 03" in line and "Ciclo uno,2027-03-03" in line for line in lines)


def test_round_of_most_municipalities_takes_over(client, text_of):
    places = make_places(5)
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno")
    make_published_round({place: levels(4, 4, 4) for place in places[:3]}, code="dos", at=LATER)
    text = text_of(client.get("/"))
    assert "80 a 100 · 3 municipios" in text
    assert "Lugar 04 Ciclo uno, 3 de marzo de 2027 Establecido 50,00" in text
    assert "El último resultado de Lugar 04 y Lugar 05 es del ciclo uno" in text


@pytest.mark.parametrize("count", [4, 12])
def test_queries_do_not_grow_with_those_who_stand_apart(client, cold, count):
    places = make_places(count)
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno")
    make_published_round({place: levels(3, 3, 3) for place in places[: count // 2]}, code="dos", at=LATER)
    for address, expected in (("/", 9), ("/comparar/", 5)):
        cold()
        with CaptureQueriesContext(connection) as sent:
            client.get(address)
        assert len(sent) == expected


def test_sentence_says_what_went_the_other_way(client, text_of):
    places = make_places(2)
    make_published_round({place: levels(2, 2, 2) for place in places}, code="uno")
    make_published_round({places[0]: levels(4, 1, 2), places[1]: levels(2, 3, 1)}, code="dos", at=LATER)
    risen = text_of(client.get("/municipios/lugar-01/"))
    assert "Subió 17,50 puntos desde el ciclo uno: de 50,00 a 67,50 puntos, sobre todo en Informar (+50,00);" in risen
    assert "; pero bajó en Escuchar (−25,00)." in risen
    kept = text_of(client.get("/municipios/lugar-02/"))
    assert "de 50,00 a 52,50 puntos, sobre todo en Escuchar (+25,00); pero bajó en Resolver (−25,00)." in kept
