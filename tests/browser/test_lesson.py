"""Reading a lesson: it goes on at the very place on another browser, by keyboard and without scripts; the PDF is for paper."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.training import course_content, make_cohort, make_course, make_enrolment
from training.learning.models import LessonVisit

PARAGRAPHS = 60
LESSON = "/aprender/g-1/1-responder/01-fondo/"


@pytest.fixture
def learner(cast):
    modules = course_content()["modules"]
    modules[0]["lessons"][0]["text"] = "\n\n".join(
        f"Párrafo {n}, de una lección que es larga." for n in range(1, PARAGRAPHS + 1)
    )
    today = timezone.localdate()
    cohort = make_cohort(make_course("C88", modules=modules), code="g-1", starts_on=today, ends_on=today)
    make_enrolment(cohort, cast.citizen)
    return cast.citizen


@pytest.mark.parametrize("width", [360, 1280])
def test_reading_goes_on_at_the_very_place_on_another_browser(learner, page_as, width):
    page = page_as(learner, width)
    with page.expect_response("**/lugar/"):
        page.goto(LESSON)
    with page.expect_response("**/lugar/") as told:
        page.locator("#b-40").evaluate("block => { block.scrollIntoView({ block: 'start', behavior: 'instant' }); }")
    assert told.value.status == 204
    other = page_as(learner, 1280)
    other.goto("/aprender/")
    other.get_by_role("link", name="Seguir donde iba").click()
    visit = LessonVisit.objects.get()
    number = int(visit.anchor.removeprefix("b-"))
    assert 40 <= number <= 44  # the first one under the bar at the top
    expect(other.locator(f"#{visit.anchor}")).to_be_in_viewport()
    expect(other.locator("#b-1")).not_to_be_in_viewport()


def test_without_scripts_a_lesson_is_marked_and_asked_about(learner, page_as):
    page = page_as(learner, 360, java_script_enabled=False)
    page.goto(LESSON)
    page.get_by_label("Su pregunta").fill("¿Y si urge?")
    page.get_by_role("button", name="Enviar la pregunta").click()
    expect(page.get_by_text("Espera respuesta")).to_be_visible()
    page.get_by_role("button", name="Marcar como leída y seguir").click()
    expect(page.get_by_role("heading", level=1, name="Escribir claro")).to_be_visible()
    assert LessonVisit.objects.get().done_at is not None


def test_on_paper_there_is_the_text_and_neither_forms_nor_what_is_missing(learner, page_as):
    page = page_as(learner, 1280)
    page.goto(LESSON)
    page.emulate_media(media="print")
    expect(page.locator("#b-1")).to_be_visible()
    for hidden in (page.locator("#falta"), page.locator(".ask"), page.locator(".q-foot"), page.locator(".save-bar")):
        expect(hidden).to_be_hidden()
