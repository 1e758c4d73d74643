"""A letter to the town hall about a question, with its public answer."""

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.urls import reverse

from territory.models import Municipality
from tests.factories.diagnostics import STATEMENTS, edition
from tests.factories.results import levels, make_places, make_published_round, publish_edition
from tests.factories.territory import make_municipality
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
    assert (
        "1. Que publique, donde cualquiera pueda leerlo, lo que demuestra esa respuesta.\n2. Que explique qué" in text
    )
    assert "/municipios/lugar-02/temas/ESC/?ciclo=ciclo-1#ESC-01" in text
    assert "Ley 1755 de 2015" in text
    assert "Nombre: ____" in text


def test_letter_says_whether_the_proof_was_accepted(client):
    (place,) = make_places(1)
    publish_with_proofs(place)
    assert "No se aceptó ninguna evidencia de esa respuesta. Tiene 25,00 de 100" in text_of_letter(
        client, "pregunta=RES-01", place.slug
    )
    proven = text_of_letter(client, "pregunta=INF-01", place.slug)
    assert "Quedó publicado, con su evidencia aceptada:\n– Nivel 4: Todo.\n\nTiene 100,00 de 100" in proven
    assert "1. Que mantenga publicado" in proven
    assert "Que publique" not in proven


def small_edition() -> dict:
    """The small edition: a scale, a yes/no and a multiple that need evidence, a number, a question with a condition."""
    document = edition()
    first, _ = (d["indicators"][0]["questions"] for d in document["dimensions"])
    first[0]["levels"] = ["nada", "algo", "La mitad; falta el resto.", "Además, casi todo.", "Además, todo."]
    for question in first:
        question["evidence"] = {"requirement": "required", "accepts": ["url"]}
    return document


def letter_about(client, question: str, value: str, **published) -> str:
    place = make_municipality(facts={"has_council": "no"})
    answers = {"A-01": "4", "A-02": "si", "A-03": "a|b|c", "B-01": "9/10", "B-02": "o2"}
    answers = {code: said for code, said in (answers | {question: value}).items() if said}
    publish_edition(small_edition(), {place: answers}, code="ciclo", **published)
    return text_of_letter(client, f"pregunta={question}", place.slug)


PUBLISH = "Que publique, donde cualquiera pueda leerlo, lo que demuestra esa respuesta."
CASES = [
    ("A-01", "0", {}, "La alcaldía respondió:\n– Nivel 0: nada", "1. Que explique por qué no lo hace todavía.", False),
    ("A-02", "no", {}, "la respuesta debe ser «sí», con su evidencia.", "1. Que explique por qué no lo hace", False),
    (
        "A-03",
        "ninguna",
        {},
        "se pide todo esto, con su evidencia:\n– Datos\n– Actas",
        "1. Que explique por qué no",
        False,
    ),
    ("A-02", "", {}, "La alcaldía no respondió esta pregunta.", "1. Que responda esta pregunta", False),
    (
        "A-01",
        "4",
        {},
        "No se aceptó ninguna evidencia de esa respuesta. Tiene 25,00",
        f"1. {PUBLISH}\n2. Que presente",
        True,
    ),
    ("B-01", "6/10", {}, "(60\u00a0%).", "Que explique qué le falta para llegar", True),
    ("B-01", "1/10", {}, "se pide:\n– 90\u00a0% o más", "Que explique qué le falta para llegar", False),
    (
        "A-01",
        "4",
        {"A-01": "si"},
        "Quedó publicado, con su evidencia aceptada:\n– Nivel 4: Además, todo.",
        PUBLISH,
        True,
    ),
    (
        "A-03",
        "a|b",
        {"A-03": "a"},
        "se pide también, con su evidencia:\n– Contratos",
        "Que presente esa evidencia",
        True,
    ),
]


@pytest.mark.parametrize(("question", "value", "evidence", "says", "asks", "publish"), CASES)
def test_letter_asks_for_what_is_missing_and_not_for_what_is_there(
    client, question, value, evidence, says, asks, publish
):
    text = letter_about(client, question, value, evidence=evidence, statements={"B-01": STATEMENTS["B-01"]})
    assert says in text
    assert asks in text
    assert (PUBLISH in text) is publish


@pytest.mark.parametrize(("value", "evidence"), [("4", {}), ("3", {"A-01": "si"}), ("2", {"A-01": "si"}), ("1", {})])
def test_no_sentence_is_said_twice(client, value, evidence):
    text = letter_about(client, "A-01", value, evidence=evidence)
    lines = [re.sub(r"^(?:– )?(?:Nivel \d: )?|\d\. ", "", line) for line in text.splitlines() if len(line) > 12]
    assert len(lines) == len(set(lines))


def test_all_levels_that_the_top_one_adds_to_are_asked_for(client):
    assert "se pide todo esto, con su evidencia:\n– La mitad.\n– Además, casi todo.\n– Además, todo.\n" in letter_about(
        client, "A-01", "1", evidence={"A-01": "si"}
    )


def test_proof_alone_brings_all_points(client):
    assert "Con su evidencia aceptada, esa respuesta tendría los 100 puntos." in letter_about(client, "A-01", "4")


def test_score_of_a_third_with_its_proof_lacks_none(client):
    document = small_edition()
    choice = document["dimensions"][1]["indicators"][0]["questions"][1]
    choice["options"][1]["points"] = 3
    choice["evidence"] = {"requirement": "required", "accepts": ["url"]}
    place = make_municipality(facts={"has_council": "no"})
    publish_edition(document, {place: {"B-01": "9/10", "B-02": "o1"}}, code="ciclo", evidence={"B-02": "si"})
    text = text_of_letter(client, "pregunta=B-02", place.slug)
    assert "Quedó publicado, con su evidencia aceptada:\n– Por carta" in text
    assert "Tiene 33,33 de 100 puntos" in text
    assert "sin evidencia aceptada" not in client.get(f"/municipios/{place.slug}/temas/B/").text


def test_municipality_says_that_a_question_does_not_apply(client):
    text = letter_about(client, "A-02", "", not_applicable=["A-03"])
    assert "La alcaldía no respondió" in text
    place = Municipality.objects.get()
    text = text_of_letter(client, "pregunta=A-03", place.slug)
    assert "La alcaldía dijo que esta pregunta no aplica al municipio, y así quedó publicado: «No existe aquí.»" in text
    assert "1. Que confirme que eso sigue siendo así" in text


def test_rule_of_the_edition_says_that_a_question_does_not_apply(client):
    text = letter_about(client, "B-03", "")
    assert (
        "no aplica al municipio, porque se pregunta solo si «Tiene consejo» es sí, y según lo publicado no es así."
        in text
    )
    assert "La alcaldía dijo" not in text


def test_letter_about_full_points_asks_to_keep_them(client, places):
    make_published_round({place: levels(4, 4, 4) for place in places}, code="ciclo")
    text = text_of_letter(client, "pregunta=INF-01")
    assert "Que cuente qué hace para sostener ese resultado" in text
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
