"""The route to improvement of a municipality, in words and in figures that a person can check."""

import csv
import io
import re
from urllib.parse import unquote

import pytest

from accounts.permissions import Role
from advisory.matching.help import Kind
from core.slots import Asked, help_items, items_for
from followup.commitments.models import Origin
from tests.factories.accounts import make_member, make_user
from tests.factories.followup import make_commitment
from tests.factories.practices import many_published
from tests.factories.results import levels, make_places, make_published_round
from tests.factories.territory import make_municipality
from tests.integration.portal.test_budgets import queries_of
from tests.integration.training.test_course_bridges import course_serving

pytestmark = pytest.mark.django_db
ROUTE = "/municipios/lugar-01/ruta/"
MOST_QUERIES = 14


@pytest.fixture
def places():
    places = make_places(3)
    for place, people, rural in zip(places, (50_000, 60_000, 900_000), ("10", "30", "10"), strict=True):
        place.population, place.facts = people, {"urban_population_2014": "90", "rural_population_2014": rural}
        place.save()
    return places


@pytest.fixture
def published(places):
    """52,50 points: the level that follows begins at 60 and asks for 40 in every theme; «Resolver» has 25."""
    answers = {places[0]: levels(2, 3, 1), places[1]: levels(3, 3, 2), places[2]: levels(4, 4, 4)}
    return make_published_round(answers, code="uno", name="Ciclo uno", version="1.0.0")


def text_of(client, path=ROUTE) -> str:
    page = re.sub(r"<(style|script|svg).*?</\1>", "", client.get(path).text, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_cheapest_way_is_said_with_its_points(client, published):
    said = text_of(client)
    assert "Tres pasos llevan a Lugar 01 a Avanzado" in said
    assert "pasos 3 de esfuerzo en total 3 puntos, hasta 61,25 +8,75" in said
    assert "Para Avanzado hacen falta 60 puntos: le faltan 7,50." in said
    # among ways of the same effort and as many steps, the one whose codes come first
    assert (
        "ESC-01 · Escuchar · pregunta crítica ¿Escucha? +3,75 esfuerzo 1 Hoy Nivel 3: Casi todo. El paso que sigue Todo."
        in said
    )
    assert (
        "RES-01 · Resolver ¿Resuelve? +5,00 esfuerzo 2 Hoy Nivel 1: Algo. Los 2 pasos que siguen La mitad. Casi todo."
        in said
    )


def test_other_gaps_follow_by_points_for_their_effort(client, published):
    said = text_of(client).partition("Si alguno no se puede")[2]
    codes = re.findall(r"(?:INF|ESC|RES)-0\d", said)
    assert codes[:3] == ["INF-01", "INF-02", "ESC-02"]
    assert "INF-02 ¿Publica? Casi todo. Informar +6,25 1 6,25" in said


def test_table_holds_every_single_step(client, published):
    rows = list(csv.DictReader(io.StringIO(client.get(f"{ROUTE}?formato=csv").content.decode("utf-8-sig"))))
    assert [(row["question"], row["points"], row["effort"], row["in_the_way"]) for row in rows[:3]] == [
        ("INF-01", "6.250000000", "1", "no"), ("INF-02", "6.250000000", "1", "no"), ("ESC-01", "3.750000000", "1", "si"),
    ]  # fmt: skip
    assert len(rows) == 6
    assert client.get(f"{ROUTE}?formato=xlsx").status_code == 200


def test_lesson_and_twins_stand_beside_the_step(client, published):
    course_serving("C10", "ESC-01")
    said = text_of(client)
    # 10 of 60 thousand fewer people; a rural share of 25 % against 10 %
    assert "Lugar 02 50 en Resolver, frente a 25; distancia 0,16 (población 0,17 y parte rural 0,15)" in said
    assert said.index("Lugar 02 50 en Resolver") < said.index("Lugar 03 100 en Resolver")
    assert "Lugar 02 75 en Escuchar" not in said  # as good is no example
    assert re.search(r"Lección .{3,80} minutos, del curso C10", said)
    assert "Lección Todavía no hay." in said  # RES-01
    assert "Práctica Todavía no hay." in said


def test_practice_of_another_municipality_stands_beside_its_question(client, places, published):
    said = {"title": "Actas en un día", "question": "RES-01", "from_level": 1, "to_level": 2}
    many_published(make_user(), [places[1], places[0]], 2, **said)
    text = text_of(client)
    assert "Práctica Actas en un día Lugar 02, lleva de 1 a 2" in text
    assert text.count("Actas en un día") == 1  # one's own is no help


def test_who_may_promise_finds_the_button_and_nobody_else(client, places, published):
    assert "Comprometerse" not in text_of(client)
    client.force_login(make_member(Role.LIAISON, places[1]))
    assert "Comprometerse" not in text_of(client)
    client.force_login(make_member(Role.LIAISON, places[0]))
    page = client.get(ROUTE).text
    address = unquote(
        re.search(r'href="(/seguimiento/compromisos/[^"]*origen=[^"]*)"[^>]*>Comprometerse con ESC-01', page)[1]
    )
    assert client.get(address.replace("&amp;", "&")).status_code == 200


def test_what_was_promised_stands_in_place_of_the_button(client, places, published):
    row = make_commitment(places[0], code="CO-7", title="Publicar más")
    Origin.objects.create(
        commitment=row, kind="brecha", process="uno", key="ESC-01", municipality=places[0], label="Una brecha"
    )
    client.force_login(make_member(Role.LIAISON, places[0]))
    said = text_of(client)
    assert "Compromiso CO-7 Publicar más prometido hasta el" in said
    assert "Comprometerse con ESC-01" not in said
    assert "Comprometerse con RES-01" in said


@pytest.mark.parametrize("path", ["/municipios/no-existe/ruta/", f"{ROUTE}?ciclo=no", f"{ROUTE}?formato=pdf"])
def test_what_does_not_exist_is_not_found(client, published, path):
    assert client.get(path).status_code == 404


def test_before_anything_is_published_there_is_no_route(client, places):
    assert client.get(ROUTE).status_code == 404


def test_at_the_top_and_without_a_result_the_page_says_so(client, places, published):
    said = text_of(client, "/municipios/lugar-03/ruta/")
    assert "Ya está en el nivel 5, que es el más alto." in said
    assert "Si alguno no se puede" not in said
    make_published_round({places[0]: levels(4, 4, 4), places[1]: {}}, code="dos", name="Ciclo dos")
    said = text_of(client, "/municipios/lugar-02/ruta/?ciclo=dos")
    assert "Lugar 02 no tiene un resultado en este ciclo." in said
    assert client.get("/municipios/lugar-02/ruta/?ciclo=dos&formato=csv").status_code == 404


def test_partial_result_has_gaps_and_no_way_to_a_level(client, places):
    few = {code: level for code, level in levels(2, 3, 1).items() if code not in ("INF-02", "RES-02")}
    make_published_round({places[0]: few, places[1]: levels(3, 3, 3)}, code="uno", name="Ciclo uno")
    said = text_of(client)
    assert "El resultado de Lugar 01 es parcial: no tiene nivel, y por eso no hay camino al que sigue." in said
    assert "Qué hace falta para tener nivel" in said
    assert "llevan a Lugar 01" not in said
    assert "lleva a Lugar 01" not in said
    assert "INF-02 ¿Publica?" in said


def test_page_of_the_municipality_leads_to_its_route(client, published):
    assert f'href="{ROUTE}"' in client.get("/municipios/lugar-01/").text


def test_help_costs_two_queries_of_each_app_however_many_questions(places, published, django_assert_max_num_queries):
    for number in range(5):
        course_serving(f"C1{number}", "INF-01", "RES-01")
    person = make_member(Role.LIAISON, places[0])
    asked = Asked(places[0], "uno", dict.fromkeys(("INF-01", "INF-02", "ESC-01", "RES-01")), person)
    assert len(list(help_items)) >= 4
    for filler in help_items:
        with django_assert_max_num_queries(2):
            filler(asked)
    found = items_for(asked)
    assert {one.kind for items in found.values() for one in items} <= set(Kind)
    assert len(found["INF-01"]) > len(found["INF-02"]) > 0


def test_queries_do_not_grow_with_municipalities(client, places, published):
    assert queries_of(client, ROUTE) <= MOST_QUERIES
    others = [make_municipality(population=40_000 + n) for n in range(30)]
    make_published_round({one: levels(2, 3, 1) for one in (*places, *others)}, code="dos", name="Ciclo dos")
    assert queries_of(client, f"{ROUTE}?ciclo=dos") <= MOST_QUERIES
