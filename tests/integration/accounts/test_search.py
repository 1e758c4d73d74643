"""The search: what each person finds, and what they never find."""

import re

import pytest

from accounts.permissions import Role
from core.search.columns import having_words, words_of
from diagnostics.assessments.models import Assessment, Evidence
from territory.models import Municipality
from tests.budgets import queries_of
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, make_answer, make_evidence

pytestmark = pytest.mark.django_db


def found(browser, text: str, **more: str) -> dict[str, list[str]]:
    """Titles of the results by group."""
    page = browser.get("/buscar/", {"q": text, **more}).text
    groups = re.findall(r'<h2 id="h-([a-z]+)">.*?</h2>(.*?)</section>', page, re.DOTALL)
    return {name: re.findall(r'<li><a href="[^"]*">([^<]*)</a>', part) for name, part in groups}


@pytest.mark.parametrize("text", ["GESTIÓN", "gestion", "  Géstion  documental "])
def test_accents_and_capitals_do_not_matter(cast, assessment, text):
    answer = make_answer(assessment, "A-01", "si")
    Evidence.objects.filter(pk=make_evidence(answer).pk).update(title="Plan de Gestión Documental y Ñame")
    assert having_words(Evidence.objects.all(), text, "title").count() == 1
    assert having_words(Evidence.objects.all(), "name", "title").count() == 1
    assert having_words(Evidence.objects.all(), "gest.on", "title").count() == 0
    assert words_of(" Una  MÁS ") == ["una", "mas"]


def test_liaison_finds_own_questions_people_and_evidence(cast, assessment, browser_of):
    evidence = make_evidence(make_answer(assessment, "A-01", "si"), url="https://ejemplo.gov.co/consejo/acta")
    Evidence.objects.filter(pk=evidence.pk).update(title="Acta del Consejo")
    hers = browser_of(cast.liaison)
    assert found(hers, "acta consejo")["evidencias"] == ["Acta del Consejo"]
    assert found(hers, "ejemplo.gov.co/consejo")["evidencias"] == ["Acta del Consejo"]
    assert found(hers, "diligenciador")["personas"] == [cast.contributor.name]
    assert found(hers, cast.contributor.email)["personas"] == [cast.contributor.name]
    page = hers.get("/buscar/", {"q": "A-01"}).text
    assert 'href="/diagnostico/ciclo/aqui/pregunta/A-01/"' in page


def test_nobody_finds_what_another_municipality_has(cast, assessment, browser_of):
    there = Assessment.objects.get(round=assessment.round, municipality=cast.there)
    Evidence.objects.filter(pk=make_evidence(make_answer(there, "A-01", "si")).pk).update(title="Secreto de allá")
    assert found(browser_of(cast.liaison), "secreto") == {}
    assert found(browser_of(cast.contributor), "secreto") == {}
    assert found(browser_of(cast.admin), "secreto") == {}
    assert found(browser_of(cast.newcomer), "secreto") == {}
    assert found(browser_of(cast.neighbour), "secreto") == {"evidencias": ["Secreto de allá"]}
    assert found(browser_of(cast.reviewer), "secreto") == {"evidencias": ["Secreto de allá"]}
    assert "/aqui/" not in browser_of(cast.neighbour).get("/buscar/", {"q": "A-01"}).text


def test_people_are_found_by_those_who_see_their_team(cast, browser_of):
    text = "prueba"  # every name of the cast
    assert found(browser_of(cast.contributor), text).get("personas") is None
    assert found(browser_of(cast.reviewer), text).get("personas") is None
    here = {cast.contributor.name, cast.liaison.name, cast.approver.name}
    assert set(found(browser_of(cast.liaison), text)["personas"]) == here
    assert found(browser_of(cast.neighbour), "enlace")["personas"] == [cast.neighbour.name]
    everyone = found(browser_of(cast.admin), text, en="personas")["personas"]
    assert here | {cast.reviewer.name, cast.coordinator.name} <= set(everyone)


def test_person_whose_role_ended_is_not_found(cast, browser_of):
    gone = make_member(Role.CONTRIBUTOR, cast.here, name="Quien se fue")
    gone.memberships.update(ended_at=AT)
    assert found(browser_of(cast.liaison), "quien se fue") == {}


def test_metropolitan_people_find_the_question_on_the_board(cast, assessment, browser_of):
    assert 'href="/tablero/ciclo/preguntas/A-01/"' in browser_of(cast.reviewer).get("/buscar/", {"q": "a-01"}).text


def test_first_results_of_each_group_and_more_behind_a_link(cast, assessment, browser_of):
    answer = make_answer(assessment, "A-01", "si")
    for number in range(9):
        make_evidence(answer, url=f"https://ejemplo.gov.co/acta/{number}", option=str(number))
    hers = browser_of(cast.liaison)
    page = hers.get("/buscar/", {"q": "acta"}).text
    assert len(found(hers, "acta")["evidencias"]) == 6
    assert "?q=acta&amp;en=evidencias" in page
    assert len(found(hers, "acta", en="evidencias")["evidencias"]) == 9


def test_search_costs_the_same_however_much_it_finds(cast, assessment, browser_of):
    answer = make_answer(assessment, "A-01", "si")
    staff = browser_of(cast.coordinator)
    make_evidence(answer, url="https://ejemplo.gov.co/acta/")
    few = len(queries_of(lambda: staff.get("/buscar/", {"q": "a"})))
    for number in range(5):
        make_member(Role.LIAISON, Municipality.objects.get(slug="alla"), name=f"Ana {number}")
        make_evidence(answer, url=f"https://ejemplo.gov.co/acta/{number}", option=str(number))
    assert len(queries_of(lambda: staff.get("/buscar/", {"q": "a"}))) == few


@pytest.mark.parametrize("text", ["", "   ", "x" * 500, "%_[", "(((", "\\"])
def test_any_text_is_answered(cast, assessment, browser_of, text):
    response = browser_of(cast.liaison).get("/buscar/", {"q": text})
    assert response.status_code == 200
    assert "Nada con esas palabras" in response.text or not text.strip()
