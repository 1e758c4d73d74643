"""A letter to the town hall about a question, with its public answer."""

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.urls import reverse

from tests.factories.results import levels, make_places, make_published_round
from tests.integration.portal.test_answers_pages import publish_with_proofs
from tests.integration.portal.test_budgets import queries_of

pytestmark = pytest.mark.django_db
LETTER = "/municipios/lugar-02/carta/"


def text_of_letter(client, query: str = "", slug: str = "lugar-02") -> str:
    response = client.get(f"/municipios/{slug}/carta/?formato=txt&{query}")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    return response.text


def test_letter_says_round_question_answer_points_and_what_is_asked(client, published):
    text = text_of_letter(client, "pregunta=ESC-01")
    assert "Alcaldía de Lugar 02" in text
    assert "Asunto: Pregunta ESC-01 del diagnóstico de gobierno abierto (Ciclo 2027-1)" in text
    assert "(Ciclo 2027-1, publicado el " in text
    assert "Datos de demostración" in text
    assert "La pregunta ESC-01 dice: «¿Escucha?»\n\nLa alcaldía respondió:\n– Nivel 3: Casi todo." in text
    assert "Tiene 75,00 de 100 puntos en esta pregunta." in text
    assert "Para tener los 100 puntos se pide:\n– Todo" in text
    assert "1. Que publique" in text
    assert "/municipios/lugar-02/temas/ESC/?ciclo=ciclo-1#ESC-01" in text
    assert "Ley 1755 de 2015" in text
    assert "Nombre: ____" in text


def test_letter_says_whether_the_proof_was_accepted(client):
    (place,) = make_places(1)
    publish_with_proofs(place)
    assert "No se aceptó ninguna evidencia de esa respuesta. Tiene 25,00 de 100" in text_of_letter(
        client, "pregunta=RES-01", place.slug
    )
    assert "Se aceptó la evidencia de esa respuesta. Tiene 100,00 de 100" in text_of_letter(
        client, "pregunta=INF-01", place.slug
    )


def test_letter_about_full_points_asks_to_keep_them(client, places):
    make_published_round({place: levels(4, 4, 4) for place in places}, code="ciclo")
    text = text_of_letter(client, "pregunta=INF-01")
    assert "Que mantenga publicado" in text
    assert "Para tener los 100 puntos" not in text


def test_letter_begins_with_the_largest_gap_and_offers_all_questions(client, published, text_of):
    page = client.get(LETTER).text
    codes = re.findall(r'<option value="([^"]+)"', page)
    assert sorted(codes) == sorted(q.code for q in published.round.version.parsed.questions)
    (chosen,) = re.findall(r'<option value="([^"]+)" selected', page)
    assert chosen == codes[0]
    assert f"Pregunta {chosen} del diagnóstico" in text_of(client.get(LETTER))


def test_letter_has_its_ways_out(client, published, places):
    places[1].facts |= {"website": "https://www.lugar.example"}
    places[1].save()
    page = client.get(f"{LETTER}?pregunta=ESC-01").text
    letter = text_of_letter(client, "pregunta=ESC-01")
    (mail,) = re.findall(r'href="(mailto:[^"]*)"', page)
    parts = urlsplit(unescape(mail))
    assert unquote(parts.path) == ""
    assert parse_qs(parts.query)["body"] == [letter.replace("\n", "\r\n")]
    (copied,) = re.findall(r'data-copy="([^"]*)"', page)
    assert unescape(copied) == letter
    assert 'href="https://www.lugar.example" rel="noopener noreferrer"' in page
    assert f'href="{reverse("citizens:feedback-new")}?sobre=municipality:lugar-02"' in page
    assert "El portal no guarda ni envía esta carta" in page


def test_download_has_a_name_of_its_own(client, published):
    response = client.get(f"{LETTER}?pregunta=ESC-01&formato=txt")
    assert response["Content-Disposition"] == 'attachment; filename="carta-lugar-02-ESC-01.txt"'


def test_addresses_of_facts_that_are_none_are_left_out(client, published, places):
    places[1].facts |= {"website": "javascript:alert(1)", "email": "x?cc=otro@e.example"}
    places[1].save()
    page = client.get(LETTER).text
    assert "javascript:" not in page
    assert 'href="mailto:?subject=' in page


def test_town_hall_without_result_is_asked_to_answer(client, published, text_of):
    assert "no respondió dentro del plazo el diagnóstico" in text_of_letter(client, slug="lugar-05")
    assert client.get("/municipios/lugar-05/carta/?pregunta=ESC-01").status_code == 404


@pytest.mark.parametrize(
    "address",
    [f"{LETTER}?pregunta=NO-01", f"{LETTER}?ciclo=no", f"{LETTER}?formato=pdf", "/municipios/no-existe/carta/"],
)
def test_letters_about_nothing_are_not_found(client, published, address: str):
    assert client.get(address).status_code == 404


def test_letter_before_any_publication_is_not_found(client, places):
    assert client.get(LETTER).status_code == 404


@pytest.mark.parametrize("address", ["/municipios/lugar-02/temas/ESC/", "/preguntas/ESC-01/"])
def test_answers_lead_to_the_letter_about_them(client, published, address: str):
    page = client.get(address).text
    assert "/municipios/lugar-02/carta/?ciclo=ciclo-1&amp;pregunta=ESC-01" in page


@pytest.mark.parametrize("count", [3, 12])
def test_queries_do_not_grow(client, cold, count: int):
    make_published_round({place: levels(3, n % 4 + 1, 2) for n, place in enumerate(make_places(count))}, code="ciclo")
    cold()
    assert queries_of(client, LETTER) == 6
