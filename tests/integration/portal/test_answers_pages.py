"""From a theme down to the answers, and one question across the valley: what was published, with its reasons and proofs."""

import csv
import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from core.downloads import XLSX, table_response
from core.numbers import trimmed
from core.web import page_cache
from core.words import folded
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Evidence, EvidenceUse, MunicipalScore
from diagnostics.results.actions import errata, publications
from diagnostics.results.exports import DEMO
from diagnostics.results.models import Publication
from files.choices import Visibility
from portal.queries.question import question_list, question_page
from portal.queries.theme import theme_page
from tests.factories.diagnostics import AT, make_round, make_version
from tests.factories.results import (
    answer_with,
    edition_of_three,
    levels,
    make_places,
    make_published_round,
    make_real_round,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, text_of):
    return lambda address: text_of(client.get(address))


def publish_with_proofs(place) -> Publication:
    """One municipality: RES-01 needs a proof; INF-01 has one accepted and public, ESC-01 one that is reserved."""
    edition = edition_of_three()
    question = edition["dimensions"][2]["indicators"][0]["questions"][0]
    question["evidence"] = {"requirement": "required", "accepts": ["url"]}
    edition["scoring"]["evidence"] = {"cap_without_accepted_evidence": {"scale": 25}}
    round = make_round(place, version=make_version(edition), code="ciclo", name="Ciclo 2027-1")
    assessment = round.assessments.get()
    answer_with(assessment, levels(4, 4, 4))
    reserved = {
        "visibility": Visibility.REVIEWERS_ONLY, "reserve_ground": "classified", "reserve_reason": "Datos de terceros",
    }  # fmt: skip
    for code, seen in (("INF-01", {}), ("ESC-01", reserved)):
        url = f"https://prueba.gov.co/{code}"
        proof = Evidence.objects.create(assessment=assessment, url=url, added_at=AT, **seen)
        answer = assessment.answers.get(question__code=code)
        EvidenceUse.objects.create(answer=answer, evidence=proof, state="accepted")
    round.assessments.update(state=State.FINAL_READY, answered_count=6)
    scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=AT)
    return publications.publish(round=round, at=AT)


def test_theme_shows_each_answer_with_its_points(published, read):
    text = read("/municipios/lugar-02/temas/ESC/")
    assert "La alcaldía de Lugar 02 tiene 75,00 de 100 puntos en este tema, nivel Avanzado." in text
    assert "La mediana de los 3 municipios con resultado completo es 50,00." in text
    assert "ESC-01. ¿Escucha? Nivel 3: Casi todo. 75,00 de 100 · aporta 11,25 de 15,00 puntos del total" in text
    assert "Datos de demostración" in text


def test_points_of_all_themes_add_up_to_the_total(published, places):
    total = MunicipalScore.objects.get(run=published.run, municipality=places[1])
    pages = [theme_page("lugar-02", code, None) for code in ("INF", "ESC", "RES")]
    cards = [card for page in pages for block in page.blocks for card in block.cards]
    assert sum(card.worth for card in cards) == Decimal(100)
    assert sum(card.contribution for card in cards) == total.displayed


def test_theme_of_a_partial_result_says_why_it_has_no_level(published, read):
    text = read("/municipios/lugar-04/temas/RES/")
    assert "tiene 0,00 de 100 puntos en este tema; respondió poco (0 %) y por eso no tiene nivel." in text
    assert "RES-01. ¿Resuelve? No respondió. 0,00 de 100" in text


def test_accepted_public_proofs_stand_beside_the_answer_and_reserved_ones_do_not(client):
    (place,) = make_places(1)
    publish_with_proofs(place)
    informed = client.get(f"/municipios/{place.slug}/temas/INF/").content.decode()
    heard = client.get(f"/municipios/{place.slug}/temas/ESC/").content.decode()
    assert 'href="https://prueba.gov.co/INF-01"' in informed
    assert "prueba.gov.co" not in heard
    question_results = client.get("/preguntas/INF-01/").content.decode()
    assert 'href="https://prueba.gov.co/INF-01"' in question_results
    assert "prueba.gov.co" not in client.get("/preguntas/ESC-01/").content.decode()


def test_answer_worth_more_than_its_proof_says_so(read):
    (place,) = make_places(1)
    publish_with_proofs(place)
    note = "sin evidencia aceptada para todo lo dicho"
    assert f"¿Resuelve? Nivel 4: Todo. 25,00 de 100 · aporta 2,50 de 10,00 puntos del total · {note}" in read(
        f"/municipios/{place.slug}/temas/RES/"
    )
    assert note in read("/preguntas/RES-01/")
    assert note not in read("/preguntas/RES-02/")


@pytest.mark.parametrize(
    "address",
    [
        "/municipios/lugar-05/temas/INF/",  # without result
        "/municipios/lugar-01/temas/OTRO/",
        "/municipios/nadie/temas/INF/",
        "/municipios/lugar-01/temas/INF/?ciclo=otro",
        "/preguntas/OTRA-01/",
        "/preguntas/INF-01/?ciclo=otro",
        "/preguntas/?ciclo=otro",
        "/como-se-mide/TRES/9.9.9/",
        "/como-se-mide/OTRO/1.0.0/",
        "/municipios/nadie/novedades.atom",
        "/preguntas/INF-01/?formato=pdf",
    ],
)
def test_what_is_not_published_is_not_found(published, client, address):
    assert client.get(address).status_code == 404


def test_question_says_who_is_on_each_criterion(published, read):
    text = read("/preguntas/ESC-01/")
    assert "Ningún municipio tiene los 100 puntos; 0 de 4" not in text
    assert "Ningún municipio tiene los 100 puntos." in text
    assert "0 puntosNada. Ningún municipio" in text
    assert "25 puntosAlgo. Lugar 03 1 municipio" in text
    assert "75 puntosCasi todo. Lugar 02 1 municipio" in text
    assert "La línea punteada es la mediana, 50,00" in text  # 50, 75, 25: the partial result does not count
    assert "Sin resultado en este ciclo." in text
    assert "crítica" in text


def test_criteria_count_every_municipality_once(published):
    question_results = question_page("RES-01", None).question_results
    assert [(trimmed(step.points), [str(g.municipality) for g in step.given]) for step in question_results.steps] == [
        ("0", []),
        ("25", ["Lugar 02"]),
        ("50", ["Lugar 01"]),
        ("75", []),
        ("100", ["Lugar 03"]),
        ("–", ["Lugar 04"]),
        ("–", ["Lugar 05"]),
    ]
    assert [step.text for step in question_results.steps[-2:]] == ["Sin responder", "Sin resultado"]


def test_question_as_a_file_has_the_figures_of_the_page(published, client):
    response = client.get("/preguntas/RES-01/?formato=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    found = [(row["name"], row["in_words"], row["displayed"], row["status"]) for row in rows]
    assert found == [
        ("Lugar 01", "Nivel 2: La mitad.", "50.00", "scored"),
        ("Lugar 02", "Nivel 1: Algo.", "25.00", "scored"),
        ("Lugar 03", "Nivel 4: Todo.", "100.00", "scored"),
        ("Lugar 04", "Sin responder", "0.00", "unanswered"),
        ("Lugar 05", "Sin responder", "", ""),
    ]
    (note,) = {row["note"] for row in rows}
    assert note.startswith(f"{DEMO}. {published.round}, versión 1. Licencia Creative Commons")
    assert note.endswith(f"/preguntas/RES-01/?ciclo={published.round.code}")
    assert 'filename="pregunta-RES-01-ciclo-1-v1.csv"' in response["Content-Disposition"]


def test_questions_as_a_file_say_which_municipalities_are_counted(published, client):
    rows = list(csv.DictReader(io.StringIO(client.get("/preguntas/?formato=csv").text)))
    counted = (
        "«Les aplica» y «Respondieron» cuentan todos los municipios con resultado; mediana, mínimo y máximo, solo los 3"
    )
    assert counted in rows[0]["note"]


def test_question_as_a_workbook_opens_with_numbers(published):
    from openpyxl import load_workbook

    body = table_response(question_page("RES-01", None).table(), XLSX).content
    book = load_workbook(io.BytesIO(body))
    sheet, read_me = book.worksheets
    assert [cell.value for cell in sheet[3]][1:6] == ["Lugar 02", "Nivel 1: Algo.", 25, 25, "scored"]
    assert sheet["E3"].number_format == "0.00"
    assert f"{DEMO}." in [row[0].value for row in read_me.iter_rows()]


def test_list_of_questions_has_median_and_range_of_complete_results(published, read):
    page = question_list(None)
    rows = {row.question.code: row for theme in page.themes for row in theme.rows}
    found = rows["RES-01"]
    assert (found.answered, found.lowest, found.median, found.highest) == (3, 25, 50, 100)
    assert "RES-01. ¿Resuelve? 3 de 4 50,00 25,00 a 100,00" in read("/preguntas/")


def test_question_says_what_all_points_ask_for(published, read):
    assert "Para tener todos los puntos: Todo." in read("/preguntas/ESC-01/")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "TRA-02",
            "Plan anual de adquisiciones al día y procesos publicados en SECOP. "
            "Además, listado mensual de contratos en formato descargable, con modificaciones, supervisión y ejecución. "
            "Además, visualización o explicación ciudadana de las compras",
        ),
        ("TRA-07", "98 % o más."), ("TRA-08", "todas las opciones."), ("PAR-03", "responder que sí."),
    ],
)  # fmt: skip
def test_what_all_points_ask_for_in_every_kind_of_question(client, places, read, code, words):
    make_real_round(places[:2], code="real", seed=1)
    assert f"Para tener todos los puntos: {words}" in read(f"/preguntas/{code}/")


def test_several_options_are_folded_and_counted(client, places, read):
    make_real_round(places, code="real", seed=1)
    assert " de las opciones, Lugar 0" in read("/preguntas/TRA-04/")


def test_before_any_publication_the_list_says_when(client, text_of):
    text = text_of(client.get("/preguntas/"))
    assert "Todavía no hay respuestas publicadas" in text


def test_correction_is_marked_on_its_answer(published, places, read, cast):
    corrected = errata.Corrected(places[0].divipola, "RES-01", "3", False, "")
    errata.correct(
        round=published.round,
        corrections=[corrected],
        reason="Se leyó mal.",
        by=cast.coordinator,
        at=AT + timedelta(days=30),
    )
    text = read("/municipios/lugar-01/temas/RES/")
    assert "¿Resuelve? Nivel 3: Casi todo. 75,00 de 100 · aporta 7,50 de 10,00 puntos del total · fe de erratas" in text


def test_change_over_the_rounds_is_shown_theme_by_theme(client, read):
    place, other = make_places(2)
    before = {place: levels(1, 2, 3), other: levels(1, 1, 1)}
    make_published_round(before, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365))
    make_published_round({place: levels(3, 2, 1), other: {}}, code="ahora", name="Ciclo 2027-1")
    text = read(f"/municipios/{place.slug}/")
    assert "Informar 25,00 75,00 +50,00" in text
    assert "Escuchar 50,00 50,00 sin cambio" in text
    assert "Resolver 75,00 25,00 −50,00" in text
    assert "Total 42,50 57,50 +15,00" in text
    assert 'id="cambios"' not in client.get(f"/municipios/{other.slug}/").content.decode()


def test_round_that_is_only_one_shows_no_change(published, client):
    assert 'id="cambios"' not in client.get("/municipios/lugar-01/").content.decode()


def test_edition_of_an_earlier_round_stays_readable(client, text_of):
    (place,) = make_places(1)
    make_published_round({place: levels(1, 1, 1)}, code="antes", at=AT - timedelta(days=365))
    make_published_round({place: levels(1, 1, 1)}, code="ahora", version="2.0.0")
    newest, older = client.get("/como-se-mide/"), client.get("/como-se-mide/TRES/1.0.0/")
    assert "/como-se-mide/TRES/1.0.0/" in newest.content.decode()
    assert "TRES 1.0.0" in text_of(older)
    assert "TRES 2.0.0" not in text_of(older)


def test_glossary_is_in_the_order_of_the_alphabet(client, db):
    words = re.findall(r"<dt>(.*?)</dt>", client.get("/glosario/").text)
    assert words == sorted(words, key=folded)


def test_glossary_takes_levels_and_themes_from_the_edition(published, read):
    text = read("/glosario/")
    assert "Inicial (0 a menos de 20 puntos)" in text
    assert "Son tres: Informar , Escuchar , Resolver" in text


def test_question_that_does_not_apply_counts_for_nobody(client, text_of):
    """What was answered before the facts said that it does not apply is kept, and stands on no criterion."""
    asked, spared = make_places(2)
    edition = edition_of_three()
    edition["municipality_attributes"] = [{"code": "has_council", "type": "boolean", "name": "¿Tiene consejo?"}]
    question = edition["dimensions"][2]["indicators"][0]["questions"][0]
    question["applies_when"] = {"attr": "has_council", "op": "eq", "value": True}
    round = make_round(asked, spared, version=make_version(edition), code="ciclo")
    for assessment in round.assessments.select_related("round"):
        answer_with(assessment, levels(4, 4, 4))
        assessment.attributes = {"has_council": assessment.municipality_id == asked.pk}
        assessment.save(update_fields=["attributes"])
    round.assessments.update(state=State.FINAL_READY, answered_count=6, attributes_frozen_at=AT)
    scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=AT)
    publications.publish(round=round, at=AT)
    question_results = question_page("RES-01", None).question_results
    found = {step.text: [str(g.municipality) for g in step.given] for step in question_results.steps if step.given}
    assert found == {"Todo.": ["Lugar 01"], "No aplica": ["Lugar 02"]}
    assert question_results.answered == 1
    rows = {row.question.code: row for theme in question_list(None).themes for row in theme.rows}
    assert (rows["RES-01"].answered, rows["RES-01"].asked) == (1, 1)
    assert (rows["RES-02"].answered, rows["RES-02"].asked) == (2, 2)


def test_erratum_takes_back_proofs_and_reasons_that_no_longer_hold(client, cast):
    (place,) = make_places(1)
    published = publish_with_proofs(place)
    assert "prueba.gov.co/INF-01" in client.get(f"/municipios/{place.slug}/temas/INF/").content.decode()
    change = errata.Corrected(place.divipola, "INF-01", "2", False, "")
    errata.correct(
        round=published.round, corrections=[change], reason="La prueba era de otra entidad.", by=cast.coordinator,
        at=AT + timedelta(days=3),
    )  # fmt: skip
    page_cache.forget_all()
    assert "prueba.gov.co/INF-01" not in client.get(f"/municipios/{place.slug}/temas/INF/").content.decode()


def test_partial_result_is_not_held_against_the_median(published, read):
    assert "La mediana" not in read("/municipios/lugar-04/temas/INF/")
