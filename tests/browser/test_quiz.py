"""A quiz in the browser: each answer saves itself, also after the connection was lost; two windows; steps ordered by keys."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import axe
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.quizzes.models import Attempt, AttemptAnswer

CASE = "Una vecina pidió arreglar el andén frente a su casa. La secretaría le contestó: «su solicitud será tenida en cuenta»."


@pytest.fixture
def enrolment(transactional_db):
    course = make_course()
    course.content["modules"][0]["quiz"][0]["text"] = f"{CASE}\n\n¿Cuál respuesta sirve?"
    version = make_course("C88", modules=course.content["modules"])
    learner = make_user(name="Aprendiz", email="aprendiz@alcaldia.example", password=PASSWORD)
    return make_enrolment(make_cohort(version, code="g-1"), learner)


def begun(page: Page) -> Page:
    page.goto("/aprender/g-1/1-responder/prueba/")
    page.get_by_role("button", name="Empezar el intento 1 de 3").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Prueba: Responder")
    return page


def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def saved(page: Page, code: str):
    return expect(page.locator(f"#guardado-p-{code} .when-idle"))


@pytest.mark.parametrize("width", [360, 1280])
def test_answers_wait_for_the_connection_and_are_handed_in(page_as, enrolment, width):
    page = begun(page_as(enrolment.user, width))
    assert axe(page) == []
    page.get_by_text("La segunda").click()
    saved(page, "P1").to_have_text(re.compile("Guardado"))
    page.context.set_offline(True)
    page.get_by_text("Verdadero").click()
    expect(page.locator("#estado")).to_have_text(re.compile("1 respuesta en espera"))
    picture(page, f"attempt-{width}")
    page.context.set_offline(False)
    saved(page, "P2").to_have_text(re.compile("Guardado"))
    page.get_by_role("group", name="¿Cuántos días tiene la semana?").get_by_label("Su número").fill("siete")
    expect(page.locator("#dice-p-P4")).to_contain_text("Esto no es un número")
    page.get_by_role("group", name="¿Cuántos días tiene la semana?").get_by_label("Su número").fill("7")
    expect(page.locator("#dice-p-P4")).not_to_contain_text("Esto no es un número")
    for place, step in enumerate(("Leer", "Escribir", "Publicar"), 1):
        page.get_by_label(f"Lugar {place}").focus()
        page.keyboard.type(step)
    saved(page, "P5").to_have_text(re.compile("Guardado"))
    expect(page.locator("#cierra")).to_have_text(re.compile(r"Cierra a las \d+:\d\d"))
    page.get_by_role("button", name="Entregar la prueba").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("4 de 5, 80 %: aprobó la prueba")
    expect(page.get_by_text("No dice cuándo.")).to_be_visible()
    assert axe(page) == []
    picture(page, f"results-{width}")
    page.get_by_role("link", name="Volver a la prueba").click()
    expect(page.get_by_role("link", name="Intento 1")).to_be_visible()
    assert axe(page) == []
    picture(page, f"quiz-{width}")
    assert Attempt.objects.get().points == "4"


def test_two_windows_on_one_question(page_as, enrolment):
    mine, other = begun(page_as(enrolment.user, 360)), page_as(enrolment.user, 360)
    other.goto(mine.url)
    other.get_by_text("La primera").click()
    saved(other, "P1").to_have_text(re.compile("Guardado"))
    mine.get_by_text("La segunda").click()
    expect(mine.locator("#dice-p-P1").get_by_role("alert")).to_contain_text("en otra ventana")
    assert axe(mine) == []
    picture(mine, "conflict")
    mine.get_by_role("button", name="Dejar la de esta ventana").click()
    saved(mine, "P1").to_have_text(re.compile("Guardado"))
    answer, attempt = AttemptAnswer.objects.get(), Attempt.objects.get()
    chosen = next(o for q in attempt.parsed if q.code == "P1" for o in q.options if o.code == answer.value[0])
    assert (chosen.text, answer.version) == ("La segunda", 2)
