"""What was born from a gap takes its place beside the question after the page has come; without JavaScript it is a page."""

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from diagnostics.assessments.models import Round
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, open_any
from tests.factories.results import levels, make_places, make_published_round
from tests.integration.followup.test_circle import DAY, born

THEME = "/municipios/lugar-01/temas/INF/"


@pytest.fixture
def place(transactional_db):
    [place] = make_places(1)
    make_published_round({place: levels(2, 3, 4)}, code="uno", name="Ciclo uno")
    born(place, "INF-02", "CO-1", title="Contar qué pasó con los aportes")
    return place


@pytest.mark.parametrize("width", [360, 1280])
def test_beside_the_gap(place, page_at, width):
    page = page_at(width)
    page.goto(THEME)
    beside = page.locator("#INF-02 #nacidos-INF-02")
    expect(beside).to_contain_text("Nació de esta brecha: CO-1 Contar qué pasó con los aportes")
    expect(beside).to_contain_text("En marcha")
    expect(page.locator("#nacidos-INF-01")).to_be_hidden()
    expect(page.get_by_role("link", name="Compromisos que nacieron de estas preguntas")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_javascript_it_is_a_link(place, page_at):
    page = page_at(360, java_script_enabled=False)
    page.goto(THEME)
    page.get_by_role("link", name="Compromisos que nacieron de estas preguntas").click()
    expect(page.get_by_role("main")).to_contain_text("Nació de esta brecha: CO-1")


def test_beside_the_question_of_the_next_round(place, page_as):
    version = Round.objects.get(code="uno").version
    open_any(code="dos", version=version, municipalities=[place], at=AT + 9 * DAY)
    page = page_as(make_member(Role.LIAISON, place), 360)
    page.goto("/diagnostico/dos/lugar-01/preguntas/INF.1/")
    expect(page.locator("#nacidos-INF-02")).to_contain_text("Nació de esta brecha en el ciclo uno: CO-1")
