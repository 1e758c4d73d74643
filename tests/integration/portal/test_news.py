"""What changed: the page and its Atom feeds."""

import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest

from diagnostics.results.actions import errata
from portal.queries.news import news
from tests.factories.diagnostics import AT
from tests.factories.results import levels, make_places, make_published_round, make_scored_round

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client, address: str) -> list[ET.Element]:
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314 – what we wrote ourselves


def test_news_say_how_many_moved_and_what_was_corrected(client, corrected, text_of):
    text = text_of(client.get("/novedades/"))
    assert text.index("Fe de erratas del ciclo 2027-1, versión 2") < text.index("Se publicó el ciclo 2027-1")
    assert "Se leyó mal el anexo. RES-01 de Lugar 01: decía «Nivel 2: La mitad»; dice «Nivel 3: Casi todo»." in text
    assert "Datos de demostración" in text


def test_movement_since_the_round_before_is_counted(client, text_of):
    up, same, down = make_places(3)
    before = {up: levels(1, 1, 1), same: levels(2, 2, 2), down: levels(4, 4, 4)}
    make_published_round(before, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365))
    make_published_round({up: levels(2, 2, 2), same: levels(2, 2, 2), down: levels(3, 3, 3)}, code="ahora")
    text = text_of(client.get("/novedades/"))
    line = "Frente al ciclo 2026-1: 1 municipio subió, 1 bajó y 1 sigue sin cambio apreciable."
    assert text.count(line) == 1


def test_entry_of_a_publication_stays_as_it_was_on_its_day(cast):
    place, other = make_places(2)
    make_published_round({place: levels(1, 1, 1), other: levels(2, 2, 2)}, code="a", at=AT - timedelta(days=700))
    make_published_round({place: levels(2, 2, 2), other: levels(2, 2, 2)}, code="b", at=AT - timedelta(days=350))
    last = make_published_round({place: levels(3, 3, 3), other: levels(3, 3, 3)}, code="c")
    before = [(one.title, one.lines) for one in news()]
    assert [len(lines) for _, lines in before] == [2, 2, 1]
    made = errata.Corrected(other.divipola, "RES-01", "1", False, "")
    later = AT + timedelta(days=30)
    errata.correct(round=last.round, corrections=[made], reason="Se leyó mal.", by=cast.coordinator, at=later)
    assert [(one.title, one.lines) for one in news() if not one.is_erratum] == before


def test_open_rounds_are_no_news(client, published, places):
    make_scored_round({places[0]: levels(4, 4, 4)}, code="abierto", name="Ciclo secreto")
    for address in ("/novedades/", "/novedades.atom", "/municipios/lugar-01/novedades.atom"):
        assert "secreto" not in client.get(address).content.decode()


def test_feed_of_a_municipality_leaves_out_errata_of_others(client, corrected):
    titles = [entry.find(f"{ATOM}title").text for entry in entries(client, "/municipios/lugar-01/novedades.atom")]
    assert titles == ["Fe de erratas del ciclo 2027-1, versión 2", "Se publicó el ciclo 2027-1"]
    other = [entry.find(f"{ATOM}title").text for entry in entries(client, "/municipios/lugar-02/novedades.atom")]
    assert other == ["Se publicó el ciclo 2027-1"]


def test_entries_keep_their_name_and_say_that_data_are_invented(client, corrected):
    first, second = entries(client, "/novedades.atom"), entries(client, "/novedades.atom")
    names = [entry.find(f"{ATOM}id").text for entry in first]
    assert names == [entry.find(f"{ATOM}id").text for entry in second]
    assert len(set(names)) == 2
    assert all(name.startswith("urn:uuid:") for name in names)
    assert all("Datos de demostración" in entry.find(f"{ATOM}summary").text for entry in first)


def test_links_of_the_cached_feed_do_not_carry_the_host_of_one_request(client, corrected, settings):
    settings.SITE_URL = "https://portal.example.org"
    client.get("/novedades.atom", headers={"host": "localhost"})
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries(client, "/novedades.atom")]
    assert links == ["https://portal.example.org/ciclos/ciclo-1/publicacion/"] * 2


def test_page_without_news_says_when_there_will_be_some(client, text_of):
    assert "Todavía no hay novedades" in text_of(client.get("/novedades/"))
    assert entries(client, "/novedades.atom") == []
