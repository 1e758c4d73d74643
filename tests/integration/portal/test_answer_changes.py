"""From the change of a total down to the answers that rose or fell, on the page and in its tables."""

import copy
import csv
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.queries.municipality.changes_page import changes_page
from territory.models import Municipality
from tests.factories.diagnostics import AT
from tests.factories.results import (
    edition_of_three,
    levels,
    make_places,
    make_published_round,
    publish_edition,
)  # fmt: skip

pytestmark = pytest.mark.django_db
BEFORE = AT - timedelta(days=365)


@pytest.fixture
def place():
    return make_places(1)[0]


@pytest.fixture
def changed(place):
    """INF-01 rises by two steps (25 points × 0,25 of the total), ESC-02 falls by one; the rest stays."""
    make_published_round({place: levels(1, 2, 2)}, code="antes", name="Ciclo 2026-1", at=BEFORE, is_demo=True)
    now = {**levels(1, 2, 2), "INF-01": 3, "ESC-02": 1}
    make_published_round({place: now}, code="ahora", name="Ciclo 2027-1", is_demo=True)
    return place


def questions(document: dict) -> dict:
    return {q["code"]: q for d in document["dimensions"] for i in d["indicators"] for q in i["questions"]}


def test_answers_behind_the_change_are_on_the_page(changed, client, text_of):
    text = text_of(client.get(changed.get_absolute_url()))
    found = text[text.index("Respuesta por respuesta") :]
    assert "Lo que más subió +12,50 ¿Informa? Antes: Nivel 1: Algo. Ahora: Nivel 3: Casi todo." in found
    assert "De 25,00 a 75,00 de 100 · +12,50 puntos del total" in found
    assert "Lo que más bajó −3,75 ¿Responde? Antes: Nivel 2: La mitad. Ahora: Nivel 1: Algo." in found
    assert "Ver las 2 respuestas que cambiaron, tema por tema" in found
    assert "¿Publica?" not in found[: found.index("Ver las 2 respuestas")]


def test_page_of_changes_groups_by_theme_and_adds_up(changed, client, text_of):
    text = text_of(client.get(f"{changed.get_absolute_url()}cambios/"))
    assert "El total pasó de 37,50 en el ciclo 2026-1 a 46,25 en el ciclo 2027-1: +8,75 puntos." in text
    assert "1 respuesta subió y 1 bajó. Lo que subió y lo que bajó suma +8,75, lo mismo que cambió el total." in text
    assert text.index("Informar") < text.index("¿Informa?") < text.index("Escuchar") < text.index("¿Responde?")
    assert "Datos de demostración" in text
    assert "Lo que no se compara" not in text


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_changes_can_be_taken_away(changed, client, format):
    answer = client.get(f"{changed.get_absolute_url()}cambios/?formato={format}")
    assert answer.status_code == 200
    assert f"cambios-{changed.slug}-ahora-v1.{format}" in answer["Content-Disposition"]
    if format == "csv":
        assert "Informar,INF-01,¿Informa?,Nivel 1: Algo.,Nivel 3: Casi todo.,25.00,75.00,12.5," in answer.text
        assert "Datos de demostración" in answer.text


def test_all_rises_and_falls_are_on_their_own_page_and_three_each_on_the_other(place, client, text_of):
    make_published_round({place: levels(1, 1, 1)}, code="antes", at=BEFORE)
    make_published_round({place: levels(2, 2, 2)}, code="ahora")
    body = client.get(place.get_absolute_url()).text
    assert body.count('class="moved-by"') == 3
    assert client.get(f"{place.get_absolute_url()}cambios/").text.count('class="moved-by"') == 6


def test_question_that_no_longer_applies_is_the_rest_of_the_change(place, client, text_of):
    edition = edition_of_three()
    questions(edition)["INF-02"]["na_allowed"] = True
    publish_edition(edition, {place: levels(1, 2, 2)}, code="antes", at=BEFORE)
    answers = {**levels(1, 2, 2), "ESC-02": 3}
    publish_edition(edition, {place: answers}, code="ahora", not_applicable=["INF-02"])
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    # INF-01 takes the weight of INF-02, and both scored the same: the total moves by ESC-02 only.
    why = "Ya no aplica a este municipio. Razón que dio la alcaldía: No existe aquí."
    assert f"INF-02. ¿Publica? {why} Informar · −6,25 puntos del total" in text
    assert "1 respuesta subió" in text


def test_rest_is_named_where_weights_moved(place, client, text_of):
    edition = edition_of_three()
    questions(edition)["INF-02"]["na_allowed"] = True
    before = {**levels(1, 2, 2), "INF-02": 4}
    publish_edition(edition, {place: before}, code="antes", at=BEFORE)
    publish_edition(edition, {place: {**before, "ESC-02": 3}}, code="ahora", not_applicable=["INF-02"])
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    # 25,00 of INF-02 go, INF-01 brings 6,25 more: −18,75 beside the +3,75 of ESC-02.
    assert "Lo que subió y lo que bajó suma +3,75; el total cambió −15,00." in text
    assert "El resto, −18,75, viene de preguntas que ya no aplican y de preguntas que ahora pesan distinto." in text


def test_same_answer_with_another_proof_says_so(place, client, text_of):
    edition = edition_of_three()
    questions(edition)["RES-01"]["evidence"] = {"requirement": "required", "accepts": ["url"]}
    edition["scoring"]["evidence"] = {"cap_without_accepted_evidence": {"scale": 25}}
    publish_edition(edition, {place: levels(2, 2, 3)}, code="antes", at=BEFORE, evidence={"RES-01": "si"})
    publish_edition(edition, {place: levels(2, 2, 3)}, code="ahora")
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    assert (
        "Nivel 3: Casi todo. La respuesta es la misma; esta vez no se aceptó ninguna evidencia. De 75,00 a 25,00"
        in text
    )


def test_questions_of_another_edition_are_said_and_not_compared(place, client, text_of):
    first = edition_of_three("1.0.0")
    second = copy.deepcopy(first)
    second["instrument"]["version"] = "1.1.0"
    asked = questions(second)
    asked["INF-02"] |= {"text": "¿Publica y explica?", "previous": {"relation": "reworded"}}
    second["dimensions"][2]["indicators"][0]["questions"][1] = {**asked["RES-02"], "code": "RES-03", "text": "¿Repara?"}
    publish_edition(first, {place: levels(1, 1, 1)}, code="antes", at=BEFORE)
    now = {**levels(1, 1, 1), "INF-02": 4, "RES-03": 4, "INF-01": 2}
    del now["RES-02"]
    publish_edition(second, {place: now}, code="ahora")
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    compared, apart = text.split("Lo que no se compara")
    assert "+6,25 ¿Informa?" in compared
    assert "INF-02" not in compared
    assert "INF-02. ¿Publica y explica? Redactada de nuevo: antes decía «¿Publica?»." in apart
    assert "RES-03. ¿Repara? Nueva en esta edición." in apart
    assert "RES-02. ¿Corrige? Ya no se pregunta." in apart
    assert "viene de preguntas que cambiaron con la edición." in compared


def test_before_and_now_are_facts_where_the_edition_states_them(place, client, text_of):
    said = {"INF-01": {str(n): f"Informa en el grado {n}." for n in range(5)}}
    publish_edition(edition_of_three(), {place: levels(1, 2, 2)}, code="antes", at=BEFORE, statements=said)
    publish_edition(edition_of_three(), {place: levels(3, 2, 2)}, code="ahora", statements=said)
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    assert "Antes: Informa en el grado 1. Ahora: Informa en el grado 3." in text


def test_first_result_and_partial_results_have_nothing_to_compare(published, client, text_of):
    why = {"lugar-01": "no hay un resultado completo anterior", "lugar-04": "el resultado es parcial"}
    for slug, because in why.items():
        assert f"No se compara: {because}." in text_of(client.get(f"/municipios/{slug}/cambios/"))
        assert client.get(f"/municipios/{slug}/cambios/?formato=csv").status_code == 404
    assert client.get("/municipios/lugar-05/cambios/").status_code == 404
    assert client.get("/municipios/nadie/cambios/").status_code == 404


def test_another_edition_costs_three_queries_more(place, cold):
    second = edition_of_three("1.1.0")
    publish_edition(edition_of_three(), {place: levels(1, 1, 1)}, code="antes", at=BEFORE)
    publish_edition(second, {place: levels(2, 2, 2)}, code="ahora")
    cold()
    with CaptureQueriesContext(connection) as sent:
        assert changes_page(place.slug, None).found.changed
    assert len(sent) == 9


def test_file_adds_up_to_the_change_of_the_total(place, client):
    edition = edition_of_three()
    edition["dimensions"][1]["weight"] = 29  # ESC-02 brings 14,5 hundredths of a point for each of its own
    edition["dimensions"][2]["weight"] = 21
    questions(edition)["INF-02"]["na_allowed"] = True
    questions(edition)["INF-01"]["weight"] = 3.333
    before = {**levels(1, 2, 2), "INF-02": 4}
    publish_edition(edition, {place: before}, code="antes", at=BEFORE)
    publish_edition(edition, {place: {**before, "ESC-02": 3}}, code="ahora", not_applicable=["INF-02"])
    found = changes_page(place.slug, None)
    rows = list(csv.DictReader(client.get(f"{place.get_absolute_url()}cambios/?formato=csv").text.splitlines()))
    assert sum(Decimal(row["effect_on_total"]) for row in rows) == found.found.total
    remarks = [row["remark"] for row in rows]
    assert remarks[-2:] == [
        "Preguntas del mismo puntaje que ahora pesan distinto.",
        "Redondeo del total publicado a dos decimales.",
    ]
    assert [row["displayed_before"] for row in rows] == ["50.00", "", "", ""]


def test_figures_that_do_not_add_up_are_said_to_be_rounded(place, client, text_of):
    edition = edition_of_three()
    edition["dimensions"][1]["weight"], edition["dimensions"][2]["weight"] = 29.97, 20.03
    publish_edition(edition, {place: levels(1, 1, 1)}, code="antes", at=BEFORE)
    publish_edition(edition, {place: levels(1, 2, 1)}, code="ahora")
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    # Twice 3,74625, shown as 3,75: the total moves by 7,4925.
    assert "suma +7,50; el total cambió +7,49. La diferencia es por redondeo." in text


def test_question_that_no_longer_applies_is_among_the_largest_falls_with_its_reason(place, client, text_of):
    edition = edition_of_three()
    edition["municipality_attributes"] = [{"code": "has_council", "type": "boolean", "name": "¿Tiene consejo?"}]
    questions(edition)["INF-02"]["applies_when"] = {"attr": "has_council", "op": "eq", "value": True}
    Municipality.objects.filter(pk=place.pk).update(facts={"has_council": "si"})
    before = {**levels(1, 2, 2), "INF-02": 4}
    publish_edition(edition, {place: before}, code="antes", at=BEFORE)
    Municipality.objects.filter(pk=place.pk).update(facts={"has_council": "no"})
    publish_edition(edition, {place: {**before, "ESC-02": 1}}, code="ahora")
    text = text_of(client.get(place.get_absolute_url()))
    fell = text[text.index("Lo que más bajó") : text.index("Ver la respuesta que cambió")]
    why = "Ya no aplica a este municipio, porque «¿Tiene consejo?» pasó de «sí» a «no»."
    assert fell.index(f"−25,00 ¿Publica? {why}") < fell.index("−3,75 ¿Responde?")


def _with_proofs() -> tuple[dict, dict]:
    """An edition whose RES-01 asks evidence of each of its two options, and its statements."""
    edition = edition_of_three()
    edition["scoring"]["evidence"] = {"cap_without_accepted_evidence": {"multi": 0}}
    options = [{"code": code, "text": code.upper(), "weight": 50} for code in "ab"]
    question = questions(edition)["RES-01"]
    question.pop("levels")
    question |= {"type": "multi", "options": options}
    question["evidence"] = {"requirement": "required", "accepts": ["url"]}
    said = {"RES-01": {"some": "Publica {opciones}.", "all": "Publica todo.", "none": "No publica."}}
    return edition, said


@pytest.mark.parametrize(
    ("accepted", "words", "note"),
    [
        ("", "Ninguna evidencia aceptada.", "no se aceptó ninguna evidencia."),
        ("a", "Parte sin evidencia aceptada.", "no se aceptó toda su evidencia."),
    ],
)
def test_unproven_answer_is_what_the_municipality_answered(place, client, text_of, accepted, words, note):
    edition, said = _with_proofs()
    answers = {**levels(1, 2, 2), "RES-01": "a|b"}
    publish_edition(edition, {place: answers}, code="antes", at=BEFORE, evidence={"RES-01": "si"}, statements=said)
    publish_edition(edition, {place: answers}, code="ahora", evidence={"RES-01": accepted}, statements=said)
    text = text_of(client.get(f"{place.get_absolute_url()}cambios/"))
    assert f"Respondió: Publica todo. {words} La respuesta es la misma; esta vez {note}" in text


def test_change_leads_to_the_own_answer(changed, client):
    body = client.get(f"{changed.get_absolute_url()}cambios/").text
    assert f'href="{changed.get_absolute_url()}temas/INF/#INF-01"' in body
    assert f'href="{changed.get_absolute_url()}temas/ESC/#ESC-02"' in client.get(changed.get_absolute_url()).text


def test_course_draws_all_comparable_rounds_and_their_table(place, client, text_of):
    for n, level in enumerate((1, 2, 4, 3)):
        at = AT - timedelta(days=300 * (4 - n))
        make_published_round({place: levels(level, level, 2)}, code=f"c{n}", name=f"Ciclo {2023 + n}", at=at)
    body = client.get(place.get_absolute_url()).text
    drawing = body[body.index("course-chart") :]
    assert drawing.count("<circle") == 4
    assert drawing.count('class="course-line"') == 3
    said = (
        "El total fue 30,00 en el ciclo 2023, 50,00 en el ciclo 2024, 90,00 en el ciclo 2025 y 70,00 en el ciclo 2026."
    )
    assert f'aria-label="{said}"' in drawing
    text = text_of(client.get(place.get_absolute_url()))
    assert "Ciclo 2026 70,00 75,00 75,00 50,00 Ciclo 2025 90,00 100,00 100,00 50,00" in text


def test_one_round_has_no_course(published, client):
    assert "course-chart" not in client.get("/municipios/lugar-01/").text
