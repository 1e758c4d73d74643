"""«Comparta o actúe»: plain links that carry the result, and send nothing until they are pressed."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from core.web.addresses import absolute
from tests.factories.results import levels, make_published_round

pytestmark = pytest.mark.django_db
PLACE, THEME, QUESTION = "/municipios/lugar-02/", "/municipios/lugar-02/temas/ESC/", "/preguntas/ESC-01/"
SAID = {
    PLACE: ("Gobierno abierto en Lugar 02", "Datos de demostración. Ciclo 2027-1. La alcaldía de Lugar 02 sumó "),
    THEME: (
        "Escuchar en Lugar 02",
        "Datos de demostración. Ciclo 2027-1. La alcaldía de Lugar 02 tiene 75,00 de 100 puntos en Escuchar.",
    ),
    QUESTION: ("¿Escucha?", "Datos de demostración. Ciclo 2027-1. ¿Escucha? "),
}


def section(page: str) -> str:
    return page.split('id="escribir"')[1].split("</section>")[0]


def links(page: str) -> dict[str, str]:
    found = [unescape(link) for link in re.findall(r'href="((?:https|mailto):[^"]*)"', section(page))]
    return {urlsplit(link).netloc or "mail": link for link in found}


@pytest.mark.parametrize("address", SAID)
def test_links_carry_title_sentence_round_and_address(client, published, address: str):
    title, sentence = SAID[address]
    there = links(client.get(address).text)
    asked = {name: parse_qs(urlsplit(link).query) for name, link in there.items()}
    assert set(there) == {"wa.me", "t.me", "x.com", "mail"}
    [said] = asked["t.me"]["text"]
    assert said.startswith(sentence)
    whole = absolute(address)
    assert asked["wa.me"]["text"] == [f"{said} {whole}"]
    assert (asked["t.me"]["url"], asked["x.com"]["url"]) == ([whole], [whole])
    assert asked["x.com"]["text"] == [said]
    assert asked["mail"] == {"subject": [title], "body": [f"{said}\r\n\r\n{whole}"]}


@pytest.mark.parametrize("address", SAID)
def test_nothing_of_another_site_is_loaded(client, published, address: str):
    response = client.get(address)
    assert not re.findall(r'(?:src|action)="(?!/)[^"]+"', response.text)
    assert "https:" not in response["Content-Security-Policy"]
    for link in re.findall(r'<a [^>]*href="https:[^>]*>', section(response.text)):
        assert 'rel="noopener noreferrer"' in link


@pytest.mark.parametrize("address", SAID)
def test_buttons_that_need_scripts_are_hidden_without_them(client, published, address: str):
    buttons = re.findall(r"<button [^>]*>", section(client.get(address).text))
    assert len(buttons) == 2
    assert all(button.endswith(" hidden>") for button in buttons)


def test_real_result_is_not_called_a_demonstration(client, places):
    make_published_round({place: levels(3, 2, 3) for place in places}, code="ciclo")
    for address in SAID:
        assert "demostraci" not in section(client.get(address).text)


def test_earlier_round_is_shared_by_its_own_address(client, places):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="antes", name="Ciclo 2026-2")
    make_published_round({place: levels(3, 3, 3) for place in places}, code="ahora", name="Ciclo 2027-1")
    there = links(client.get(f"{PLACE}?ciclo=antes").text)
    query = parse_qs(urlsplit(there["t.me"]).query)
    assert query["url"] == [absolute(f"{PLACE}?ciclo=antes")]
    assert query["text"][0].startswith("Ciclo 2026-2.")


def test_municipality_leads_to_letter_and_paper_of_its_round(client, published):
    for address in (PLACE, THEME):
        said = section(client.get(address).text)
        assert 'href="/municipios/lugar-02/carta/?ciclo=ciclo-1"' in said
        assert 'href="/municipios/lugar-02/resumen.pdf?ciclo=ciclo-1"' in said
