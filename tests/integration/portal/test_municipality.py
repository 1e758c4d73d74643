"""A municipality's public page: sentences, gates, partial and absent results, the account."""

from datetime import timedelta

import pytest

from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import MunicipalScore
from diagnostics.results.actions import errata, publications
from tests.factories.diagnostics import AT, make_round, make_version
from tests.factories.results import (
    answer_with,
    edition_of_three,
    levels,
    make_places,
    make_published_round,
    publish_edition,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, text_of):
    return lambda slug, query="": text_of(client.get(f"/municipios/{slug}/{query}"))


def test_three_sentences_of_a_complete_result(published, page):
    text = page("lugar-01")
    assert "La alcaldía de Lugar 01 sumó 62,50 de 100 puntos y está en el nivel Avanzado." in text
    assert "Lo mejor: Informar (75,00). Lo que más le falta: Escuchar (50,00), igual que Resolver (50,00)." in text
    assert "En total está por debajo de la mediana del valle (77,50), y no la supera en ningún tema." in text
    assert "Datos de demostración" in text


def test_gate_of_a_theme_is_explained(published, page):
    text = page("lugar-02")
    assert "sumó 77,50 de 100 puntos y está en el nivel Establecido, frenado por una regla." in text
    assert "El puntaje alcanza para Avanzado, pero se muestra Establecido" in text
    assert "porque Resolver (25,00) está por debajo de 40 puntos." in text


def test_gate_of_a_critical_question_names_it(published, page):
    text = page("lugar-03")
    assert "El puntaje alcanza para Transformador, pero se muestra Avanzado" in text
    assert "porque la pregunta crítica ESC-01 («¿Escucha?»), con 25,00, está por debajo de 50 puntos." in text


def test_partial_result_has_no_level_and_says_its_coverage(published, page):
    text = page("lugar-04")
    assert "La alcaldía de Lugar 04 sumó 57,50 de 100 puntos, pero el resultado es parcial." in text
    assert "respondió 50 % de Escuchar y 0 % de Resolver (el mínimo es 80 %) y 65 % de todo el cuestionario" in text
    assert "queda fuera de las comparaciones" in text
    assert "Comparar municipios" not in text
    assert "está en el nivel" not in text


def test_absent_result_is_said_and_is_not_a_zero(published, page):
    text = page("lugar-05")
    assert "La alcaldía de Lugar 05 quedó sin resultado en este ciclo." in text
    assert "0,00" not in text
    assert "Ver la cuenta" not in text


def test_account_adds_up_to_the_published_score(published, page, places):
    text = page("lugar-02")
    total = MunicipalScore.objects.get(run=published.run, municipality=places[1])
    assert "Informar 100,00 0,50 50,00" in text
    assert "Escuchar 75,00 0,30 22,50" in text
    assert "Resolver 25,00 0,20 5,00" in text
    assert "Suma 1,00 77,50" in text
    assert f"{total.displayed}".replace(".", ",") == "77,50"
    assert published.run.inputs_sha256 in text


def test_gaps_say_the_next_step_and_the_points_it_brings(published, page):
    text = page("lugar-02")
    # A step of 25 in one of two questions: 25 × 0,5 × weight of the theme.
    assert (
        "¿Responde? Nivel 3: Casi todo. El paso siguiente: Todo. ESC-02 · 75,00 de 100 · +3,75 puntos si lo da" in text
    )
    assert (
        "¿Resuelve? Nivel 1: Algo. El paso siguiente: La mitad. RES-01 · 25,00 de 100 · +2,50 puntos si lo da" in text
    )
    strong = text[text.index("Lo que ya hace bien") : text.index("Lo que más pesa si mejora")]
    assert strong.index("INF-01") < strong.index("INF-02") < strong.index("ESC-01")
    assert "RES-" not in strong


def test_gap_that_only_lacks_a_proof_says_so(page):
    (place,) = make_places(1)
    edition = edition_of_three()
    question = edition["dimensions"][2]["indicators"][0]["questions"][0]
    question["evidence"] = {"requirement": "required", "accepts": ["url"]}
    edition["scoring"]["evidence"] = {"cap_without_accepted_evidence": {"scale": 25}}
    round = make_round(place, version=make_version(edition), code="ciclo")
    assessment = round.assessments.get()
    answer_with(assessment, levels(4, 4, 4))
    round.assessments.update(state=State.FINAL_READY, answered_count=6)
    scores.compute(round=round, layer=Layer.FINAL, mode=Mode.OFFICIAL, at=AT)
    publications.publish(round=round, at=AT)
    step = "El paso siguiente: Falta que se acepte una evidencia de lo que respondió."
    assert f"¿Resuelve? Nivel 4: Todo. {step} RES-01 · 25,00 de 100 · +7,50 puntos" in page(place.slug)


def test_change_since_a_comparable_round_is_the_third_sentence(page):
    up, same, down = make_places(3)
    before = {up: levels(1, 1, 1), same: levels(2, 2, 2), down: levels(4, 4, 4)}
    make_published_round(before, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365))
    now = {up: levels(2, 2, 2), same: levels(2, 2, 2), down: levels(3, 3, 3)}
    make_published_round(now, code="ahora", name="Ciclo 2027-1")
    assert "Subió 25,00 puntos desde el ciclo 2026-1: de 25,00 a 50,00 puntos, en todos los temas." in page(up.slug)
    assert "Sin cambio apreciable desde el ciclo 2026-1: de 50,00 a 50,00 puntos." in page(same.slug)
    assert "Bajó 25,00 puntos desde el ciclo 2026-1" in page(down.slug)


def test_another_major_version_is_not_compared(page):
    place, other = make_places(2)
    make_published_round({place: levels(1, 1, 1), other: {}}, code="antes", at=AT - timedelta(days=365))
    make_published_round({place: levels(4, 4, 4), other: levels(1, 1, 1)}, code="ahora", version="2.0.0")
    text = page(place.slug)
    assert "Subió" not in text
    assert "En total está por encima de la mediana del valle (62,50), y la supera en todos los temas." in text


def test_older_round_opens_by_its_code_and_says_that_it_is_old(page):
    (place,) = make_places(1)
    make_published_round({place: levels(1, 1, 1)}, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365))
    make_published_round({place: levels(4, 4, 4)}, code="ahora", name="Ciclo 2027-1")
    assert "sumó 100,00 de 100 puntos" in page(place.slug)
    old = page(place.slug, "?ciclo=antes")
    assert "sumó 25,00 de 100 puntos" in old
    assert "Este es un ciclo anterior." in old


def test_erratum_of_an_earlier_round_does_not_make_it_the_newest(page, cast):
    (place,) = make_places(1)
    old = make_published_round({place: levels(1, 1, 1)}, code="antes", name="Ciclo 2026-1", at=AT - timedelta(days=365))
    make_published_round({place: levels(4, 4, 4)}, code="ahora", name="Ciclo 2027-1")
    change = errata.Corrected(place.divipola, "INF-01", "2", False, "")
    errata.correct(
        round=old.round, corrections=[change], reason="Se leyó mal.", by=cast.coordinator, at=AT + timedelta(days=9)
    )
    assert "sumó 100,00 de 100 puntos" in page(place.slug)
    assert "sumó 31,25 de 100 puntos" in page(place.slug, "?ciclo=antes")
    assert "desde el ciclo 2026-1: de 31,25 a 100,00 puntos, en todos los temas." in page(place.slug)


@pytest.mark.parametrize("address", ["/municipios/nadie/", "/municipios/lugar-01/?ciclo=otro"])
def test_unknown_place_or_round_is_not_found(published, client, address):
    assert client.get(address).status_code == 404


def test_name_of_a_municipality_is_text_and_not_markup(client):
    (place,) = make_places(1)
    place.name = "<b>Lugar</b>"
    place.save()
    make_published_round({place: levels(3, 3, 3)}, code="ciclo")
    assert "<b>Lugar</b>" not in client.get(f"/municipios/{place.slug}/").content.decode()


def test_what_is_shared_says_that_a_rule_holds_the_level_back(published, client):
    body = client.get("/municipios/lugar-02/").text
    assert body.count("77,50 de 100 puntos y está en el nivel Establecido, frenado por una regla.") >= 2
    assert 'y está en el nivel Establecido."' not in body


def _of_options(value: int) -> dict:
    """The edition of three whose first question of each theme is a multiple: «a» gives these points and «b» the rest."""
    edition = edition_of_three()
    for theme in edition["dimensions"]:
        question = theme["indicators"][0]["questions"][0]
        question.pop("levels")
        question.pop("critical", None)
        question |= {"type": "multi", "options": [{"code": "a", "text": "Casi", "weight": value}]}
        question["options"].append({"code": "b", "text": "Todo", "weight": 100 - value})
    return edition


def test_less_than_two_points_is_no_difference_between_themes(page):
    places = make_places(2)
    near = {"INF-01": "a|b", "INF-02": 2, "ESC-01": "a", "ESC-02": 2, "RES-01": "b", "RES-02": 0}
    publish_edition(_of_options(98), {places[0]: near, places[1]: {**near, "RES-01": "a"}}, code="ciclo")
    assert "Lo mejor: Informar (75,00), casi igual que Escuchar (74,00). Lo que más le falta: Resolver (1,00)." in page(
        places[0].slug
    )


def test_less_than_two_points_over_the_median_is_not_above_it(page):
    one, other, third = make_places(3)
    base = {"INF-01": "a", "INF-02": 2, "ESC-01": "a", "ESC-02": 2, "RES-01": "a", "RES-02": 2}
    answers = {one: {**base, "INF-01": "a|b", "RES-02": 4}, other: base, third: base}
    publish_edition(_of_options(98), answers, code="ciclo")
    text = page(one.slug)
    assert "por encima de la mediana del valle (74,00), y la supera en uno de los tres temas." in text
    assert "En total está justo en la mediana del valle (74,00), y no la supera en ningún tema." in page(other.slug)


def test_page_names_its_own_feed(published, client):
    feed = '<link rel="alternate" type="application/atom+xml" title="Novedades de Lugar 01" href="{}">'
    assert feed.format("/municipios/lugar-01/novedades.atom") in client.get("/municipios/lugar-01/").text


def test_partial_result_says_that_it_is_not_compared(page):
    (place,) = make_places(1)
    make_published_round({place: levels(1, 1, 1)}, code="antes", at=AT - timedelta(days=365))
    make_published_round({place: {"INF-01": 4, "INF-02": 4, "ESC-01": 2}}, code="ahora")
    text = page(place.slug)
    assert "Qué cambió No se compara: el resultado es parcial. Cuánto hay que responder" in text
    assert "No se compara: el resultado es parcial." in page(f"{place.slug}/cambios")
    assert "no respondió nada" in text  # of a theme that was left empty


def test_only_result_has_no_change_to_tell(published, page):
    assert "No se compara:" not in page("lugar-04")
