"""The script's rule of applicability answers the same table as Python's, and shows and hides questions by it."""

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from diagnostics.assessments.models import Answer, Assessment
from tests.browser.axe import axe
from tests.browser.questionnaire import Questionnaire
from tests.conditions import TABLE, document
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_round, make_version
from tests.factories.territory import make_municipality

RUN = """async ({ questions, facts, cases }) => {
    const { applies } = await import('/static/js/conditions.js');
    return cases.map(([condition, values]) =>
        applies('LAST', { ...questions, LAST: { applies_when: condition } }, facts, (code) => values[code] ?? ''));
}"""
DEFAULTS = {"options": [], "is_ratio": False, "may_exceed": False, "zero_of_zero": False, "applies_when": None}


def test_script_answers_the_whole_table(page_at):
    page = page_at(1280)
    page.goto("/componentes/")
    questions = {code: DEFAULTS | rule for code, rule in TABLE["questions"].items()}
    answered = page.evaluate(RUN, {"questions": questions, "facts": TABLE["facts"], "cases": TABLE["cases"]})
    wrong = [case for case, got in zip(TABLE["cases"], answered, strict=True) if case[2] is not got]
    assert len(answered) > 60
    assert wrong == []


@pytest.fixture
def assessment(transactional_db) -> Assessment:
    condition = {
        "any": [{"question": "R", "op": "gte", "value": 90}, {"question": "M", "op": "contains", "value": "b"}]
    }
    town = make_municipality(name="Riofrío", slug="riofrio", facts={"council": "si"})
    return make_round(town, version=make_version(document(condition)), code="prueba").assessments.get()


@pytest.mark.parametrize("width", [360, 1280])
def test_question_comes_and_goes_with_the_answers_it_depends_on_and_keeps_its_own(page_as, assessment, width):
    liaison = make_member(Role.LIAISON, assessment.municipality, name="Enlace")
    page = page_as(liaison, width)
    page.goto("/diagnostico/prueba/riofrio/preguntas/A.1/")
    asked = Questionnaire(page)
    last = asked.question("LAST")
    expect(last).to_be_hidden()
    expect(page.get_by_text("No aplica por una respuesta anterior").last).to_be_visible()

    page.locator("[name='R-value-num']").fill("1.800")
    page.locator("[name='R-value-den']").fill("2.000")
    expect(last).to_be_visible()
    asked.choose("LAST", "Sí")
    page.locator("[name='R-value-num']").fill("1.799")
    expect(last).to_be_hidden()
    asked.question("M").locator(".opt", has_text="b").first.click()
    expect(last).to_be_visible()
    expect(last.get_by_label("Sí")).to_be_checked()
    expect(asked.bar).to_contain_text("Guardado")
    assert axe(page) == []

    page.reload()
    expect(last).to_be_visible()
    stored = dict(Answer.objects.values_list("question__code", "value"))
    assert stored == {"R": "1799/2000", "M": "b", "LAST": "si"}
