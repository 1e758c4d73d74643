"""Similar contributions: of the same agenda, public, few; found alike with and without PostgreSQL's extensions."""

import pytest
from django.db import connection

from cocreation.contributions.choices import ContributionState
from cocreation.contributions.queries import similar
from cocreation.contributions.queries.similar import share_of, similar_to, stems_of
from tests.factories.cocreation import make_agenda, make_contribution
from tests.factories.territory import make_municipality
from tests.integration.cocreation.taking_part import TEXT, TITLE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SIMILAR = "/agendas/AG-1/aportes/parecidos/"


def test_words_are_compared_without_accents_plurals_and_gender():
    assert stems_of("Los árboles de la estación") == stems_of("ARBOL estacion para el barrio")
    assert share_of(stems_of("árboles y sombra"), stems_of("sombras de árbol en la plaza")) == 1
    assert share_of(stems_of("árboles"), stems_of("árboles")) == 0, "one word is chance"


def test_finds_public_ones_of_the_agenda_only(agenda):
    there = make_agenda(make_municipality(), code="AG-2")
    shown = make_contribution(agenda, title="Camino a la estación", text=TEXT)
    make_contribution(there, title=TITLE, text=TEXT)
    for state in (ContributionState.IN_MODERATION, ContributionState.RECEIVED):
        make_contribution(agenda, title=TITLE, text=TEXT, state=state)
    make_contribution(agenda, title="Huertas en los techos", text="Sembrar tomate y cilantro en terrazas de edificios.")
    found = similar_to(
        agenda, title="Caminos de la estacion", text="Pintar un camino y levantar las cebras de dos cruces."
    )
    assert [one.contribution for one in found] == [shown]


def test_shows_five_at_most_and_the_nearest_first(agenda):
    for number in range(8):
        make_contribution(agenda, title=f"Camino número {number}", text=TEXT)
    exact = make_contribution(agenda, title=TITLE, text=TEXT)
    found = similar_to(agenda, title=TITLE, text=TEXT)
    assert len(found) == 5
    assert found[0].contribution == exact
    assert found[0].is_very


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "sí",
        "'; DROP TABLE x; --",
        "& | ! ( ) : * <->",
        "\u202e\u200b",
        "a:* | b",
        "ñandú " * 900,
        "%_\\" * 200,
    ],
)
def test_odd_texts_find_nothing_and_break_nothing(agenda, text):
    make_contribution(agenda, title=TITLE, text=TEXT)
    assert similar_to(agenda, title=text[:120], text=text) == []


def test_fragment_answers_the_script_only(client, agenda):
    make_contribution(agenda, title=TITLE, text=TEXT, code="ID-0009")
    said = {"title": TITLE, "text": TEXT}
    answer = client.post(SIMILAR, said, headers={"HX-Request": "true"})
    assert (answer.status_code, "ID-0009" in answer.text) == (200, True)
    assert client.post(SIMILAR, {}, headers={"HX-Request": "true"}).text.strip() == ""
    assert client.post(SIMILAR, said).status_code == 302
    assert client.get(SIMILAR).status_code == 405, "no address holds what somebody writes"


def test_takes_few_queries(agenda, django_assert_max_num_queries):
    for _ in range(30):
        make_contribution(agenda, title=TITLE, text=TEXT)
    with django_assert_max_num_queries(2):
        similar_to(agenda, title=TITLE, text=TEXT)


def test_database_without_extensions_finds_the_same(agenda, monkeypatch):
    make_contribution(agenda, title=TITLE, text=TEXT)
    make_contribution(agenda, title="Huertas en los techos", text="Sembrar tomate y cilantro en terrazas de edificios.")
    said = {"title": "Caminos de la estacion al colegio", "text": TEXT}
    first = [one.contribution for one in similar_to(agenda, **said)]
    monkeypatch.setattr(similar, "_has_extensions", lambda: False)
    assert [one.contribution for one in similar_to(agenda, **said)] == first != []


@pytest.mark.services
def test_migration_created_the_extensions():
    assert connection.vendor == "postgresql"
    assert similar._has_extensions()


@pytest.mark.services
def test_postgresql_finds_by_its_own_search(agenda):
    """Words with another ending and without accents; a title of operators and marks is no syntax."""
    row = make_contribution(agenda, title="Caminos de la estación al colegio", text=TEXT)
    assert [one.contribution for one in similar_to(agenda, title="camino estacion colegio", text=TEXT)] == [row]
    assert [one.contribution for one in similar_to(agenda, title="' | & !:* <-> \\", text=TEXT)] == [row]
