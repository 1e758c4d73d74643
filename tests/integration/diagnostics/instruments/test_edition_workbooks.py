"""Workbooks of editions by the command and by the page: each cell is read as it is, or the whole is refused with its address."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from diagnostics.instruments.exports.edition_workbook import edition_workbook
from diagnostics.instruments.exports.editions import as_yaml, document_of
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.instruments.models import EditionDraft, InstrumentVersion
from tests.command_line import refused, row_counts, run, write
from tests.factories.diagnostics import edition

pytestmark = pytest.mark.django_db
Change = Callable[[openpyxl.Workbook], Any]
QUESTIONS = "Preguntas"


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.coordinator)


def workbook(change: Change = lambda book: None) -> bytes:
    data = edition_workbook(document_of(read_instrument(as_yaml(edition()))), read_me=["Hola"])
    book, out = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    change(book)
    book.save(out)
    return out.getvalue()


def put(heading: str, value: Any, *, row: int = 2, shape: str = "General") -> Change:
    def change(book: openpyxl.Workbook) -> None:
        cell = book[QUESTIONS].cell(row, {head.value: head.column for head in book[QUESTIONS][1]}[heading])
        cell.value, cell.number_format = value, shape

    return change


def doubled(book: openpyxl.Workbook) -> None:
    sheet = book[QUESTIONS]
    sheet.cell(1, sheet.max_column + 1).value = "Crítica"


MISTAKES: list[tuple[str, Change, str]] = [
    ("weight of a percent format", put("Peso", 0.2, shape="0%"), "tiene formato de porcentaje"),
    ("weight as text that reads two ways", put("Peso", "1.234"), "escriba 1234 si son miles"),
    ("error as a wording", put("Pregunta", "#REF!"), "la celda tiene un error (#REF!)"),
    ("mark of a formula without a result", put("Crítica", "=TRUE()"), "tiene una fórmula sin resultado"),
    ("heading that stands twice", doubled, "el encabezado «Crítica» está dos veces"),
    ("heading that nobody knows", put("Peso", "Peso nuevo", row=1), "falta el encabezado «Peso»"),
    ("merged cells", lambda book: book[QUESTIONS].merge_cells("C2:C3"), "celdas C2:C3: están combinadas"),
]


@pytest.mark.parametrize(("change", "words"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES])
def test_cell_that_does_not_fit_refuses_the_edition_by_command_and_page(desk, tmp_path, change, words):
    data = workbook(change)
    file = write(tmp_path, "edicion.xlsx", data)
    for arguments in (["--check"], []):
        said = refused("load_instrument", file, *arguments)
        assert f"  - {QUESTIONS}" in said
        assert words in said
    page = desk.post("/ediciones/", {"file": SimpleUploadedFile("edicion.xlsx", data)})
    assert page.status_code == 422
    assert words in page.text
    assert not EditionDraft.objects.exists()


def test_check_of_a_sound_workbook_writes_nothing(tmp_path):
    before = row_counts()
    assert (
        run("load_instrument", write(tmp_path, "edicion.xlsx", workbook()), "--check")
        == "edicion.xlsx: sin problemas.\n"
    )
    assert row_counts() == before


def test_workbook_loads_as_the_yaml_does(tmp_path):
    run("load_instrument", write(tmp_path, "edicion.xlsx", workbook()))
    version = InstrumentVersion.objects.get()
    assert "no se cambió nada" in run("load_instrument", write(tmp_path, "edicion.yaml", as_yaml(edition())))
    assert InstrumentVersion.objects.get() == version


def test_fault_of_a_whole_edition_is_named_by_its_row(tmp_path):
    said = refused("load_instrument", write(tmp_path, "edicion.xlsx", workbook(put("Peso", "-1"))), "--check")
    assert f"  - {QUESTIONS}, fila 2: " in said
