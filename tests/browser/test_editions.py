"""An edition from the first word to its publication, by a coordinator with a browser and a spreadsheet."""

import io
import re

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from accounts.permissions import Role
from diagnostics.instruments.actions import editions
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from tests.browser.axe import axe
from tests.browser.small_edition import small_edition
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.diagnostics import AT, make_round, make_version
from tests.factories.territory import make_municipality


@pytest.fixture
def base(transactional_db) -> InstrumentVersion:
    version = make_version(small_edition())
    make_round(make_municipality(name="Riofrío", slug="riofrio"), version=version, code="viejo")
    return version


@pytest.fixture
def coordinator(base):
    return make_member(Role.COORDINATOR, email="coordinacion@area.example", password=PASSWORD)


def said(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_edition_is_written_checked_seen_and_published(page_as, coordinator, base, width):
    page = page_as(coordinator, width)
    page.goto("/trabajo/")
    menu = page.get_by_role("navigation", name="Trabajo")
    menu.get_by_text("Más").click()
    menu.get_by_role("link", name="Ediciones").click()
    page.get_by_label("Nombre de trabajo").fill("Edición siguiente")
    page.get_by_label("A partir de").select_option(label=str(base))
    page.get_by_role("button", name="Empezar el borrador").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Edición siguiente")

    page.get_by_role("link", name=re.compile(r"^A-01 ")).first.click()
    page.get_by_label("Pregunta", exact=True).fill("¿Publica todo lo que tiene?")
    page.get_by_label("Peso").fill("dos")
    page.get_by_role("button", name="Guardar A-01").click()
    said(page, "Guardado en el borrador")
    expect(page.locator(".note").filter(has_text="Por corregir aquí")).to_contain_text("«Peso» debe ser un número")
    assert axe(page) == []
    page.get_by_label("Peso").fill("2,5")
    page.get_by_label("Esta pregunta es").select_option(label="La misma, redactada de nuevo")
    page.get_by_label("Códigos que tenía antes").fill("A-01")
    page.get_by_role("button", name="Guardar A-01").click()
    expect(page.get_by_text("Por corregir aquí")).to_have_count(0)

    page.get_by_role("link", name="Edición siguiente").click()
    page.get_by_role("link", name="Publicar").click()
    obstacle = page.get_by_role("link", name=re.compile("la edición 1.0.0 ya existe"))
    expect(obstacle).to_be_visible()
    obstacle.click()
    page.get_by_label("Versión").fill("2.0.0")
    page.get_by_role("button", name="Guardar los datos generales").click()
    page.get_by_role("link", name="Vista previa").click()
    expect(page.locator("article[id='A-01'] h2")).to_have_text("¿Publica todo lo que tiene?")
    assert axe(page) == []
    page.get_by_role("link", name="Publicar").click()
    expect(page.get_by_role("main")).to_contain_text("Cambia lo que vale una respuesta")
    page.get_by_role("button", name="Publicar la edición 2.0.0").click()
    said(page, "La edición 2.0.0 quedó publicada")
    made = InstrumentVersion.objects.get(version="2.0.0")
    assert made.is_frozen
    assert made.parsed.question_by_code["A-01"].previous_relation == "reworded"


def test_edition_goes_through_a_spreadsheet(page_as, coordinator, base, tmp_path):
    page = page_as(coordinator, 1280)
    page.goto("/ediciones/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^XLSX")).click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    heads = {cell.value: cell.column for cell in book["Preguntas"][1]}
    book["Preguntas"].cell(2, heads["Pregunta"]).value = "¿Publica en hoja de cálculo?"
    changed = tmp_path / "edicion.xlsx"
    book.save(changed)
    page.get_by_label("A partir de").select_option(label=str(base))
    page.get_by_label("O de un archivo").set_input_files(changed)
    page.get_by_role("button", name="Empezar el borrador").click()
    expect(page.get_by_role("main")).to_contain_text("Qué cambia frente a la 1.0.0 (1)")
    assert EditionDraft.objects.get().part("question", "A-01")["text"] == "¿Publica en hoja de cálculo?"

    book["Preguntas"].cell(3, heads["Tipo"]).value = "abierta"
    book.save(changed)
    page.goto("/ediciones/")
    page.get_by_label("O de un archivo").set_input_files(changed)
    page.get_by_role("button", name="Empezar el borrador").click()
    expect(page.get_by_role("main")).to_contain_text("Preguntas, fila 3, «Tipo» (C3): dice «abierta»")
    assert axe(page) == []
    assert EditionDraft.objects.count() == 1


LONG = "Edición_que_nadie_partió_en_palabras_" * 3


def test_rows_are_moved_with_the_keyboard_and_enter_saves(page_as, coordinator, base):
    draft = editions.start(name="Siguiente", base=base, by=coordinator, at=AT)

    def options() -> list[str]:
        return [option["code"] for option in EditionDraft.objects.get().part("question", "A-03")["options"]]

    page = page_as(coordinator, 1280)
    page.goto(f"{draft.get_absolute_url()}pregunta/A-03/")
    page.get_by_label("Peso").fill("4")
    page.get_by_label("Peso").press("Enter")
    said(page, "Guardado en el borrador")
    assert (options(), EditionDraft.objects.get().part("question", "A-03")["weight"]) == (["a", "b", "c"], "4")
    page.get_by_role("button", name="Bajar la fila 1: opciones").press("Enter")
    expect(page).to_have_url(re.compile("#options-1$"))
    assert options() == ["b", "a", "c"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#options-1') !== null"), "Tab goes on from the moved row"


def test_own_second_window_is_said_and_both_texts_stand_there(page_as, coordinator, base):
    draft = editions.start(name="Siguiente", base=base, by=coordinator, at=AT)
    page = page_as(coordinator, 360)
    other = page.context.new_page()
    for window, text in ((page, None), (other, "¿La de la otra ventana?")):
        window.goto(f"{draft.get_absolute_url()}pregunta/A-01/")
        if text:
            window.get_by_label("Pregunta", exact=True).fill(text)
            window.get_by_role("button", name="Guardar A-01").click()
            said(window, "Guardado en el borrador")
    page.get_by_label("Pregunta", exact=True).fill("¿La de esta?")
    page.get_by_role("button", name="Guardar A-01").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Usted cambió A-01 en otra ventana, a las")
    expect(alert).to_contain_text("¿La de la otra ventana?")
    expect(alert).to_contain_text("¿La de esta?")
    expect(page.get_by_label("Pregunta", exact=True)).to_have_value("¿La de esta?")
    assert axe(page) == []
    page.get_by_role("button", name="Guardar A-01").click()
    said(page, "Guardado en el borrador")
    assert EditionDraft.objects.get().part("question", "A-01")["text"] == "¿La de esta?"


@pytest.mark.parametrize("width", [360, 1280])
def test_statements_are_unfolded_written_and_counted(page_as, coordinator, base, width):
    draft = editions.start(name="Siguiente", base=base, by=coordinator, at=AT)
    page = page_as(coordinator, width)
    page.goto(f"{draft.get_absolute_url()}pregunta/A-02/")
    field = page.get_by_label("Si responde «Sí»")
    expect(field).to_be_hidden()
    page.get_by_text("Escribir una frase por respuesta").click()
    field.fill("x" * 288)
    expect(page.locator("#id_said_si_limit")).to_contain_text("Quedan 12 de 300 letras")
    field.fill("Tiene plan.")
    page.get_by_role("button", name="Guardar A-02").click()
    expect(page.locator(".note").filter(has_text="Por corregir aquí")).to_contain_text("Falta la afirmación «No»")
    page.get_by_role("link", name="Falta la afirmación «No»").click()
    page.get_by_label("Si responde «No»").fill("No tiene plan.")
    assert axe(page) == []
    page.get_by_role("button", name="Guardar A-02").click()
    expect(page.get_by_text("Por corregir aquí")).to_have_count(0)
    part = EditionDraft.objects.get().part("question", "A-02")
    assert part["statements"] == {"si": "Tiene plan.", "no": "No tiene plan."}


def test_long_names_fit_a_phone(page_as, coordinator, base):
    draft = editions.start(name=LONG, base=base, by=coordinator, at=AT)
    here, page = draft.get_absolute_url(), page_as(coordinator, 360)
    page.goto(f"{here}pregunta/A-01/")
    page.get_by_label("Pregunta", exact=True).fill(LONG)
    page.get_by_role("button", name="Guardar A-01").click()
    said(page, "Guardado en el borrador")
    for path in (
        "/ediciones/",
        here,
        *(f"{here}{name}/" for name in ("reglas", "generales", "pregunta/A-01", "publicar")),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path
