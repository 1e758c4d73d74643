"""Municipalities of a similar size: half to double the population of one's own."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.queries.municipality.page import municipality_page
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
RULE = "entre la mitad y el doble de su población (la de 2025)"
PEOPLE = [40_000, 80_000, 80_001, 60_000, 2_500_000, 50_000]


@pytest.fixture
def towns():
    """A seventh place has no known population; the fourth answered too little."""
    places = make_places(7)
    for place, people in zip(places, PEOPLE, strict=False):
        place.population, place.population_year = people, 2025
        place.save()
    few = {places[3]: {"INF-01": 2}}
    make_published_round({place: levels(2, n % 5, 2) for n, place in enumerate(places)} | few, code="ciclo")
    return places


def test_peers_have_half_to_double_the_population_and_a_complete_result(client, towns, text_of):
    text = text_of(client.get("/comparar/?parecidos=lugar-01"))
    assert f"De tamaño parecido a Lugar 01 son Lugar 02 y Lugar 06: tienen {RULE} y resultado completo." in text
    body = client.get("/comparar/?parecidos=lugar-01").text
    assert [n for n in range(1, 8) if f'value="lugar-0{n}" checked' in body] == [1, 2, 6]


def test_who_has_nobody_of_its_size_is_told_so_and_not_offered(client, towns, text_of):
    text = text_of(client.get("/comparar/?parecidos=lugar-05"))
    assert (
        f"Lugar 05 no tiene con quién compararse por tamaño: no hay otros dos con resultado completo que tengan {RULE}."
        in text
    )
    assert "No se conoce la población de Lugar 07" in text_of(client.get("/comparar/?parecidos=lugar-07"))
    assert "Lugar 04 no tiene un resultado completo" in text_of(client.get("/comparar/?parecidos=lugar-04"))
    body = client.get("/comparar/").text
    assert [n for n in range(1, 8) if f'<option value="lugar-0{n}"' in body] == [1, 2, 3, 6]


def test_download_holds_the_peers(client, towns):
    assert "parecidos=lugar-01&amp;formato=csv" in client.get("/comparar/?parecidos=lugar-01").text
    rows = csv.DictReader(io.StringIO(client.get("/comparar/?parecidos=lugar-01&formato=csv").text))
    assert [row["name"] for row in rows] == ["Lugar 01", "Lugar 02", "Lugar 06", "Mediana de los escogidos"]


def test_ten_are_compared_at_most_those_of_the_nearest_size(client):
    places = make_places(14)
    for n, place in enumerate(places):
        place.population = 50_000 + 1_000 * n
        place.save()
    make_published_round({place: levels(2, 2, 2) for place in places}, code="ciclo")
    body = client.get("/comparar/?parecidos=lugar-14").text
    assert [n for n in range(1, 15) if f'value="lugar-{n:02}" checked' in body] == list(range(5, 15))


def test_themes_of_a_municipality_are_compared_with_all_or_with_its_size(client, towns, text_of):
    every = text_of(client.get("/municipios/lugar-01/"))
    assert "Comparado con: todos · los de tamaño parecido" in every
    assert "De tamaño parecido a Lugar 01" not in every
    page = municipality_page("lugar-01", None, by_size=True)
    assert [t.median for t in page.themes] == [50, 0, 50], "Escuchar: 0, 0 and 25"
    assert [t.median for t in municipality_page("lugar-01", None).themes] == [50, 25, 50]
    body = client.get("/municipios/lugar-01/?pares=tamano")
    assert f"De tamaño parecido a Lugar 01 son Lugar 02 y Lugar 06: tienen {RULE}" in text_of(body)
    assert 'href="/comparar/?parecidos=lugar-01"' in body.text
    assert "pares=tamano&amp;formato=csv" in body.text
    rows = csv.DictReader(io.StringIO(client.get("/municipios/lugar-01/?pares=tamano&formato=csv").text))
    assert [row["median"] for row in rows][:3] == ["50.00", "0.00", "50.00"]


def test_choice_by_size_moves_no_other_figure(client, towns):
    every, by_size = (municipality_page("lugar-01", None, by_size=b) for b in (False, True))
    assert (every.phrases, every.outcome.total, every.course) == (
        by_size.phrases,
        by_size.outcome.total,
        by_size.course,
    )


def test_without_peers_the_page_says_why_and_keeps_the_median_of_all(client, towns, text_of):
    text = text_of(client.get("/municipios/lugar-05/?pares=tamano"))
    assert "Lugar 05 no tiene con quién compararse por tamaño" in text
    assert "Comparado con" not in text
    assert municipality_page("lugar-05", None, by_size=True).medians.count == 6


def test_choice_costs_no_query_and_is_kept_in_the_cache(client, towns, cold):
    def queries_of(address: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            client.get(address)
        return len(sent)

    cold()
    every = queries_of("/municipios/lugar-01/")
    cold()
    assert queries_of("/municipios/lugar-01/?pares=tamano") == every
    assert queries_of("/municipios/lugar-01/?pares=tamano") == 0
