"""The card for other sites: what it says, what it weighs, and that nothing else of the portal may be framed."""

import gzip
import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.web.page_cache import forget_all
from tests.browser.site_map import addresses
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
CSS = Path(settings.BASE_DIR) / "static" / "css"


def policy_of(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def card(text_of, response) -> str:
    return text_of(response).strip()


def test_card_says_score_level_round_and_that_it_is_a_demonstration(client, published, text_of):
    assert card(text_of, client.get("/municipios/lugar-01/widget/")) == (
        "Datos de demostración Gobierno abierto · Ciclo 2027-1 Lugar 01 62,50 de 100 puntos Avanzado "
        "Ver la cuenta completa de Lugar 01 (abre en otra pestaña) Innovación Pública 360"
    )


def test_card_says_what_held_the_level_back(client, published, text_of):
    assert (
        "77,50 de 100 puntos Establecido El puntaje alcanza para Avanzado, pero se muestra Establecido "
        "porque Resolver (25,00) está por debajo de 40 puntos."
    ) in card(text_of, client.get("/municipios/lugar-02/widget/"))
    assert (
        "85,00 de 100 puntos Avanzado El puntaje alcanza para Transformador, pero se muestra Avanzado "
        "porque la pregunta crítica ESC-01 («¿Escucha?»), con 25,00, está por debajo de 50 puntos."
    ) in card(text_of, client.get("/municipios/lugar-03/widget/"))


def test_card_of_a_partial_result_has_no_level(client, published, text_of):
    response = client.get("/municipios/lugar-04/widget/")
    assert "57,50 de 100 puntos Resultado parcial No tiene nivel, porque respondió 50 % de Escuchar" in (
        card(text_of, response).replace("\u202f", " ")
    )
    assert 'class="level n0"' in response.text


def test_card_without_result_is_no_zero(client, published, text_of):
    text = card(text_of, client.get("/municipios/lugar-05/widget/"))
    assert "Lugar 05 Sin resultado No respondió dentro del plazo. No es un cero. Ver la página de Lugar 05" in text
    assert "puntos" not in text


def test_card_before_any_publication_and_outside_the_round(client, text_of):
    inside, outside = make_places(2)
    text = card(text_of, client.get("/municipios/lugar-01/widget/"))
    assert text.startswith("Gobierno abierto Lugar 01 Sin publicar Todavía no hay resultados publicados. Ver la página")
    make_published_round({inside: levels(3, 3, 3)}, code="ciclo")
    forget_all()
    text = card(text_of, client.get(f"/municipios/{outside.slug}/widget/"))
    assert "Lugar 02 Sin publicar No hizo parte del ciclo publicado." in text
    assert "Datos de demostración" not in text


@pytest.mark.parametrize("name", ["widget", "insertar", "vecinos"])
def test_unknown_municipality_is_not_found_and_stays_unframed(client, published, name):
    response = client.get(f"/municipios/nadie/{name}/")
    assert (response.status_code, response["X-Frame-Options"]) == (404, "DENY")
    assert policy_of(response)["frame-ancestors"] == "'none'"


def test_only_the_card_may_be_framed(client, published):
    strict = policy_of(client.get("/municipios/lugar-01/"))
    assert (strict["frame-ancestors"], "frame-src" in strict) == ("'none'", False)
    for _ in ("cold", "from the cache"):
        response = client.get("/municipios/lugar-01/widget/")
        assert "X-Frame-Options" not in response
        assert policy_of(response) == strict | {"frame-ancestors": "*"}
        response = client.get("/municipios/lugar-01/insertar/")
        assert response["X-Frame-Options"] == "DENY"
        assert policy_of(response) == strict | {"frame-src": "'self'"}
    others = ["/", "/municipios/lugar-01/", "/comparar/", "/como-se-mide/", "/ciclos/ciclo-1/publicacion/", "/salud/",
              "/datos/ciclo-1/puntajes.csv", "/componentes/", "/cuenta/login/"]  # fmt: skip
    for address in others:
        response = client.get(address)
        assert (response.status_code, response["X-Frame-Options"]) == (200, "DENY"), address
        assert policy_of(response) == strict, address
    assert [name for name in addresses() if name.endswith("widget")] == ["portal:widget"]


def test_card_takes_the_theme_that_the_site_asks_for(client, published):
    def root(query):
        return re.search(r"<html[^>]*>", client.get(f"/municipios/lugar-01/widget/{query}").text).group()

    assert root("") == root("?tema=rojo") == root("?otra=1") == '<html lang="es-CO">'
    assert root("?tema=claro") == '<html lang="es-CO" class="claro">'
    assert root("?tema=oscuro") == '<html lang="es-CO" class="oscuro">'
    assert root("?tema=claro") == '<html lang="es-CO" class="claro">', "each theme has its own page in the cache"


def test_queries_with_free_values_do_not_fill_the_cache(client, published):
    address = "/municipios/lugar-01/widget/"
    for query in ("?tema=rojo", "?tema=claro&tema=oscuro"):
        client.get(address + query)
        with CaptureQueriesContext(connection) as sent:
            client.get(address + query)
        assert len(sent) > 0, query


def test_card_is_light_and_runs_nothing(client, published):
    page = client.get("/municipios/lugar-03/widget/").text
    assert "<script" not in page
    assert re.findall(r'<link rel="(?:stylesheet|preload)" href="([^"]+)"', page) == ["/static/css/widget.css"]
    assert 'target="_blank" rel="noopener"' in page
    assert len(gzip.compress(page.encode())) + len(gzip.compress((CSS / "widget.css").read_bytes())) < 5_000


@pytest.mark.parametrize("place", [2, 3, 4, 5])
def test_card_costs_four_queries_at_most(client, published, cold, place):
    cold()
    forget_all()
    with CaptureQueriesContext(connection) as sent:
        client.get(f"/municipios/lugar-0{place}/widget/")
    assert len(sent) == (3 if place == 4 else 4)


def test_card_has_the_colours_of_the_portal():
    def colours(name):
        text = (CSS / name).read_text()
        first, dark = text.split("prefers-color-scheme: dark", 1)
        return [dict(re.findall(r"--([\w-]+): (#\w+)", part)) for part in (first, dark)]

    light, dark = colours("widget.css")
    portal_light, portal_dark = colours("tokens.css")
    assert light == {name: portal_light[name] for name in light}
    assert dark == {name: portal_dark[name] for name in dark}
    assert {"n1", "n2", "n3", "n4", "n5", "ink", "bg"} <= set(light)


def test_code_to_embed_stands_in_the_page_as_text(client, published, settings):
    settings.SITE_URL = "https://portal.example"
    page = client.get("/municipios/lugar-01/insertar/?tema=oscuro").text
    code = (
        '<iframe src="https://portal.example/municipios/lugar-01/widget/?tema=oscuro" '
        'title="Gobierno abierto en Lugar 01: puntaje y nivel" width="360" height="410" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>'
    )
    assert html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL).group(1)) == code
    assert html.unescape(re.search(r'data-copy="([^"]*)"', page).group(1)) == code
    assert re.findall(r'<iframe src="([^"]+)"', page) == ["/municipios/lugar-01/widget/?tema=oscuro"]


def test_name_with_quotes_cannot_leave_the_code(client, settings):
    (place,) = make_places(1)
    place.name = 'El "Alto" <b>'
    place.save()
    page = client.get("/municipios/lugar-01/insertar/").text
    code = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL).group(1))
    assert 'title="Gobierno abierto en El &quot;Alto&quot; &lt;b&gt;: puntaje y nivel"' in code


def test_page_of_the_municipality_leads_to_the_code_and_to_its_neighbours(client, published):
    page = client.get("/municipios/lugar-01/").text
    assert 'href="/municipios/lugar-01/insertar/"' in page
    assert 'href="/municipios/lugar-01/vecinos/"' in page


def test_neighbours_are_compared_with_whoever_asked(client, published, places):
    places[1].neighbours.add(places[2], places[0])
    assert client.get("/municipios/lugar-02/vecinos/").url == "/comparar/?m=lugar-02&m=lugar-01&m=lugar-03"
    assert client.get("/municipios/lugar-05/vecinos/").url == "/comparar/?m=lugar-05"
