"""What public pages cost: queries that do not grow with the valley, bytes, and nothing at all from the cache."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
COMPARE = "/comparar/?m=lugar-01&m=lugar-02&m=lugar-03"
WIDGET = "/municipios/lugar-01/widget/"
EMBED = "/municipios/lugar-01/insertar/"
COLD = {
    "/": 7, "/municipios/lugar-01/": 7, COMPARE: 3, "/como-se-mide/": 2, "/municipios/lugar-01/temas/INF/": 5,
    "/preguntas/": 4, "/preguntas/INF-01/": 5, "/novedades/": 2, "/glosario/": 2, "/novedades.atom": 2,
    "/municipios/lugar-01/novedades.atom": 5, WIDGET: 3, "/municipios/lugar-01/cambios/": 5,
}  # fmt: skip


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as sent:
        assert client.get(address).status_code == 200
    return len(sent)


@pytest.mark.parametrize("count", [3, 12])
@pytest.mark.parametrize("address", COLD)
def test_queries_do_not_grow(client, cold, count: int, address: str):
    make_published_round({place: levels(3, n % 4 + 1, 2) for n, place in enumerate(make_places(count))}, code="ciclo")
    cold()
    assert queries_of(client, address) == COLD[address]


CACHED = [*(one for one in COLD if "?" not in one), f"{WIDGET}?tema=oscuro", f"{EMBED}?tema=claro"]


@pytest.mark.parametrize("address", CACHED)
def test_second_visit_asks_the_database_nothing(client, published, address: str):
    client.get(address)
    assert queries_of(client, address) == 0


def test_earlier_round_keeps_the_budgets(client, cold, places):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="antes")
    make_published_round({place: levels(3, 3, 3) for place in places}, code="ahora")
    cold()
    assert queries_of(client, "/municipios/lugar-01/") == 9
    cold()
    assert queries_of(client, "/municipios/lugar-01/cambios/") == 7
    cold()
    assert queries_of(client, "/") == 9


def test_publishing_makes_the_cached_pages_new(client, places, django_capture_on_commit_callbacks):
    assert "Todavía no hay resultados publicados" in client.get("/municipios/lugar-01/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        make_published_round({place: levels(3, 3, 3) for place in places}, code="ciclo")
    assert "75,00 de 100 puntos" in client.get("/municipios/lugar-01/").content.decode()


def test_pages_are_light(client):
    places = make_places(12)
    make_published_round({place: levels(3, n % 4 + 1, 2) for n, place in enumerate(places)}, code="ciclo")
    assert len(client.get("/municipios/lugar-01/").content) < 60_000
    assert len(client.get(COMPARE + "&m=lugar-04").content) < 80_000
