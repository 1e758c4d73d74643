"""The questionnaire saves by itself: two people, no connection, no mouse, a door that closed meanwhile."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from diagnostics.assessments.actions import assessments, sharing
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.queries.teams import shares_of
from tests.browser.axe import axe
from tests.browser.questionnaire import SAVED, Questionnaire
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.diagnostics import AT, LINK, make_filled, make_round
from tests.factories.territory import make_municipality


@pytest.fixture
def assessment(transactional_db) -> Assessment:
    town = make_municipality(name="Riofrío", slug="riofrio", facts={"has_council": "no"})
    return make_round(town, code="prueba", is_demo=True).assessments.get()


@pytest.fixture
def liaison(assessment):
    return make_member(
        Role.LIAISON, assessment.municipality, name="Enlace", email="enlace@alcaldia.example", password=PASSWORD
    )


@pytest.fixture
def contributor(assessment):
    return make_member(Role.CONTRIBUTOR, assessment.municipality, name="Colega")


def opened(page: Page, indicator: str = "A.1") -> Questionnaire:
    page.goto(f"/diagnostico/prueba/riofrio/preguntas/{indicator}/")
    return Questionnaire(page)


def stored(code: str) -> Answer | None:
    return Answer.objects.filter(question__code=code, layer="self_assessed").first()


@pytest.mark.parametrize("width", [360, 1280])
def test_two_people_on_one_answer_see_both_values_and_one_is_chosen(page_as, liaison, contributor, width):
    mine, theirs = opened(page_as(liaison, width)), opened(page_as(contributor, width))
    theirs.choose("A-01", "algo")
    with mine.page.expect_response("**/respuestas/A-01/") as answer:
        mine.question("A-01").get_by_text("casi todo").click()
    assert answer.value.status == 409
    expect(mine.bar).to_have_text(re.compile("Una respuesta no se guardó"))
    says = mine.says("A-01")
    expect(says.get_by_role("alert")).to_contain_text("Otra persona cambió esta respuesta")
    expect(says.locator(".versus > div").nth(0)).to_contain_text("Nivel 3: casi todo")
    expect(says.locator(".versus > div").nth(1)).to_contain_text("Colega")
    expect(says.locator(".versus > div").nth(1)).to_contain_text("Nivel 1: algo")
    assert axe(mine.page) == []
    assert (stored("A-01").value, stored("A-01").version) == ("1", 1), "nothing was overwritten"

    says.get_by_role("button", name="Dejar la mía").click()
    expect(mine.page.get_by_role("status").first).to_contain_text("Guardado")
    expect(mine.question("A-01").get_by_label("casi todo")).to_be_checked()
    assert (stored("A-01").value, stored("A-01").version, stored("A-01").changed_by) == ("3", 2, liaison)


def test_conflict_can_end_with_the_stored_value(page_as, liaison, contributor):
    mine, theirs = opened(page_as(liaison, 1280)), opened(page_as(contributor, 1280))
    theirs.choose("A-02", "Sí")
    mine.question("A-02").get_by_text("No", exact=True).click()
    mine.says("A-02").get_by_role("link", name="Dejar la guardada").click()
    expect(mine.question("A-02").get_by_label("Sí")).to_be_checked()
    expect(mine.says("A-02").get_by_role("alert")).to_have_count(0)
    assert (stored("A-02").value, stored("A-02").version) == ("si", 1)


def test_writing_a_link_saves_without_leaving_the_field(page_as, liaison, assessment):
    asked = opened(page_as(liaison, 1280))
    field = asked.question("A-01").get_by_label("Direcciones que lo prueban")
    field.press_sequentially(f"{LINK}\nwww.otra.example/acta", delay=5)
    expect(asked.bar).to_contain_text(SAVED)
    expect(asked.says("A-01").get_by_role("link")).to_have_count(2)
    expect(field).to_be_focused()
    links = set(assessment.evidence.values_list("url", flat=True))
    assert links == {LINK, "https://www.otra.example/acta"}


def test_answer_without_connection_waits_and_is_saved_when_it_returns(page_as, liaison):
    asked = opened(page_as(liaison, 360))
    asked.page.context.set_offline(True)
    asked.question("A-01").get_by_text("la mitad").click()
    expect(asked.bar).to_have_text(re.compile("Sin conexión: 1 respuesta en espera"))
    asked.question("A-02").get_by_text("Sí", exact=True).click()
    expect(asked.bar).to_have_text(re.compile("Sin conexión: 2 respuestas en espera"))
    expect(asked.question("A-02").locator(".when-idle")).to_contain_text("Sin guardar")
    assert axe(asked.page) == []
    assert stored("A-01") is None

    asked.page.context.set_offline(False)
    expect(asked.bar).to_contain_text(SAVED)
    expect(asked.question("A-01").locator(".when-idle")).to_contain_text(SAVED)
    expect(asked.question("A-02").locator(".when-idle")).to_contain_text(SAVED)
    assert (stored("A-01").value, stored("A-02").value) == ("2", "si")


def test_what_waits_is_saved_also_by_the_button_of_the_page(page_as, liaison):
    asked = opened(page_as(liaison, 1280))
    asked.page.route("**/respuestas/**", lambda route: route.abort())
    asked.question("A-01").get_by_text("la mitad").click()
    expect(asked.bar).to_contain_text("1 respuesta en espera")
    asked.page.get_by_role("button", name="Guardar y seguir").click()
    expect(asked.page.get_by_role("heading", level=1)).to_have_text("Respuesta")
    assert stored("A-01").value == "2"


def test_leaving_with_an_unsaved_answer_loses_nothing_and_the_next_page_says_it(page_as, liaison):
    asked = opened(page_as(liaison, 1280))
    asked.page.route("**/respuestas/**", lambda route: route.abort())
    asked.question("A-01").get_by_text("la mitad").click()
    expect(asked.bar).to_contain_text("1 respuesta en espera")
    asked.page.get_by_role("link", name="Innovación Pública 360").first.click()
    expect(asked.page.locator("[data-save-bar]")).to_have_count(0)
    waiting = asked.page.locator("[data-waiting]")
    expect(waiting).to_contain_text("1 respuesta está en este equipo, por enviar")
    assert axe(asked.page) == []
    asked.page.unroute("**/respuestas/**")
    asked.page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(waiting).to_have_text("Lo que esperaba en este equipo quedó guardado: A-01.")
    assert stored("A-01").value == "2"
    asked.page.reload()
    expect(waiting).to_be_hidden()


def test_what_is_chosen_before_the_script_arrives_is_saved_when_it_does(page_as, liaison):
    page = page_as(liaison, 360)
    late = []
    page.route("**/autosave.js", lambda route: late.append(route))
    page.goto("/diagnostico/prueba/riofrio/preguntas/A.1/", wait_until="commit")
    asked = Questionnaire(page)
    asked.question("A-01").get_by_text("la mitad").click()
    asked.question("A-01").get_by_label("Direcciones que lo prueban").fill(LINK)
    until = time.monotonic() + 10
    while not late and time.monotonic() < until:
        page.wait_for_timeout(50)
    late[0].continue_()
    asked.expect_saved("A-01")
    assert stored("A-01").value == "2"
    assert [use.evidence.url for use in stored("A-01").evidence_uses.all()] == [LINK]
    assert stored("A-02") is None, "nothing is sent of what nobody touched"


def test_none_of_them_excludes_the_other_options(page_as, liaison):
    asked = opened(page_as(liaison, 360))
    asked.choose("A-03", "Datos")
    asked.choose("A-03", "Actas")
    assert stored("A-03").value == "a|b"
    asked.choose("A-03", "Ninguna de las anteriores")
    expect(asked.question("A-03").get_by_label("Datos")).not_to_be_checked()
    assert stored("A-03").value == "ninguna"
    asked.choose("A-03", "Contratos")
    expect(asked.question("A-03").get_by_label("Ninguna de las anteriores")).not_to_be_checked()
    assert stored("A-03").value == "c"


def test_page_is_filled_with_the_keyboard_alone(page_as, liaison):
    page = page_as(liaison, 1280)
    opened(page)
    tab_to(page, "A-01-value")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "A-01-links-")
    page.keyboard.type(LINK)
    tab_to(page, "A-02-value")
    page.keyboard.press("Space")
    tab_to(page, "A-03-value")
    page.keyboard.press("Space")
    tab_to(page, "A-03-links-a")
    page.keyboard.type("https://www.ejemplo.gov.co/datos")
    tab_to(page, "next")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Respuesta")
    tab_to(page, "B-01-value-num")
    page.keyboard.type("9")
    page.keyboard.press("Tab")
    page.keyboard.type("10")
    tab_to(page, "B-02-value")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-save-bar]")).to_contain_text(SAVED)
    expect(page.locator("article[id='B-02'] .when-idle")).to_contain_text(SAVED)
    values = {code: stored(code).value for code in ("A-01", "A-02", "A-03", "B-01", "B-02")}
    assert values == {"A-01": "2", "A-02": "si", "A-03": "a", "B-01": "9/10", "B-02": "o2"}
    assert stored("A-01").evidence_uses.count() == 1


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field of that name has the focus, and see that the focus shows."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            break
    else:
        pytest.fail(f"{name} is not reached with Tab")
    outlines = "e => [e, e.closest('label')].filter(Boolean).map(e => getComputedStyle(e).outlineStyle)"
    assert set(page.locator("*:focus").evaluate(outlines)) != {"none"}, f"the focus on {name} does not show"


def test_answer_to_a_diagnosis_that_was_sent_meanwhile_is_refused_in_words(page_as, liaison, assessment):
    make_filled(assessment, liaison)
    make_member(Role.APPROVER, assessment.municipality)
    asked = opened(page_as(liaison, 360))
    assessments.submit(assessment=assessment, even_if_partial=True, by=liaison, at=AT)
    asked.question("A-02").get_by_text("No", exact=True).click()
    expect(asked.says("A-02").get_by_role("alert")).to_contain_text("El diagnóstico ya se envió y no recibe cambios")
    expect(asked.question("A-02").locator(".answer-state")).to_contain_text("No se guardó")
    expect(asked.bar).to_have_text(re.compile("Una respuesta no se guardó"))
    assert axe(asked.page) == []
    assert stored("A-02").value == "si"


def test_refused_address_outlives_a_reload_and_is_told_of_on_other_pages(page_as, liaison):
    asked = opened(page_as(liaison, 360))
    asked.choose("A-01", "la mitad")
    field = asked.question("A-01").get_by_label("Direcciones que lo prueban", exact=False).first
    field.fill("acta del concejo")
    field.press("Tab")
    expect(asked.bar).to_contain_text("Una dirección de A-01 no se guardó")
    asked.page.reload()
    expect(field).to_have_value("acta del concejo")
    expect(asked.says("A-01")).to_contain_text("No se guardó «acta del concejo»")
    asked.page.goto("/cuenta/")
    expect(asked.page.locator("[data-waiting]")).to_contain_text("A-01: lo que usted escribió no está completo")
    asked.page.get_by_role("link", name="A-01: lo que usted escribió").click()
    expect(field).to_have_value("acta del concejo")
    asked.write("A-01", "Direcciones que lo prueban", LINK)
    asked.page.goto("/cuenta/")
    expect(asked.page.locator("[data-waiting]")).to_be_hidden()


def test_session_that_ended_is_said_and_the_answer_is_saved_after_signing_in_elsewhere(page_as, liaison):
    asked = opened(page_as(liaison, 1280))
    asked.page.context.clear_cookies(name="sessionid")
    asked.question("A-01").get_by_text("la mitad").click()
    expect(asked.bar).to_contain_text("Su sesión terminó: 1 respuesta en espera")
    assert stored("A-01") is None

    other_tab = asked.page.context.new_page()
    other_tab.goto("/cuenta/login/")
    other_tab.get_by_label("Correo institucional").fill(liaison.email)
    other_tab.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    other_tab.get_by_role("button", name="Ingresar").click()
    expect(other_tab.get_by_role("button", name="Salir")).to_be_visible()
    expect(asked.bar).to_contain_text(SAVED, timeout=15_000)  # it tries again every ten seconds
    assert stored("A-01").value == "2"


def test_emptied_answer_can_be_put_back(page_as, liaison):
    asked = opened(page_as(liaison, 360))
    asked.choose("A-01", "casi todo")
    asked.write("A-01", "Direcciones que lo prueban", LINK)
    with asked.page.expect_response("**/respuestas/A-01/"):
        asked.question("A-01").get_by_role("button", name="Borrar esta respuesta").click()
    expect(asked.question("A-01").get_by_text("Respuesta borrada")).to_be_visible()
    asked.expect_saved("A-01")
    assert stored("A-01").value == ""
    assert axe(asked.page) == []
    with asked.page.expect_response("**/respuestas/A-01/"):
        asked.question("A-01").get_by_role("button", name="Deshacer").click()
    asked.expect_saved("A-01")
    expect(asked.question("A-01").get_by_label("casi todo")).to_be_checked()
    assert stored("A-01").value == "3"
    assert [use.evidence.url for use in stored("A-01").evidence_uses.all()] == [LINK]


def test_mistake_in_a_number_is_said_beside_it_and_in_the_bar(page_as, liaison):
    asked = opened(page_as(liaison, 360), "B.1")
    asked.question("B-01").get_by_label("Numerador").fill("12")
    with asked.page.expect_response("**/respuestas/B-01/"):
        asked.question("B-01").get_by_label("Denominador").fill("10")
        asked.question("B-01").get_by_label("Denominador").press("Tab")
    expect(asked.bar).to_contain_text("falta corregir B-01")
    expect(asked.says("B-01")).to_be_visible()
    says = asked.says("B-01").bounding_box()
    field = asked.question("B-01").get_by_label("Numerador").bounding_box()
    assert 0 < says["y"] - field["y"] < 360, "within the same screen"


@pytest.mark.parametrize(
    ("typed", "echo", "value"),
    [
        ("0.125", "Se guarda 0,125", "0.125/1250"),
        ("1.234", "Se guarda 1.234, sin decimales. Si son decimales, escriba 1,234.", "1234/1250"),
        ("1\u00a0234", "Se guarda 1.234", "1234/1250"),
        ("1234,5", "Se guarda 1.234,5", "1234.5/1250"),
        ("12", "", "12/1250"),
    ],
)
def test_number_is_said_as_it_is_read_while_it_is_typed(page_as, liaison, typed, echo, value):
    asked = opened(page_as(liaison, 360), "B.1")
    asked.question("B-01").get_by_label("Denominador").fill("1 250")
    field = asked.question("B-01").get_by_label("Numerador")
    field.press_sequentially(typed)
    expect(field).to_have_accessible_description(echo)
    field.press("Tab")
    until = time.monotonic() + 10  # what stood there between two keys may be saved first
    while getattr(stored("B-01"), "value", None) != value and time.monotonic() < until:
        asked.page.wait_for_timeout(50)
    assert stored("B-01").value == value
    asked.expect_saved("B-01")
    expect(field).to_have_value(typed)
    assert axe(asked.page) == []


def test_number_that_cannot_be_read_is_kept_and_told_about_the_comma(page_as, liaison):
    asked = opened(page_as(liaison, 360), "B.1")
    asked.question("B-01").get_by_label("Denominador").fill("10")
    with asked.page.expect_response("**/respuestas/B-01/"):
        asked.question("B-01").get_by_label("Numerador").fill(",5")
        asked.question("B-01").get_by_label("Numerador").press("Tab")
    expect(asked.says("B-01")).to_contain_text("falta el cero antes de la coma: escriba 0,5 si son decimales")
    asked.page.reload()
    expect(asked.question("B-01").get_by_label("Numerador")).to_have_value(",5")


def test_piece_of_work_is_walked_forth_and_back_and_waits_without_connection(page_as, liaison):
    page = page_as(liaison, 360)
    page.goto("/diagnostico/prueba/riofrio/")
    page.get_by_role("link", name="Empezar la tanda 1").click()
    bar = page.locator(".sb-now")
    expect(bar).to_contain_text("1 de 3 de la tanda")
    first = page.locator("article.q").get_attribute("id")
    page.locator("article.q label").first.click()
    expect(page.locator("[data-save-bar]")).to_contain_text(SAVED)
    page.get_by_role("button", name="Seguir con").click()
    expect(bar).to_contain_text("2 de 3 de la tanda")
    page.context.set_offline(True)
    page.get_by_role("button", name="Seguir con").click()
    expect(page.locator("[data-save-bar]")).to_contain_text("Sin conexión: siga cuando vuelva")
    expect(bar).to_contain_text("2 de 3 de la tanda")
    page.context.set_offline(False)
    page.get_by_role("link", name=first).click()
    expect(bar).to_contain_text("1 de 3 de la tanda")


def test_answer_that_was_refused_goes_on_once_it_may(page_as, liaison, contributor, assessment):
    asked = opened(page_as(contributor, 1280))
    share = {"assessment": assessment, "seen": "", "by": liaison, "at": AT}
    give(share, {"A": {liaison.pk}})
    asked.question("A-01").locator("label", has_text="algo").first.click()
    expect(asked.says("A-01")).to_contain_text("está a cargo de Enlace")
    give(share, {"A": set()})
    asked.question("A-01").locator("label", has_text="casi todo").first.click()
    asked.expect_saved("A-01")
    assert stored("A-01").value == "3"


def give(share: dict, wanted: dict[str, set[int]]) -> None:
    sharing.split(wanted=wanted, **share | {"seen": shares_of(share["assessment"]).fingerprint})
