"""The whole main job in one story: invited, answered, sent, signed, reviewed, replied, published, read."""

import csv
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from diagnostics.assessments.models import Round
from territory.models import Municipality
from tests.browser.axe import axe
from tests.browser.questionnaire import Questionnaire
from tests.browser.small_edition import (
    DIALOGUE,
    LEVEL,
    LEVEL_WITHOUT_GATE,
    OFFICIAL,
    OPENNESS,
    PROVISIONAL,
    small_edition,
)
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.diagnostics import make_round, make_version

PLACES = Path(__file__).parents[2] / "data" / "territory" / "valle-de-aburra.csv"
LIAISON = "planeacion@alcaldia.example"
REASON = "El plan es del área metropolitana."


@pytest.fixture
def town(transactional_db) -> Municipality:
    """The municipality of the story, in an open round of all ten."""
    call_command("load_municipalities", str(PLACES), stdout=StringIO())
    places = list(Municipality.objects.in_river_order())
    make_round(
        *places, version=make_version(small_edition()), code="historia", name="Ciclo de la historia", is_demo=True
    )
    return places[2]


def test_spine_from_the_invitation_to_the_citizen(page_at, town):
    coordinator = make_member(Role.COORDINATOR, email="coordinacion@area.example", password=PASSWORD)
    reviewer = make_member(Role.REVIEWER, email="revision@area.example", password=PASSWORD)
    mayor = make_member(Role.APPROVER, town, email="despacho@alcaldia.example", password=PASSWORD)

    staff = page_at(1280)
    sign_in(staff, coordinator.email)
    invite_liaison(staff, town)

    official = page_at(360)
    accept_invitation(official)
    confirm_facts(official, town)
    answer_everything(official)
    official = come_back(official)
    everything_is_there(official)
    send(official, town)
    office = page_at(360)
    sign_in(office, mayor.email)
    sign(office)
    what_was_sent_stays(official)
    nobody_reads_it_yet(page_at(360), town)

    review = page_at(1280)
    sign_in(review, reviewer.email)
    declare(review)
    review_and_close(review, town)
    agree(official)
    nobody_reads_it_yet(page_at(360), town)

    see_on_board(staff, town)
    publish(staff)
    citizen_reads(page_at(360), town)


def sign_in(page: Page, email: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Ingresar").click()
    page.get_by_label("Correo institucional").fill(email)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ingresar").click()
    expect(page.get_by_role("button", name="Salir")).to_be_visible()


def invite_liaison(page: Page, town: Municipality) -> None:
    page.get_by_role("navigation", name="Trabajo").get_by_role("link", name="Equipo").click()
    page.get_by_role("link", name="Invitar a alguien").first.click()
    page.get_by_label("Correo institucional").fill(LIAISON)
    page.get_by_label("Rol").select_option(label=Role.LIAISON.label)
    page.get_by_label(re.compile("^Municipio")).select_option(label=town.name)
    page.get_by_role("button", name="Enviar la invitación").click()
    expect(page.get_by_role("status")).to_contain_text(LIAISON)


def accept_invitation(page: Page) -> None:
    [message] = mail.outbox
    assert message.to == [LIAISON]
    page.goto(re.search(r"https?://[^/]+(/cuenta/invitacion/\S+)", message.body)[1])
    page.get_by_label("Nombre y apellido").fill("Persona de prueba")
    page.get_by_label("Contraseña").fill("treinta caminos de agua")
    page.get_by_label("Leí el aviso").check()
    page.get_by_role("button", name="Crear mi cuenta").click()


def confirm_facts(page: Page, town: Municipality) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Faltan")
    page.get_by_role("link", name="Empezar por los datos del municipio").click()
    page.get_by_label("Tiene consejo").select_option(label="Sí")
    page.get_by_role("button", name="Guardar los datos").click()
    expect(page.get_by_role("status")).to_contain_text("Datos del municipio guardados")


def answer_everything(page: Page) -> None:
    """All but B-05, every one by autosave: the button of the page is pressed only to go on."""
    page.get_by_role("link", name=re.compile("^Continuar en A-01")).click()
    asked = Questionnaire(page)
    asked.choose("A-01", "casi todo")
    asked.write("A-01", "Direcciones que lo prueban", "https://www.alcaldia.example/publica")
    asked.question("A-02").get_by_label("No aplica en este municipio").check()
    asked.write("A-02", "¿Por qué no aplica?", REASON)
    asked.choose("A-03", "Datos")
    asked.question("A-03").get_by_label("Dirección que prueba esta opción").first.fill(
        "https://www.alcaldia.example/datos"
    )
    asked.choose("A-03", "Actas")
    asked.question("A-03").get_by_label("Dirección que prueba esta opción").nth(1).fill("www.alcaldia.example/actas")
    asked.write("A-03", "Direcciones que prueban todas", "")
    assert axe(page) == []
    page.get_by_role("button", name="Guardar y seguir").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Respuesta")
    asked.question("B-01").get_by_label("Numerador").fill("5")
    asked.write("B-01", "Denominador", "10")
    asked.choose("B-02", "Por carta")
    asked.write("B-03", "Número", "0")
    asked.write("B-04", "Direcciones que lo prueban", "https://www.alcaldia.example/presupuesto")
    asked.question("B-04").get_by_label("Número de pesos").fill("mil")
    expect(asked.bar).to_contain_text("Guardado como borrador: falta corregir B-04")
    expect(asked.says("B-04")).to_contain_text("Corrija el valor")


def come_back(page: Page) -> Page:
    """Close the tab and open another: the browser remembers the session, the server the answers."""
    again = page.context.new_page()
    page.close()
    again.goto("/trabajo/")
    return again


def everything_is_there(page: Page) -> None:
    page.get_by_role("link", name=re.compile("^Apertura")).click()
    asked = Questionnaire(page)
    expect(asked.question("A-01").get_by_label("casi todo")).to_be_checked()
    expect(asked.question("A-01").get_by_label("Direcciones que lo prueban")).to_have_value(
        "https://www.alcaldia.example/publica"
    )
    expect(asked.question("A-02").get_by_label("No aplica en este municipio")).to_be_checked()
    expect(asked.question("A-02").get_by_label("¿Por qué no aplica?")).to_have_value(REASON)
    chosen = asked.question("A-03").locator("input[type=checkbox]:checked")
    assert chosen.evaluate_all("boxes => boxes.map(box => box.value)") == ["a", "b"]
    links = asked.question("A-03").get_by_label("Dirección que prueba esta opción")
    expect(links.nth(0)).to_have_value("https://www.alcaldia.example/datos")
    expect(links.nth(1)).to_have_value("https://www.alcaldia.example/actas")
    page.get_by_role("button", name="Guardar y seguir").click()
    expect(asked.question("B-01").get_by_label("Denominador")).to_have_value("10")
    expect(asked.question("B-02").get_by_label("Por carta")).to_be_checked()
    expect(asked.question("B-03").get_by_label("Número")).to_have_value("0")
    expect(asked.question("B-04").get_by_label("Número de pesos")).to_have_value("mil")


def send(page: Page, town: Municipality) -> None:
    page.get_by_role("link", name="Mi trabajo").first.click()
    page.get_by_role("link", name="Revisar antes de enviar").click()
    expect(page.get_by_role("alert")).to_contain_text("No se puede enviar todavía")
    expect(page.get_by_role("button", name=re.compile("^Enviar"))).to_have_count(0)
    page.get_by_role("alert").get_by_role("link", name=re.compile("^B-04")).click()

    asked = Questionnaire(page)
    asked.write("B-04", "Número de pesos", "1.250.000,5")
    expect(asked.says("B-04")).to_contain_text("1.250.000,5 pesos")
    page.goto(page.url.split("/preguntas/")[0] + "/enviar/")
    zero = page.get_by_role("region", name=re.compile("^Contarán cero: 1"))
    expect(zero.get_by_role("listitem")).to_have_text(re.compile("^B-05"))
    assert axe(page) == []
    page.get_by_role("button", name="Enviar con 1 sin responder").click()
    expect(page.get_by_role("status")).to_contain_text("Diagnóstico enviado")
    expect(page.get_by_role("heading", level=1)).to_contain_text("en aprobación de la alcaldía")


def sign(page: Page) -> None:
    page.get_by_role("link", name="Leer y firmar").click()
    page.get_by_label("Nombre de quien firma").fill("Ana Prueba")
    page.get_by_label("Alcalde o alcaldesa").check()
    page.get_by_label("Cargo").fill("Alcaldesa")
    page.get_by_label("Leí el diagnóstico y respaldo lo que declara").check()
    assert axe(page) == []
    page.get_by_role("button", name="Firmar y enviar a revisión").click()
    expect(page.get_by_role("status")).to_contain_text("Diagnóstico firmado")
    expect(page.get_by_role("heading", level=1)).to_contain_text("en revisión metropolitana")


def what_was_sent_stays(page: Page) -> None:
    page.goto("/trabajo/")
    page.goto(page.url + "preguntas/A.1/")
    expect(Questionnaire(page).question("A-01").get_by_label("casi todo")).to_be_disabled()


def nobody_reads_it_yet(page: Page, town: Municipality) -> None:
    """The score exists in the database, and no public address tells it."""
    assert Round.objects.get(code="historia").runs.count() > 0
    for path in ("/", f"/municipios/{town.slug}/", f"/municipios/{town.slug}/?ciclo=historia", "/comparar/",
                 f"/comparar/?m={town.slug}", "/como-se-mide/", "/datos/historia/puntajes.csv"):  # fmt: skip
        text = page.request.get(path).text()
        numbers = [form for n in (OFFICIAL, PROVISIONAL, OPENNESS) for form in (n, n.replace(",", "."))]
        assert [number for number in numbers if number in text] == [], path
    assert page.request.get("/datos/historia/puntajes.csv").status == 404


def declare(page: Page) -> None:
    page.get_by_role("navigation", name="Trabajo").get_by_role("link", name="Revisión").click()
    page.get_by_role("link", name="Hacer la declaración").click()
    page.get_by_label("Declaro que fuera de lo marcado").check()
    page.get_by_role("button", name="Guardar la declaración").click()
    expect(page.get_by_role("status")).to_contain_text("Declaración guardada")


def review_and_close(page: Page, town: Municipality) -> None:
    page.get_by_role("link", name=f"Revisar {town.name}").click()
    page.get_by_role("link", name=re.compile("^Empezar en A-01")).click()
    mark(page, "A-01", "Aceptada")
    mark(page, "A-02", "Se acepta")
    item = page.locator("article[id='A-03']")
    proofs = item.locator("ul.evs > li")
    proofs.nth(0).get_by_label("Aceptada", exact=True).check()
    proofs.nth(1).get_by_label("Insuficiente").check()
    item.get_by_label("Razón del ajuste").select_option("otra")
    with page.expect_response("**/respuestas/A-03/"):
        item.get_by_label("Una frase que la alcaldía pueda usar").fill("El enlace abre la portada.")
        item.get_by_label("Una frase que la alcaldía pueda usar").press("Tab")
    expect(item.locator(".when-idle")).to_contain_text("Marcada, con ajuste")
    assert axe(page) == []
    page.get_by_role("button", name="Guardar y seguir").click()
    mark(page, "B-04", "Aceptada")
    page.get_by_role("button", name="Guardar las marcas").click()
    expect(page.get_by_text("Todas las respuestas con evidencia")).to_be_visible()
    page.get_by_role("button", name=f"Cerrar la revisión de {town.name}").click()
    expect(page.get_by_role("status")).to_contain_text("cerrada")


def agree(page: Page) -> None:
    page.goto("/trabajo/")
    page.get_by_role("link", name="Ver los ajustes y contestar").click()
    expect(page.locator("main")).to_contain_text("El enlace abre la portada.")
    page.goto(page.url + "enviar/")
    page.get_by_role("button", name=re.compile("^Enviar la réplica")).click()
    expect(page.get_by_role("status")).to_contain_text("Aceptaron todos los ajustes: el resultado es definitivo.")


def mark(page: Page, code: str, label: str) -> None:
    item = page.locator(f"article[id='{code}']")
    with page.expect_response(f"**/respuestas/{code}/"):
        item.get_by_label(label, exact=True).check()
    expect(item.locator(".when-idle")).to_contain_text("Marcada")


def see_on_board(page: Page, town: Municipality) -> None:
    page.goto("/tablero/")
    row = page.get_by_role("region", name="Puntaje por municipio y tema").get_by_role("row").filter(has_text=town.name)
    expect(row.locator(".c-tot")).to_have_text(PROVISIONAL)
    page.get_by_role("navigation", name="Capa").get_by_role("link", name="Definitiv").click()
    expect(row.locator(".c-tot")).to_have_text(OFFICIAL)
    expect(row.locator("td").nth(0)).to_contain_text(OPENNESS)
    expect(row.locator("td").nth(1)).to_contain_text(DIALOGUE)
    expect(row.locator(".c-lev")).to_contain_text(LEVEL)


def publish(page: Page) -> None:
    page.get_by_role("link", name="Ver antes de publicar").click()
    expect(page.get_by_role("complementary", name="Qué pasa al publicar")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Publicar los resultados").click()
    expect(page.get_by_role("status")).to_contain_text("quedó publicado")


def citizen_reads(page: Page, town: Municipality) -> None:
    page.goto("/")
    page.get_by_label("Su municipio").select_option(label=town.name)
    page.get_by_role("button", name="Ver resultados").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(town.name)
    gate = page.locator(".gate")
    expect(gate.locator(".big .score")).to_have_text(OFFICIAL)
    expect(gate.locator(".gate-top")).to_contain_text(LEVEL)
    expect(gate.locator(".note")).to_contain_text(
        f"El puntaje alcanza para {LEVEL_WITHOUT_GATE}, pero se muestra {LEVEL} "
        f"porque Diálogo ({DIALOGUE}) está por debajo de 40 puntos."
    )
    page.get_by_text("Ver la tabla de los temas").click()
    table = page.get_by_role("region", name="Tabla de los temas")
    expect(table.get_by_role("row").filter(has_text="Apertura").locator("td").first).to_have_text(OPENNESS)
    expect(page.locator(".ribbon")).to_contain_text("Datos de demostración")

    with page.expect_download() as download:
        page.get_by_role("link", name="Puntajes (CSV)").first.click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        totals = {row["municipality"]: row for row in csv.DictReader(file) if row["kind"] == "global"}
    assert totals[town.divipola]["displayed"] == OFFICIAL.replace(",", ".")
    assert (totals[town.divipola]["layer"], totals[town.divipola]["level"]) == ("final", "1")
    assert {row["displayed"] for code, row in totals.items() if code != town.divipola} == {""}
