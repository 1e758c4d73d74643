"""What the level of a municipality means and what the next one asks, on its page."""

from datetime import timedelta

import pytest

from tests.factories.diagnostics import AT
from tests.factories.results import edition_of_three, levels, make_places, make_published_round, publish_edition

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(client, text_of):
    """What a page says from the meaning of the level on."""

    def read(slug: str) -> str:
        text = text_of(client.get(f"/municipios/{slug}/"))
        return text[text.index("Qué significa su nivel") :][:700]

    return read


def test_points_to_the_next_level_are_counted(published, note):
    said = note("lugar-01")
    assert "Qué significa su nivel Avanzado va de 60 a menos de 80 puntos." in said
    assert "Qué falta para el siguiente nivel Para Transformador hacen falta 80 puntos: le faltan 17,50." in said
    assert "Además" not in said


def test_rule_that_holds_the_level_back_names_the_theme(published, note):
    said = note("lugar-02")
    assert "Establecido va de 40 a menos de 60 puntos." in said
    why = "ningún tema puede estar por debajo de 40: Resolver está en 25,00."
    assert f"Ya tiene los 60 puntos que pide Avanzado, pero {why}" in said


def test_rule_of_critical_questions_names_the_question(published, note):
    said = note("lugar-03")
    why = "ninguna pregunta crítica puede estar por debajo de 50: ESC-01 («¿Escucha?») está en 25,00."
    assert f"Ya tiene los 80 puntos que pide Transformador, pero {why}" in said


def test_points_and_a_rule_are_said_together(note):
    (place,) = make_places(1)
    make_published_round({place: levels(3, 2, 1)}, code="ciclo")  # 57,50
    said = note(place.slug)
    assert "Para Avanzado hacen falta 60 puntos: le faltan 2,50." in said
    assert "Además, ningún tema puede estar por debajo de 40: Resolver está en 25,00." in said


def test_several_themes_under_a_rule_are_named_with_their_scores(note):
    (place,) = make_places(1)
    make_published_round({place: levels(3, 1, 1)}, code="ciclo")  # 50,00
    why = "ningún tema puede estar por debajo de 40: hoy lo están Escuchar (25,00) y Resolver (25,00)."
    assert f"Para Avanzado hacen falta 60 puntos: le faltan 10,00. Además, {why}" in note(place.slug)


def test_unanswered_critical_question_is_under_its_rule(note):
    (place,) = make_places(1)
    edition = edition_of_three()
    edition["scoring"]["coverage"] = {"minimum_dimension": "0.50", "minimum_global": "0.50"}
    answers = {code: level for code, level in levels(4, 4, 4).items() if code != "ESC-01"}
    publish_edition(edition, {place: answers}, code="ciclo")
    assert "ESC-01 («¿Escucha?») está en 0,00." in note(place.slug)


def test_highest_level_says_what_keeps_it(note):
    (place,) = make_places(1)
    make_published_round({place: levels(4, 4, 4)}, code="ciclo")
    said = note(place.slug)
    assert "Transformador va de 80 a 100 puntos." in said
    keeps = "al menos 80 puntos, sin ningún tema por debajo de 40 y sin ninguna pregunta crítica por debajo de 50."
    assert f"Es el nivel más alto. Para conservarlo hay que mantener {keeps}" in said


def test_only_the_strictest_rule_of_a_kind_is_said(note):
    (place,) = make_places(1)
    edition = edition_of_three()
    edition["scoring"]["gates"].append({"max_level_without": 4, "rule": "min_dimension_score", "value": 60})
    publish_edition(edition, {place: levels(4, 4, 4)}, code="ciclo")
    said = note(place.slug)
    assert "sin ningún tema por debajo de 60 y sin ninguna pregunta crítica por debajo de 50." in said
    assert "por debajo de 40" not in said


def test_partial_result_says_what_a_level_needs(published, note):
    said = note("lugar-04")
    assert "Un resultado parcial no tiene nivel" in said
    assert "Para tener nivel hay que responder 90 % del cuestionario y 80 % de cada tema." in said


def test_meaning_is_the_summary_of_the_edition(note):
    (place,) = make_places(1)
    edition = edition_of_three()
    for level in edition["maturity_levels"]:
        level["summary"] = f"Así se ve el nivel {level['level']}."
    publish_edition(edition, {place: levels(3, 3, 3)}, code="ciclo")
    assert "Avanzado va de 60 a menos de 80 puntos. Así se ve el nivel 4." in note(place.slug)


def test_badge_leads_to_the_meaning_and_absence_has_none(published, client):
    body = client.get("/municipios/lugar-01/").text
    assert '<a class="lv-link" href="#nivel">' in body
    assert 'id="nivel"' in body
    assert 'id="nivel"' not in client.get("/municipios/lugar-05/").text


def test_third_sentence_never_hides_themes_that_went_the_other_way(client, text_of):
    up, down, clear = make_places(3)
    before = {up: levels(1, 3, 2), down: levels(3, 1, 2), clear: levels(1, 1, 1)}
    make_published_round(before, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365))
    now = {up: levels(3, 1, 2), down: levels(1, 3, 2), clear: levels(2, 2, 2)}
    make_published_round(now, code="ahora", name="Ciclo 2027-1")
    read = {place: text_of(client.get(place.get_absolute_url())) for place in (up, down, clear)}
    assert (
        "Subió 10,00 puntos desde el ciclo 2026-1: de 45,00 a 55,00 puntos, sobre todo en Informar (+50,00); "
        "pero bajó en Escuchar (−50,00)." in read[up]
    )
    assert (
        "Bajó 10,00 puntos desde el ciclo 2026-1: de 55,00 a 45,00 puntos, sobre todo en Informar (−50,00); "
        "pero subió en Escuchar (+50,00)." in read[down]
    )
    assert "Subió 25,00 puntos desde el ciclo 2026-1: de 25,00 a 50,00 puntos, en todos los temas." in read[clear]
