"""The public pages of practices: what they say, what they never say, how they are searched."""

import csv
import io
import json
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from advisory.practices.actions import publishing, reviewing, writing
from tests.factories.practices import AT, SAID, after, in_every_state, many_published, published

pytestmark = pytest.mark.django_db
LIST = "/practicas/"


@pytest.fixture
def one(cast):
    return published(cast.liaison, cast.advisor, cast.here)


def names(page) -> list[str]:
    return re.findall(r'<h3 class="h-s"><a href="[^"]+">([^<]+)</a>', page.text)


def test_a_practice_says_before_after_and_what_failed(client: Client, one):
    page = client.get(f"{LIST}{one.code}/")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    for words in (
        "3 en 2025", "8 en 2026", "procesos con devolución a tiempo", "Las dos primeras hojas salieron en lenguaje jurídico.",
        "Que quien decide firme.", "Menos de 20 millones de pesos", "4 meses", "Ana Lectora, 1 de marzo de 2027",
        "marzo de 2029: «¿sigue vigente?»", "CC BY 4.0", "Lleva de 2 a 3 en A-01",
        "Alcaldía de Aquí (2027). Responder en una hoja qué pasó con cada aporte. Práctica BP-001, versión 1.",
    ):  # fmt: skip
        assert words in text, words
    assert "<details" not in page.text.partition('id="fallo"')[2].partition("</section>")[0]
    assert "Espera que la revisión" not in text


def test_without_the_number_before_the_page_says_so(client: Client, cast):
    row = published(cast.liaison, cast.advisor, cast.here, before_number=None, before_period="")
    assert "sin dato de antes" in client.get(f"{LIST}{row.code}/").text


def test_after_24_months_its_page_says_that_it_waits(client: Client, one):
    with time_machine.travel(after(731), tick=False):
        assert "¿Sigue vigente?" in client.get(f"{LIST}{one.code}/").text


def test_no_page_file_or_answer_says_what_is_not_public(client: Client, cast):
    rows = dict(in_every_state(cast.liaison, cast.advisor, cast.here))
    statuses = {name: client.get(f"{LIST}{row.code}/").status_code for name, row in rows.items()}
    assert statuses == {
        "borrador": 404, "en revisión": 404, "revisada": 404, "publicada": 200, "siguiente": 200, "retirada": 410,
        "retirada antes": 404,
    }  # fmt: skip
    codes = [row.code for row in rows.values()]
    paths = [
        LIST,
        f"{LIST}?q=clave",
        *(f"{LIST}datos/{name}" for name in ("practicas.csv", "practicas.json", "practicas.xlsx")),
    ]
    paths += [f"{LIST}{code}/" for code in codes] + [f"{LIST}{code}/datos/practica.json" for code in codes]
    paths += ["/api/v1/practices/", *(f"/api/v1/practices/{code}/" for code in codes), "/sitemap.xml"]
    for path in paths:
        said = _text(client.get(path))
        assert "clave-" not in said, path
    assert "La cifra estaba mal." in client.get(f"{LIST}{rows['retirada'].code}/").text
    assert [row["code"] for row in client.get("/api/v1/practices/").json()["results"]] == [
        rows["siguiente"].code, rows["publicada"].code,
    ]  # fmt: skip


def _text(response) -> str:
    if response.get("Content-Type", "").endswith("sheet"):
        book = load_workbook(io.BytesIO(response.content))
        return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return response.content.decode()


def test_versions_say_what_changed_word_by_word(client: Client, cast, one):
    row = writing.revise(practice=one, seen=one.version, by=cast.liaison, at=AT)
    said = SAID | {"what_failed": "Las dos primeras hojas salieron en lenguaje técnico."}
    row = writing.rewrite(practice=row, said=said, seen=row.version, by=cast.liaison, at=AT)
    row = writing.submit(practice=row, seen=row.version, by=cast.liaison, at=AT)
    row = reviewing.review(practice=row, signed_as="Luis", seen=row.version, by=cast.advisor, at=AT)
    publishing.publish(practice=row, change="Se dice mejor qué falló", seen=row.version, by=cast.liaison, at=AT)
    text = client.get(f"{LIST}{one.code}/").text
    assert "Se dice mejor qué falló" in text
    assert "Se quita: </span>jurídico.</del>" in text
    assert "Se pone: </span>técnico.</ins>" in text


@pytest.mark.parametrize(
    "text", ["devolución", "DEVOLUCION", "devoluciones", "hoja jurídico", "hojas", "aqui", "gobernanza", "BP-001"]
)
def test_words_are_found_without_regard_to_accents_and_plurals(client: Client, one, text):
    assert names(client.get(LIST, {"q": text})) == [SAID["title"]]


@pytest.mark.parametrize("text", ["ciclorruta", "hoja ciclorruta", "!!!"])
def test_words_that_no_practice_holds_find_none_and_say_what_to_do(client: Client, one, text):
    page = client.get(LIST, {"q": text})
    assert names(page) == []
    assert "Ninguna práctica coincide" in page.text


def test_facets_filter_and_count_what_they_would_leave(client: Client, cast):
    published(cast.liaison, cast.advisor, cast.here, title="Una", theme="Datos", tags=["vida"])
    published(cast.liaison, cast.advisor, cast.here, title="Dos", theme="Datos", cost_band="sin_costo")
    published(
        cast.neighbour,
        cast.advisor,
        cast.there,
        title="Tres",
        theme="Agua",
        question="",
        from_level=None,
        to_level=None,
    )
    assert names(client.get(LIST)) == ["Tres", "Dos", "Una"]
    assert names(client.get(LIST, {"tema": "Datos"})) == ["Dos", "Una"]
    assert names(client.get(LIST, {"tema": "Datos", "costo": "sin_costo"})) == ["Dos"]
    assert names(client.get(LIST, {"municipio": "alla"})) == ["Tres"]
    assert names(client.get(LIST, {"etiqueta": "vida"})) == ["Una"]
    assert names(client.get(LIST, {"pregunta": "A-01"})) == ["Dos", "Una"]
    assert names(client.get(LIST, {"tema": "Nada"})) == []
    text = client.get(LIST, {"tema": "Datos"}).text
    assert all(
        words in text for words in ("Datos (2)", "Agua (1)", "Sin costo adicional (1)", "gobernanza (1)", "vida (1)")
    )


def test_nothing_yet_is_said_without_a_search(client: Client):
    page = client.get(LIST)
    assert "Todavía no hay prácticas" in page.text
    assert 'role="search"' not in page.text


def test_files_say_every_column_and_exact_numbers(client: Client, one):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{LIST}datos/practicas.csv").content.decode("utf-8-sig"))))
    assert (rows[0]["code"], rows[0]["what_failed"], rows[0]["tags"]) == (one.code, SAID["what_failed"], "gobernanza")
    document = json.loads(client.get(f"{LIST}{one.code}/datos/practica.json").content)
    assert (document["practices"][0]["result_number"], document["practices"][0]["before_number"]) == ("8", "3")
    book = load_workbook(io.BytesIO(client.get(f"{LIST}{one.code}/datos/practica.xlsx").content))
    assert book.worksheets[0].cell(2, 1).value == one.code
    assert client.get("/api/v1/practices/BP-001/").json()["result_number"] == "8"
    assert client.get("/api/v1/practices/?q=devoluciones&municipality=99").status_code == 404
    assert reverse("advisory:practice-list") in client.get(reverse("portal:home")).text


def test_the_list_takes_eight_queries_at_most_however_many_practices_there_are(client: Client, cast):
    many_published(cast.advisor, [cast.here, cast.there], 60)
    for asked in ({}, {"q": "devolución", "tema": "Cuidado"}):
        with CaptureQueriesContext(connection) as asked_of:
            assert len(names(client.get(LIST, asked))) in (10, 20)
        assert len(asked_of) <= 8
