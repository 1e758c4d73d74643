"""Everything that people must do works with JavaScript off: forms, buttons and tables."""

import re

import pytest
from playwright.sync_api import expect

from accounts.permissions import Role
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.results.models import Publication
from diagnostics.review.models import AnswerReview
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.diagnostics import (
    LINK,
    make_answer,
    make_closed,
    make_filled,
    make_round,
    make_sent,
    make_submitted,
)  # fmt: skip
from tests.factories.territory import make_municipality


@pytest.fixture
def assessment(transactional_db) -> Assessment:
    town = make_municipality(name="Riofrío", slug="riofrio")
    return make_round(town, code="prueba", name="Ciclo de prueba", is_demo=True).assessments.get()


@pytest.fixture
def liaison(assessment):
    return make_member(Role.LIAISON, assessment.municipality, email="enlace@alcaldia.example", password=PASSWORD)


@pytest.fixture
def reviewer(db):
    return make_member(Role.REVIEWER)


@pytest.fixture
def page_of(page_as):
    return lambda user, width=360: page_as(user, width, java_script_enabled=False)


def test_signing_in_and_facts(page_at, liaison, assessment):
    page = page_at(360, java_script_enabled=False)
    page.goto("/diagnostico/prueba/riofrio/datos/")
    page.get_by_label("Correo institucional").fill(liaison.email)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    page.get_by_label("Tiene consejo").select_option(label="Sí")
    page.get_by_role("button", name="Guardar los datos").click()
    expect(page.get_by_role("status").first).to_contain_text("Datos del municipio guardados")
    assessment.refresh_from_db()
    assert assessment.attributes == {"has_council": True}
    page.get_by_role("button", name="Salir").click()
    expect(page.get_by_role("link", name="Ingresar").first).to_be_visible()


def test_page_is_saved_by_its_button(page_of, liaison):
    page = page_of(liaison)
    page.goto("/diagnostico/prueba/riofrio/preguntas/A.1/")
    page.locator("article[id='A-01']").get_by_label("casi todo").check()
    page.get_by_label("Direcciones que lo prueban").fill(LINK)
    page.get_by_label("No aplica en este municipio").check()
    page.get_by_label("¿Por qué no aplica?").fill("No le corresponde.")
    page.get_by_label("Actas").check()
    page.get_by_label("Dirección que prueba esta opción").nth(1).fill("https://www.ejemplo.gov.co/actas")
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(page.get_by_role("status").first).to_contain_text(re.compile(r"Guardado a las \d?\d:\d\d"))
    page.get_by_label("Numerador").fill("1.250.000,5")
    page.get_by_label("Denominador").fill("2.500.001")
    page.get_by_label("Por la web").check()
    page.get_by_role("button", name="Guardar esta página").last.click()
    expect(page.get_by_text("1.250.000,5 de 2.500.001 = 50,00 %")).to_be_visible()
    stored = {a.question.code: a for a in Answer.objects.select_related("question")}
    values = {code: answer.value for code, answer in stored.items()}
    assert values == {"A-01": "3", "A-02": "", "A-03": "b", "B-01": "1250000.5/2500001", "B-02": "o2"}
    assert (stored["A-02"].not_applicable, stored["A-02"].na_reason) == (True, "No le corresponde.")
    assert stored["A-03"].evidence_uses.get().option == "b"


def test_conflict_is_shown_by_the_page_and_the_rest_is_saved(page_of, liaison, assessment):
    page = page_of(liaison)
    page.goto("/diagnostico/prueba/riofrio/preguntas/A.1/")
    make_answer(
        assessment, "A-01", "1", changed_by=make_member(Role.CONTRIBUTOR, assessment.municipality, name="Colega")
    )
    page.locator("article[id='A-01']").get_by_label("casi todo").check()
    page.locator("article[id='A-02']").get_by_label("Sí").check()
    page.get_by_role("button", name="Guardar y seguir").click()
    says = page.locator("[id='dice-A-01']")
    expect(says).to_contain_text("Nivel 3: casi todo")
    expect(says).to_contain_text("Nivel 1: algo")
    expect(page.locator("main")).to_contain_text("Una parte no se guardó")
    assert {a.question.code: a.value for a in Answer.objects.select_related("question")} == {"A-01": "1", "A-02": "si"}

    says.get_by_role("button", name="Dejar la mía").click()
    expect(page.locator("[id='dice-A-01']").get_by_role("alert")).to_have_count(0)
    assert Answer.objects.get(question__code="A-01").value == "3"


def test_answer_is_taken_back(page_of, liaison, assessment):
    make_answer(assessment, "A-02", "si")
    page = page_of(liaison)
    page.goto("/diagnostico/prueba/riofrio/preguntas/A.1/")
    question = page.locator("article[id='A-02']")
    question.get_by_text("Evidencia que sirve y norma").click()
    question.get_by_role("button", name="Borrar esta respuesta").click()
    expect(question.get_by_label("Sí")).not_to_be_checked()
    assert Answer.objects.get(question__code="A-02").value == ""


def test_sending(page_of, liaison, assessment):
    assessment.attributes = {"has_council": False}
    assessment.save()
    make_filled(assessment, liaison)
    make_member(Role.APPROVER, assessment.municipality)
    page = page_of(liaison)
    page.goto("/diagnostico/prueba/riofrio/enviar/")
    page.get_by_role("button", name="Enviar a la alcaldía").click()
    expect(page.get_by_role("status").first).to_contain_text("Diagnóstico enviado")
    assessment.refresh_from_db()
    assert assessment.state == "sign_off"


def test_signing(page_of, liaison, assessment):
    assessment.attributes = {"has_council": False}
    assessment.save()
    make_submitted(assessment, liaison)
    page = page_of(make_member(Role.APPROVER, assessment.municipality))
    page.goto("/trabajo/")
    page.get_by_role("link", name="Leer y firmar").click()
    page.get_by_label("Nombre de quien firma").fill("Ana Prueba")
    page.get_by_label("Alcalde o alcaldesa").check()
    page.get_by_label("Cargo").fill("Alcaldesa")
    page.get_by_label("Leí el diagnóstico y respaldo lo que declara").check()
    page.get_by_role("button", name="Firmar y enviar a revisión").click()
    expect(page.get_by_role("status").first).to_contain_text("Diagnóstico firmado")
    assessment.refresh_from_db()
    assert assessment.state == "in_review"


def test_reviewing_and_closing(page_of, reviewer, liaison, assessment):
    assessment.attributes = {"has_council": False}
    assessment.save()
    make_sent(assessment, liaison)
    page = page_of(reviewer)
    page.goto("/revision/prueba/riofrio/preguntas/A.1/")
    page.get_by_label("Declaro que fuera de lo marcado").check()
    page.get_by_role("button", name="Guardar la declaración").click()
    expect(page.get_by_role("status").first).to_contain_text("Declaración guardada")
    for indicator, button in (("A.1", "Guardar y seguir"), ("B.1", "Guardar las marcas")):
        page.goto(f"/revision/prueba/riofrio/preguntas/{indicator}/")
        for choice in page.get_by_label("Aceptada", exact=True).all():
            choice.check()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status").first).to_contain_text("Marcas guardadas")
    marks = dict(AnswerReview.objects.values_list("answer__question__code", "evidence_accepted"))
    assert (marks["A-01"], marks["A-03"]) == ("si", "a|b|c")

    page.goto("/revision/prueba/riofrio/preguntas/B.1/")
    answer = page.locator("article[id='B-02']")
    answer.get_by_label("Otro resultado").check()
    answer.get_by_label("Opción que demuestra la evidencia").select_option(label="Por carta")
    answer.get_by_label("Razón del ajuste").select_option("otra")
    answer.get_by_label("Una frase que la alcaldía pueda usar").fill("La página solo tiene una dirección postal.")
    page.get_by_role("button", name="Guardar las marcas").click()
    expect(page.get_by_role("status").first).to_contain_text("Marcas guardadas")
    assert AnswerReview.objects.get(answer__question__code="B-02").value == "o1"

    page.goto("/revision/prueba/riofrio/")
    page.get_by_role("button", name="Cerrar la revisión de Riofrío").click()
    expect(page.get_by_role("status").first).to_contain_text("cerrada")
    assessment.refresh_from_db()
    assert assessment.state == "reply_open"


def test_replying(page_of, reviewer, liaison, assessment):
    assessment.attributes = {"has_council": False}
    assessment.save()
    make_closed(assessment, by=liaison, reviewer=reviewer, rejects=("A-01",))
    page = page_of(liaison)
    page.goto("/diagnostico/prueba/riofrio/revision/A-01/")
    page.get_by_label("En desacuerdo").check()
    page.get_by_label("Por qué", exact=True).fill("El documento lo muestra en la página 3.")
    page.get_by_role("button", name="Guardar lo que digo de A-01").click()
    expect(page.get_by_role("status").first).to_contain_text("Guardado. La réplica sobre A-01")
    page.goto("/diagnostico/prueba/riofrio/revision/enviar/")
    page.get_by_role("button", name=re.compile("^Enviar la réplica")).click()
    expect(page.get_by_role("status").first).to_contain_text("Réplica enviada")
    assessment.refresh_from_db()
    assert assessment.state == "reply_decision"


def test_publishing_and_reading(page_of, page_at, reviewer, liaison, assessment):
    assessment.attributes = {"has_council": False}
    assessment.save()
    make_closed(assessment, by=liaison, reviewer=reviewer)
    staff = page_of(make_member(Role.COORDINATOR), 1280)
    staff.goto("/tablero/")
    staff.get_by_role("link", name="Ver antes de publicar").click()
    staff.get_by_role("button", name=re.compile("^Publicar los resultados")).click()
    expect(staff.get_by_role("status").first).to_contain_text("quedó publicado")
    assert Publication.objects.get().round.code == "prueba"

    citizen = page_at(360, java_script_enabled=False)
    citizen.goto("/")
    citizen.get_by_role("link", name=re.compile("^Riofrío")).first.click()
    expect(citizen.locator(".gate .big .score")).to_have_text("100,00")
    chart = citizen.locator("#temas")
    chart.get_by_text("Ver la tabla de los temas").click()
    expect(chart.get_by_role("row").filter(has_text="Apertura")).to_contain_text("100,00")
    expect(chart.get_by_role("row").filter(has_text="Diálogo")).to_contain_text("100,00")
