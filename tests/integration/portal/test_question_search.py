"""The list of questions: folded by theme, and searched by words."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.search.columns import LONGEST_QUERY
from tests.factories.results import edition_of_three, levels, make_published_round, publish_edition

pytestmark = pytest.mark.django_db
THEME = re.compile(r'<details class="more text-part"( open)?><summary><h2>(.*?) <span class="meta">(.*?)</span>')
CODE = re.compile(r'<th scope="row"><a href="[^"]*">([A-Z]+-\d+)\.')


def test_themes_are_folded_and_say_how_many_questions_and_the_median(client, published):
    body = client.get("/preguntas/").text
    assert THEME.findall(body) == [
        ("", "Informar con la gente", "2 preguntas · mediana 100,00"),
        ("", "Escuchar con la gente", "2 preguntas · mediana 50,00"),
        ("", "Resolver con la gente", "2 preguntas · mediana 50,00"),
    ]
    for code in ("INF", "ESC", "RES"):
        assert f'<a href="#{code}">' in body
        assert f'id="{code}"' in body


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("INFÓRMA", ["INF-01", "INF-02"]),  # the name of the theme too; no accent and no capital counts
        ("publica", ["INF-02"]),
        ("esc-01", ["ESC-01"]),
        ("indicador resuelve", ["RES-01"]),
        ("  ", ["INF-01", "INF-02", "ESC-01", "ESC-02", "RES-01", "RES-02"]),
    ],
)
def test_search_by_words(client, published, words, codes):
    body = client.get("/preguntas/", {"q": words}).text
    assert CODE.findall(body) == codes
    assert all(bool(is_open) == bool(words.strip()) for is_open, *_ in THEME.findall(body))


def test_what_was_found_elsewhere_shows_its_line_after_what_shows_the_words(client, places, text_of):
    edition = edition_of_three()
    first, second = edition["dimensions"][0]["indicators"][0]["questions"]
    first["levels"] = [*first["levels"][:4], "Un tablero muestra la brecha."]
    first["help"] = "Cuente todo. Un murciélago también cuenta. Nada más."
    second["text"] = "¿Hay brecha?"
    publish_edition(edition, {place: levels(2, 2, 2) for place in places}, code="ciclo")
    found = client.get("/preguntas/?q=brecha")
    assert CODE.findall(found.text) == ["INF-02", "INF-01"], "text first"
    assert "INF-01. ¿Informa? Un tablero muestra la brecha." in text_of(found)
    assert found.text.count("Un tablero") == 1
    assert "¿Informa? Un murciélago también cuenta." in text_of(client.get("/preguntas/?q=murcielago"))
    assert "Un tablero" not in client.get("/preguntas/").text


def test_what_was_found_is_counted_and_one_press_leads_back(client, published, text_of):
    assert "1 pregunta tiene «publica». Ver todas las preguntas" in text_of(client.get("/preguntas/?q=publica"))
    nothing = client.get("/preguntas/?q=murciélago")
    assert "Ninguna pregunta tiene esas palabras" in text_of(nothing)
    assert '<a class="btn btn-2 btn-s" href="?">' in nothing.text


def test_search_keeps_the_round_and_the_download_holds_what_was_found(client, places):
    make_published_round({place: levels(1, 1, 1) for place in places}, code="antes")
    make_published_round({place: levels(2, 2, 2) for place in places}, code="ahora")
    body = client.get("/preguntas/?ciclo=antes&q=publica").text
    assert '<input type="hidden" name="ciclo" value="antes">' in body
    assert 'href="/preguntas/INF-02/?ciclo=antes"' in body
    assert '<a href="?ciclo=antes">Ver todas las preguntas</a>' in body
    rows = csv.DictReader(io.StringIO(client.get("/preguntas/?ciclo=antes&q=publica&formato=csv").text))
    assert [(row["question"], row["median"]) for row in rows] == [("INF-02", "25.00")]


def test_words_of_strangers_do_not_fill_the_cache(client, published):
    client.get("/preguntas/?q=publica")
    with CaptureQueriesContext(connection) as sent:
        client.get("/preguntas/?q=publica")
    assert sent.captured_queries, "made anew, within PUBLIC_RATE"
    body = client.get("/preguntas/", {"q": "publica" * 1000}).text
    assert "publica" * (LONGEST_QUERY // 7 + 1) not in body
