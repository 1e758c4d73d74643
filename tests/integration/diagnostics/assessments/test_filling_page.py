"""The questionnaire page: what it shows to whom, saving it without JavaScript, and what it costs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.queries.filling import filling_of
from tests.budgets import queries_of
from tests.factories.diagnostics import (
    BEST,
    edition,
    end_term,
    make_answer,
    make_filled,
    make_round,
    make_sent,
    make_version,
    typed,
)
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
HOME = "/diagnostico/ciclo/aqui/"
PAGE = f"{HOME}preguntas/A.1/"
SECOND = f"{HOME}preguntas/B.1/"
WHOLE_PAGE = (
    typed("A-01", value="3", links={"": "https://aqui.gov.co/1"}) | typed("A-02", value="si") | typed("A-03", value="a")
)


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def values() -> dict[str, str]:
    return dict(Answer.objects.values_list("question__code", "value"))


def test_page_shows_every_question_with_its_stored_answer(desk, assessment):
    make_answer(assessment, "A-01", "3")
    make_answer(assessment, "A-03", "a|c")
    page = desk.get(PAGE)
    assert page.status_code == 200
    for question in ("A-01", "A-02", "A-03"):
        assert f'id="{question}"' in page.text
    assert 'name="A-01-version" value="1"' in page.text
    assert 'name="A-02-version" value="0"' in page.text
    assert page.text.count(" checked>") == 3
    assert "<fieldset disabled>" not in page.text


def test_versions_in_the_form_have_no_separator(desk, assessment):
    make_answer(assessment, "A-01", "3", version=1234)
    assert 'name="A-01-version" value="1234"' in desk.get(PAGE).text
    page = desk.post(PAGE, typed("A-01", value="2", version=1)).text
    assert 'name="A-01-keep" value="1234"' in page
    assert "?v=1234#A-01" in page
    assert desk.post(PAGE, typed("A-01", value="2", version=1, keep="1234")).status_code == 302
    assert values() == {"A-01": "2"}


def test_numbers_are_shown_as_colombia_writes_them(desk, assessment):
    make_answer(assessment, "B-01", "1234/1250000.5")
    page = desk.get(SECOND).text
    assert 'value="1.234"' in page
    assert 'value="1.250.000,5"' in page


def test_draft_that_cannot_be_read_is_shown_as_typed(desk, assessment):
    make_answer(assessment, "B-01", "cinco/<9>")
    page = desk.get(SECOND).text
    assert 'value="cinco"' in page
    assert 'value="&lt;9&gt;"' in page


def test_number_that_cannot_be_read_is_shown_whole(desk, cast, assessment):
    cast.here.facts = {"has_council": "si"}
    cast.here.save(update_fields=["facts"])
    make_answer(assessment, "B-03", "3/4")
    page = desk.get(SECOND).text
    assert 'value="3/4"' in page, "half of it would be saved with the next link"
    assert "se esperaba un número y dice «3/4»" in page


def test_question_switched_off_by_a_fact_is_named_and_its_answer_kept(desk, assessment):
    make_answer(assessment, "B-03", "4")
    page = desk.get(SECOND).text
    assert 'name="B-03-version"' not in page
    assert "Lo que respondió se conserva y no cuenta." in page
    assert values() == {"B-03": "4"}


def test_question_switched_off_by_an_answer_keeps_what_was_said(cast, browser_of):
    document = edition()
    questions = document["dimensions"][0]["indicators"][0]["questions"]
    questions[2]["applies_when"] = {"question": "A-02", "op": "eq", "value": "si"}
    round = make_round(cast.here, version=make_version(document), code="con-condicion")
    assessment = Assessment.objects.with_context().get(round=round)
    desk, url = browser_of(cast.contributor), "/diagnostico/con-condicion/aqui/respuestas/"
    desk.post(f"{url}A-02/", typed("A-02", value="si"))
    desk.post(f"{url}A-03/", typed("A-03", value="a"))
    assert filling_of(assessment).whole.answered == 2
    desk.post(f"{url}A-02/", typed("A-02", value="no", version=1))
    assert values() == {"A-02": "no", "A-03": "a"}
    assessment.refresh_from_db(fields=["answered_count", "applicable_count"])
    assert (assessment.answered_count, assessment.applicable_count) == (1, 4)
    assert desk.post(f"{url}A-03/", typed("A-03", value="b", version=1)).status_code == 200, "nothing typed is lost"
    desk.post(f"{url}A-02/", typed("A-02", value="si", version=2))
    assert filling_of(assessment).cells["A-03"].applies
    assert values() == {"A-02": "si", "A-03": "b"}


def test_without_javascript_the_page_saves_all_and_goes_on(desk):
    response = desk.post(PAGE, WHOLE_PAGE | {"next": "1"})
    assert (response.status_code, response.url) == (302, SECOND)
    assert values() == {"A-01": "3", "A-02": "si", "A-03": "a"}
    assert "Guardado a las " in desk.get(SECOND).text


def test_without_javascript_the_page_stays_when_it_was_not_asked_to_go_on(desk):
    assert desk.post(PAGE, WHOLE_PAGE).url == PAGE
    assert desk.post(SECOND, typed("B-02", value="o1") | {"next": "1"}).url == SECOND, "nothing follows the last one"


def test_page_says_the_conflict_and_saves_the_rest(desk, cast, browser_of):
    desk.post(PAGE, WHOLE_PAGE)
    browser_of(cast.liaison).post(f"{HOME}respuestas/A-01/", typed("A-01", value="4", version=1))
    mine = typed("A-01", value="1", version=1) | typed("A-02", value="no", version=1)
    response = desk.post(PAGE, mine | typed("A-03", value="a", version=1) | {"next": "1"})
    assert response.status_code == 409
    assert values() == {"A-01": "4", "A-02": "no", "A-03": "a"}
    for said in ("Una parte no se guardó.", "Otra persona cambió esta respuesta", "Nivel 1: algo", "Nivel 4: todo"):
        assert said in response.text
    kept = desk.post(PAGE, typed("A-01", value="1", version=1, keep=2))
    assert (kept.status_code, values()["A-01"]) == (302, "1")


def test_same_page_sent_twice_writes_once(desk):
    desk.post(PAGE, WHOLE_PAGE)
    again = desk.post(PAGE, WHOLE_PAGE)
    assert again.status_code == 302
    assert set(Answer.objects.values_list("version", flat=True)) == {1}


def test_page_of_a_sent_assessment_is_read_only_and_takes_nothing(desk, cast, assessment):
    make_sent(assessment, cast.liaison)
    page = desk.get(PAGE).text
    assert page.count("<fieldset data-asked disabled>") == 3
    assert "hx-post" not in page
    response = desk.post(PAGE, typed("A-01", value="1", version=1))
    assert (response.status_code, response.url) == (302, HOME)
    assert "El diagnóstico ya se envió y no recibe cambios." in desk.get(HOME).text
    assert values() == BEST


def test_who_may_not_fill_reads_and_cannot_write(cast, assessment, browser_of):
    make_answer(assessment, "A-01", "2")
    for name in ("approver", "reviewer", "coordinator"):
        browser = browser_of(cast.person(name))
        assert browser.get(PAGE).text.count("<fieldset data-asked disabled>") == 3, name
        assert browser.post(PAGE, typed("A-01", value="4", version=1)).status_code == 403, name
        assert browser.post(f"{HOME}respuestas/A-01/", typed("A-01", value="4", version=1)).status_code == 403, name
    assert values() == {"A-01": "2"}


@pytest.mark.parametrize(("indicator", "status"), [("Z.9", 404), ("A-01", 404), ("a.1", 404), ("%00", 400)])
def test_indicator_that_does_not_exist_is_not_found(desk, indicator, status):
    assert desk.get(f"{HOME}preguntas/{indicator}/").status_code == status
    assert desk.post(f"{HOME}preguntas/{indicator}/", WHOLE_PAGE).status_code == status
    assert values() == {}


# --- What is left to do ---


def test_home_of_the_assessment_leads_to_the_first_gap(desk, cast, assessment):
    make_filled(assessment, cast.contributor, {"A-01": "4"})
    page = desk.get(HOME).text
    assert "Le faltan 4 respuestas" in page
    assert "Continuar en A-02" in page
    assert "Aquí va en 1 de 5" in page


def test_home_says_when_all_is_done_and_who_sends(desk, cast, assessment, browser_of):
    make_filled(assessment, cast.contributor)
    assert "Todo está respondido y con evidencia" in desk.get(HOME).text
    assert "Revisar y enviar" not in desk.get(HOME).text
    assert "Revisar y enviar" in browser_of(cast.liaison).get(HOME).text


@pytest.fixture
def monday() -> Iterator[None]:
    """A Monday in March; the next one but one is a holiday."""
    with time_machine.travel("2027-03-08 10:00-05:00", tick=False):
        yield


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (15, "Quedan 10 días hábiles."),  # eleven without the holiday
        (1, "Queda 1 día hábil."),
        (0, "vence <strong>hoy</strong>."),
        (-1, "El plazo venció el <strong>domingo 7 de marzo</strong>, hace 1 día hábil."),
        (-3, "El plazo venció el <strong>viernes 5 de marzo</strong>, hace 1 día hábil."),
        (-4, "El plazo venció el <strong>jueves 4 de marzo</strong>, hace 2 días hábiles."),
    ],
)
@pytest.mark.usefixtures("monday")
def test_home_says_the_term(desk, assessment, days, said):
    end_term(assessment.round, timezone.localdate() + timedelta(days=days))
    assert said in desk.get(HOME).text


# --- What it costs ---


def _costs(desk: Client, code: str) -> dict[str, int]:
    base = f"/diagnostico/{code}/aqui/"
    page, link = f"{base}preguntas/A.1/", "https://aqui.gov.co/2"
    other = typed("A-01", value="4", version=1, links={"": f"www.a.co {link}"})
    fewer = typed("A-01", value="4", version=2, links={"": "\n".join(f"{link}/{n}" for n in range(9))})
    sent = {
        "first autosave": lambda: desk.post(
            f"{base}respuestas/A-01/", typed("A-01", value="3", links={"": "www.a.co"})
        ),
        "autosave again": lambda: desk.post(f"{base}respuestas/A-01/", other),
        "same again": lambda: desk.post(f"{base}respuestas/A-01/", other),
        "conflict": lambda: desk.post(f"{base}respuestas/A-01/", typed("A-01", value="2", version=1)),
        "all links replaced": lambda: desk.post(f"{base}respuestas/A-01/", fewer),
        "page": lambda: desk.post(page, WHOLE_PAGE | typed("A-01", value="1", version=3)),
        "questionnaire": lambda: desk.get(page),
        "home": lambda: desk.get(base),
        "facts": lambda: desk.get(f"{base}datos/"),
    }
    return {name: len(queries_of(request)) for name, request in sent.items()}


def test_costs_keep_their_budget_and_do_not_grow_with_municipalities(desk, cast):
    version = make_version()
    before = make_round(cast.here, version=version, code="antes").assessments.get()
    make_answer(before, "A-01", "2")
    for code, count in (("tres", 3), ("doce", 12)):
        others = [make_municipality(facts={"has_council": "no"}) for _ in range(count - 1)]
        make_round(cast.here, *others, version=version, code=code)
    desk.get("/diagnostico/tres/aqui/")  # reads the edition once per process
    costs = _costs(desk, "tres")
    assert _costs(desk, "doce") == costs
    budgets = {  # every write reads again, under the lock, whether the round goes on
        "first autosave": 14, "autosave again": 12, "same again": 11, "conflict": 11, "all links replaced": 12,
        "page": 15, "questionnaire": 12, "home": 12, "facts": 12,
    }  # fmt: skip  # the first answer also moves the diagnosis on: its term is looked up and the step is logged
    assert {name: cost for name, cost in costs.items() if cost > budgets[name]} == {}
