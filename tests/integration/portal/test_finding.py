"""What others read of the public pages: search engines, messages, social networks, programs."""

import json
import re
import struct
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser.visits import ABOUT_PAGES
from tests.factories.results import levels, make_places, make_published_round

pytestmark = pytest.mark.django_db
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def linked_data(page: str) -> dict:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(block)


def meta(page: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', page)
    return found[1] if found else ""


@pytest.mark.parametrize("route", ABOUT_PAGES)
def test_pages_about_the_portal_hold_for_any_operator(client, settings, route: str):
    settings.CONTACT_EMAIL, settings.PUBLISHER_NAME = "contacto@portal.example", "Entidad de ejemplo"
    page = client.get(reverse(f"portal:{route}")).text
    body = page[page.index("<main") : page.index("</main>")]
    assert "contacto@portal.example" in body
    assert ("Entidad de ejemplo" in body) == (route not in ("accessibility", "english"))
    assert "{" not in body
    assert f'href="{reverse(f"portal:{route}")}"' in client.get("/glosario/").text


def test_links_of_pages_about_the_portal_lead_somewhere(client, settings, published):
    settings.CONTACT_EMAIL = "contacto@portal.example"
    for route in ABOUT_PAGES:
        page = client.get(reverse(f"portal:{route}")).text
        body = page[page.index("<main") : page.index("</main>")]
        for address in re.findall(r'href="(/[^"]*)"', body):
            assert client.get(address).status_code == 200, address


def test_english_page_says_its_language(client):
    assert '<div class="wrap page stack" lang="en">' in client.get("/en/").text


@pytest.mark.parametrize("is_demo", [True, False])
def test_english_page_says_what_is_invented(client, places, is_demo):
    make_published_round({place: levels(3, 2, 2) for place in places}, code="ciclo", is_demo=is_demo)
    assert ("Answers, facts and scores are invented" in client.get("/en/").text) == is_demo


def test_security_txt_names_a_contact_and_does_not_expire_soon(client, settings):
    settings.CONTACT_EMAIL = "contacto@portal.example"
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert fields["Contact"] == "mailto:contacto@portal.example"
    expires = datetime.strptime(fields["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=90) < expires - timezone.now() < timedelta(days=365)
    settings.CONTACT_EMAIL = ""
    assert f"Contact: {settings.SITE_URL}/contacto/" in client.get("/.well-known/security.txt").text


def test_robots_name_the_sitemap_and_leave_forms_out(client, settings):
    lines = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in lines
    assert "Disallow: /cuenta/" in lines


def test_sitemap_holds_every_public_page_once(client, published, settings):
    root = ElementTree.fromstring(client.get("/sitemap.xml").text)  # noqa: S314  # our own
    found = [one.findtext(f"{SITEMAP}loc").removeprefix(settings.SITE_URL) for one in root]
    assert len(found) == len(set(found))
    assert {"/", "/municipios/lugar-01/", "/preguntas/INF-01/", "/ciclos/ciclo-1/publicacion/", "/prensa/"} <= set(
        found
    )
    for address in found:
        page = client.get(address)
        assert page.status_code == 200, address
        assert f'<link rel="canonical" href="{settings.SITE_URL}{address}">' in page.text, address
        assert 50 <= len(meta(page.text, "description")) <= 200, address
    days = {one.findtext(f"{SITEMAP}lastmod") for one in root}
    assert days == {None, "2027-03-03"}
    home = next(one for one in root if one.findtext(f"{SITEMAP}loc") == f"{settings.SITE_URL}/")
    assert home.findtext(f"{SITEMAP}lastmod") == "2027-03-03"


@pytest.mark.parametrize("count", [3, 12])
def test_queries_of_the_sitemap_do_not_grow(client, cold, count, django_assert_num_queries):
    make_published_round({place: levels(3, 2, 2) for place in make_places(count)}, code="ciclo")
    cold()
    with django_assert_num_queries(10):
        client.get("/sitemap.xml")


def test_canonical_address_keeps_the_round_only(client, published, settings):
    page = client.get("/municipios/lugar-01/?ciclo=ciclo-1&utm_source=x").text
    assert f'<link rel="canonical" href="{settings.SITE_URL}/municipios/lugar-01/?ciclo=ciclo-1">' in page


@pytest.mark.parametrize("address", ["/seguir/", "/opiniones/nueva/", "/reportar/", "/cuenta/ingresar/", "/no-existe/"])
def test_forms_and_missing_pages_are_not_indexed(client, address):
    page = client.get(address).text
    assert '<meta name="robots" content="noindex">' in page
    assert "canonical" not in page


def test_municipality_is_shared_with_its_picture_and_its_words(client, published, settings):
    page = client.get("/municipios/lugar-02/").text
    assert meta(page, "og:title") == "Gobierno abierto en Lugar 02"
    assert meta(page, "og:image") == f"{settings.SITE_URL}/municipios/lugar-02/tarjeta.png"
    assert meta(page, "og:image:alt").startswith("Datos de demostración. Ciclo 2027-1.")
    assert "sumó 77,50 de 100 puntos y está en el nivel Establecido" in meta(page, "og:image:alt")
    assert "se muestra Establecido" in meta(page, "og:image:alt")


@pytest.mark.parametrize("place", ["lugar-01", "lugar-02", "lugar-04", "lugar-05"])
def test_picture_of_a_municipality(client, published, place):
    response = client.get(f"/municipios/{place}/tarjeta.png")
    assert response["Content-Type"] == "image/png"
    assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", response.content[16:24]) == (1200, 630)
    assert len(response.content) < 150_000


def test_picture_is_drawn_once_until_something_is_published(
    client, places, django_assert_num_queries, django_capture_on_commit_callbacks
):
    before = client.get("/municipios/lugar-01/tarjeta.png").content
    with django_assert_num_queries(0):
        assert client.get("/municipios/lugar-01/tarjeta.png").content == before
    with django_capture_on_commit_callbacks(execute=True):
        make_published_round({place: levels(3, 3, 3) for place in places}, code="ciclo")
    assert client.get("/municipios/lugar-01/tarjeta.png").content != before


def test_picture_of_no_municipality(client):
    assert client.get("/municipios/nadie/tarjeta.png").status_code == 404


def test_linked_data_names_the_town_hall(client, published, settings):
    found = linked_data(client.get("/municipios/lugar-01/").text)
    assert (found["@type"], found["name"]) == ("GovernmentOrganization", "Alcaldía de Lugar 01")
    assert found["subjectOf"]["url"] == f"{settings.SITE_URL}/municipios/lugar-01/"


def test_linked_data_describes_the_datasets(client, published):
    found = linked_data(client.get("/datos/").text)
    (dataset,) = found["dataset"]
    assert dataset["@type"] == "Dataset"
    assert dataset["license"].startswith("https://creativecommons.org/licenses/by/4.0")
    assert 50 <= len(dataset["description"]) <= 5000
    assert {"Datos de demostración"} <= set(re.findall("Datos de demostración", dataset["description"]))
    assert all(part["contentUrl"].startswith("http") for part in dataset["distribution"])


def test_linked_data_cannot_leave_its_block(client, published, places):
    places[0].name = "</script><b>x"
    places[0].save()
    page = client.get("/municipios/lugar-01/").text
    assert linked_data(page)["name"] == "Alcaldía de </script><b>x"


def test_icon_of_old_browsers_is_there(client):
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"].startswith("/static/img/favicon")) == (301, True)
