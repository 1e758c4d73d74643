"""What changed: the page and its Atom feeds."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

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
    assert titles == ["Fe de erratas del ciclo 2027-1, versión 2", "Lugar 01 en el ciclo 2027-1: 62,50 de 100 puntos"]
    other = [entry.find(f"{ATOM}title").text for entry in entries(client, "/municipios/lugar-02/novedades.atom")]
    assert other == ["Lugar 02 en el ciclo 2027-1: 77,50 de 100 puntos"]


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


def summaries(client, address: str) -> list[str]:
    return [entry.findtext(f"{ATOM}summary") for entry in entries(client, address)]


def test_feed_of_a_municipality_says_its_own_result_and_change(client):
    up, partial, late = make_places(3)
    make_published_round(
        {up: levels(1, 1, 1), partial: levels(2, 2, 2)}, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365)
    )
    make_published_round({up: levels(2, 2, 2), partial: {"INF-01": 4}, late: {}}, code="ahora", name="Ciclo 2027-1")
    assert summaries(client, f"/municipios/{up.slug}/novedades.atom") == [
        "La alcaldía de Lugar 01 sumó 50,00 de 100 puntos y está en el nivel Establecido. "
        "Subió 25,00 puntos desde el ciclo 2026-1: de 25,00 a 50,00 puntos.",
        "La alcaldía de Lugar 01 sumó 25,00 de 100 puntos y está en el nivel En desarrollo.",
    ]
    now, _ = summaries(client, f"/municipios/{partial.slug}/novedades.atom")
    assert now.endswith("de 100 puntos, pero el resultado es parcial y no tiene nivel.")
    assert summaries(client, f"/municipios/{late.slug}/novedades.atom") == [
        "La alcaldía de Lugar 03 quedó sin resultado en este ciclo.",
        "La alcaldía de Lugar 03 no hizo parte de este ciclo.",
    ]
    [first, _] = entries(client, f"/municipios/{late.slug}/novedades.atom")
    assert first.findtext(f"{ATOM}title") == "Lugar 03 en el ciclo 2027-1: sin resultado"


def test_feed_and_page_of_a_municipality_compare_with_the_same_round(client, text_of):
    one, *others = make_places(4)
    every = {place: levels(1, 1, 1) for place in (one, *others)}
    make_published_round(every, code="todos", name="Ciclo 2025", at=AT - timedelta(days=700))
    make_published_round({one: levels(2, 2, 2)}, code="solo", name="Ciclo 2026", at=AT - timedelta(days=350))
    make_published_round({**every, one: levels(3, 3, 3)}, code="ahora", name="Ciclo 2027")
    change = "Subió 25,00 puntos desde el ciclo 2026: de 50,00 a 75,00 puntos"
    assert change in text_of(client.get(one.get_absolute_url()))
    assert change in summaries(client, f"/municipios/{one.slug}/novedades.atom")[0]


def test_feed_says_that_a_rule_holds_the_level_back(client, published):
    [said] = summaries(client, "/municipios/lugar-02/novedades.atom")
    assert said.startswith(
        "La alcaldía de Lugar 02 sumó 77,50 de 100 puntos y está en el nivel Establecido, frenado por una regla."
    )


def test_correction_in_the_feed_of_a_municipality_says_what_was_corrected_of_it(client, corrected):
    correction, _ = summaries(client, "/municipios/lugar-01/novedades.atom")
    assert correction == (
        "Se leyó mal el anexo. RES-01 de Lugar 01: decía «Nivel 2: La mitad»; dice «Nivel 3: Casi todo». "
        "La alcaldía de Lugar 01 sumó 65,00 de 100 puntos y está en el nivel Avanzado. "
        "Datos de demostración: puntajes inventados, no describen a ningún municipio real."
    )


def test_own_entries_have_names_of_their_own_that_stay(client, corrected):
    def names(address: str) -> list[str]:
        return [entry.findtext(f"{ATOM}id") for entry in entries(client, address)]

    here, there, valley = (
        names(f"{place}novedades.atom") for place in ("/municipios/lugar-01/", "/municipios/lugar-02/", "/")
    )
    assert names("/municipios/lugar-01/novedades.atom") == here
    assert len({*here, *there, *valley}) == len(here) + len(there) + len(valley)


@pytest.mark.parametrize("address", ["/novedades.atom", "/municipios/lugar-01/novedades.atom"])
def test_feed_has_what_rfc_4287_demands(client, corrected, settings, address: str):
    settings.PUBLISHER_NAME, settings.CONTACT_EMAIL = "Entidad de ejemplo", "contacto@portal.example"
    feed = ET.fromstring(client.get(address).content)  # noqa: S314 – what we wrote ourselves
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Entidad de ejemplo"
    assert feed.findtext(f"{ATOM}author/{ATOM}email") == "contacto@portal.example"
    assert feed.findtext(f"{ATOM}author/{ATOM}uri") == f"{settings.SITE_URL}/quienes-somos/"
    assert "CC BY 4.0" in feed.findtext(f"{ATOM}rights")
    [own] = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == settings.SITE_URL + address
    moments = [datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) for entry in feed.findall(f"{ATOM}entry")]
    assert moments == sorted(moments, reverse=True)
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == moments[0]
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert part.findtext(f"{ATOM}{name}")
