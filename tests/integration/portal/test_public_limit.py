"""Public pages: strangers' parameters neither pass the cache nor enter it, and what is made anew has a limit."""

import pytest
from django.test import Client

from tests.budgets import queries_of

pytestmark = pytest.mark.django_db
CACHED = ["/", "/preguntas/", "/glosario/", "/novedades/", "/datos/", "/novedades.atom", "/datos/catalogo.jsonld"]


@pytest.fixture
def few(settings) -> None:
    settings.PUBLIC_RATE = "2/min"


@pytest.mark.parametrize("address", CACHED)
def test_parameter_that_nobody_reads_gets_the_page_that_is_kept(published, address: str):
    visitor = Client()
    kept = visitor.get(address)
    assert kept["Cache-Control"] == "public, max-age=60"
    assert queries_of(lambda: visitor.get(f"{address}?utm_source=boletin&x={'y' * 500}")) == []
    again = visitor.get(f"{address}?fbclid=1")
    assert (again.content, again["Cache-Control"]) == (kept.content, kept["Cache-Control"])


@pytest.mark.parametrize("address", CACHED)
def test_page_that_is_kept_holds_nothing_of_the_address_that_made_it(published, address: str):
    Client().get(f"{address}?next=https://mal.example/&q=marca")
    page = Client().get(address).text
    assert "mal.example" not in page
    assert "marca=" not in page
    assert "q=marca" not in page


def test_parameters_that_are_read_still_are(published):
    assert Client().get("/?formato=csv&utm_source=x")["Content-Type"].startswith("text/csv")
    assert Client().get("/preguntas/?ciclo=otro&utm_source=x").status_code == 404
    slug = published.round.assessments.first().municipality.slug
    light, dark = (Client().get(f"/municipios/{slug}/widget/?tema={theme}&z=1").text for theme in ("claro", "oscuro"))
    assert light != dark


@pytest.mark.parametrize(
    "address",
    ["/comparar/", "/?formato=csv", "/?page=7", "/municipios/?m=x", "/opiniones/", "/opiniones/nueva/", "/seguir/",
     "/seguir/confirmar/abc/", "/actas/ABC/", "/cuenta/invitacion/abc/", "/cuenta/login/", "/datos/x/puntajes.csv",
     "/componentes/"],
)  # fmt: skip
def test_what_is_made_anew_has_a_limit_for_each_network(published, few, address: str):
    here, there = Client(REMOTE_ADDR="190.0.2.7"), Client(REMOTE_ADDR="190.0.2.8")
    assert [here.get(address).status_code == 429 for _ in range(3)] == [False, False, True]
    refused = here.get(address)
    assert refused["Retry-After"] == "60"
    assert "Espere un minuto" in refused.text
    assert there.get(address).status_code != 429
    assert here.get("/").status_code == 200, "a page that is kept costs nothing"
    assert here.get("/salud/").status_code == 200


def test_cookie_of_nobody_does_not_pass_the_limit(few):
    stranger = Client(headers={"Cookie": "sessionid=abc"})
    assert [stranger.get("/").status_code for _ in range(3)] == [200, 200, 429]


def test_signed_in_people_are_not_counted(cast, assessment, browser_of, few):
    desk = browser_of(cast.contributor)
    assert [desk.get("/comparar/").status_code for _ in range(5)] == [200] * 5


def test_form_beyond_the_limit_is_refused_before_it_is_read(few):
    visitor = Client()
    assert [visitor.post("/opiniones/nueva/", {}).status_code for _ in range(3)] == [422, 422, 429]
