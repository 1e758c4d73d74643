"""The files of tests/cases, each through its command and its page: what the table of their README says is right."""

import copy
import json
import logging
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Invitation
from accounts.permissions import Role
from diagnostics.assessments.models import Answer, Round, ScoreRun
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.instruments.models import EditionDraft
from territory.models import Municipality
from tests.command_line import refused, row_counts, run
from tests.factories.accounts import make_member
from tests.factories.diagnostics import AT, open_any
from tests.integration.diagnostics.exchange.test_answer_checks import PAGE as ANSWERS_PAGE
from tests.integration.diagnostics.exchange.test_answer_checks import press
from tests.integration.diagnostics.exchange.test_answer_checks import upload as upload_answers

pytestmark = pytest.mark.django_db
CASES = settings.BASE_DIR / "tests" / "cases"
SHEET = "/diagnostico/demo-2/copacabana/planilla/"
WORKBOOK = ("import_workbook", "--round", "demo-2", "--municipality", "05212")


@pytest.fixture
def valley() -> list[Municipality]:
    run("load_municipalities", str(settings.BASE_DIR / "data" / "territory" / "valle-de-aburra.csv"))
    return list(Municipality.objects.all())


@cache
def first_edition() -> dict[str, Any]:
    return read_instrument((settings.BASE_DIR / "data/instruments/ip360-ga.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def opened(valley) -> Round:
    """A round of the code and edition that the handed workbooks name."""
    version, _ = instruments.load(content=first_edition(), at=AT)
    return open_any(code="demo-2", version=version, municipalities=valley, at=AT, is_demo=True)


@pytest.fixture
def desk(opened, browser_of) -> Client:
    return browser_of(make_member(Role.LIAISON, Municipality.objects.get(divipola="05212")))


@pytest.fixture
def page(valley, browser_of) -> Client:
    return browser_of(make_member(Role.COORDINATOR))


def handed(name: str) -> Path:
    (found,) = CASES.glob(f"*/{name}")
    return found


def sent(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, handed(name).read_bytes())


# The one problem of a workbook: file, cell, its question, words of the sentence.
NAMED = [
    ("3punto5.xlsx", "E2", "TRA-01", "dice «3,5»"),
    ("75porciento.xlsx", "E2", "TRA-01", "formato de porcentaje"),
    ("texto-2-3.xlsx", "E2", "TRA-01", "dice «2-3»"),
    ("texto-0.125.xlsx", "E102", "DAT-04", "escriba 0,125, con coma"),
    ("dos-preguntas.xlsx", "E2:E3", "", "son celdas combinadas"),
    ("coma-inicial.xlsx", "E102", "DAT-04", "falta el cero antes de la coma: escriba 0,125"),
]
READ = [
    ("enlace-parentesis.xlsx", "TRA-01", "links", ["https://es.wikipedia.org/wiki/Barbosa_(Antioquia)"], ""),
    ("espacio.xlsx", "TRA-01", "value", "4", ""),
    ("escala-cero-ancho.xlsx", "TRA-01", "value", "3", ""),
    ("si-nfd.xlsx", "PAR-03", "value", "si", ""),
    ("promedio.xlsx", "DAT-04", "value", "12.333333333", "E102 (DAT-04): el número se redondeó a 9 decimales."),
    ("nbsp-miles.xlsx", "DAT-04", "value", "1234", ""),
]
WHOLE = [
    ("enlaces-dos-veces.xlsx", "El encabezado «Direcciones» está dos veces (I1 y L1)"),
    ("enlaces-url.xlsx", "No se conoce «Enlaces (URL)» (I1)"),
    ("estricto.xlsx", "Guárdelo como «Libro de Excel (.xlsx)», sin «estricto»"),
]
EDITIONS = [
    ("peso-20porciento.xlsx", "Dimensiones, fila 2, «Peso» (D2): tiene formato de porcentaje"),
    ("critica-formula-sin-valor.xlsx", "Preguntas, fila 2, «Crítica» (G2): tiene una fórmula sin resultado"),
    ("nombre-REF.xlsx", "Dimensiones, fila 2, «Nombre» (B2): la celda tiene un error (#REF!)"),
    ("edicion-critica-dos-veces.xlsx", "Preguntas, celdas G1 y AE1: el encabezado «Crítica» está dos veces"),
]


def test_every_handed_file_is_tried():
    tried = {case[0] for table in (NAMED, READ, WHOLE, EDITIONS) for case in table}
    tried |= {"municipios.csv", "personas.csv", "respuestas.csv"}
    assert {path.name for path in CASES.glob("*/*")} == tried


@pytest.mark.parametrize(("name", "cell", "code", "words"), NAMED, ids=[case[0] for case in NAMED])
def test_cell_is_named_and_its_answer_not_taken(desk, name, cell, code, words):
    before = row_counts()
    said = json.loads(run(*WORKBOOK, str(handed(name))))
    assert row_counts() == before
    assert [(one["cell"], one["question"]) for one in said["problems"]] == [(cell, code)]
    assert words in said["problems"][0]["message"]
    lost = {"TRA-01", "TRA-02"} if ":" in cell else {code}
    assert not lost & said["answers"].keys()
    assert len(said["answers"]) > 60
    answer = desk.post(SHEET, {"file": sent(name)}, follow=True)
    assert answer.status_code == 422
    assert words in answer.text
    assert f" {cell}" in answer.text
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("name", "code", "part", "value", "note"), READ, ids=[case[0] for case in READ])
def test_cell_is_read_and_saved_as_it_is(desk, name, code, part, value, note):
    said = json.loads(run(*WORKBOOK, str(handed(name))))
    assert (said["problems"], said["answers"][code][part]) == ([], value)
    assert said["notes"] == ([note] if note else [])
    compared = desk.post(SHEET, {"file": sent(name)}, follow=True)
    assert compared.status_code == 200
    assert note in compared.text
    sealed = compared.text.split('name="sealed" value="')[1].split('"')[0]
    # The workbook was downloaded from a portal with answers, which this round does not have: the person takes the file's.
    choices = dict(re.findall(r'name="([A-Z]+-[0-9]+-choice)" value="([0-9]+)"', compared.text))
    assert desk.post(SHEET, {"sealed": sealed} | choices).status_code == 302
    stored = Answer.objects.get(assessment__municipality__divipola="05212", question__code=code)
    links = list(stored.evidence_uses.values_list("evidence__url", flat=True))
    assert {"value": stored.value, "links": links}[part] == value


def other_edition(valley, change) -> None:
    """The round of the handed workbooks, with an edition that is not theirs."""
    content = copy.deepcopy(first_edition())
    content["instrument"]["version"] = "9.0.0"
    change(content["dimensions"][0]["indicators"][0]["questions"])
    version, _ = instruments.load(content=content, at=AT)
    open_any(code="demo-2", version=version, municipalities=valley, at=AT, is_demo=True)


def say_as_facts(questions) -> None:
    for question in questions:
        question["help"] = "Otra ayuda."
        question["statements"] = {str(level): "La alcaldía publica." for level in range(5)}


def test_workbook_of_another_edition_is_read_where_that_one_asks_the_same(valley):
    other_edition(valley, say_as_facts)
    said = json.loads(run(*WORKBOOK, str(handed("espacio.xlsx"))))
    assert (said["answers"]["TRA-01"]["value"], said["problems"], said["notes"]) == ("4", [], [])


@pytest.mark.parametrize(
    "change",
    [
        lambda questions: questions[0].update(text="¿Otra cosa?"),
        lambda questions: questions[1]["levels"].__setitem__(2, "Otro nivel."),
        lambda questions: next(q for q in questions if q.get("options"))["options"][0].update(text="Otra opción"),
        lambda questions: questions[0].update(code="TRA-99"),
    ],
    ids=["text", "level", "option", "code"],
)
def test_workbook_of_an_edition_that_asks_something_else_is_refused(valley, change):
    other_edition(valley, change)
    assert "La planilla es de otro diagnóstico (edición: " in refused(*WORKBOOK, str(handed("espacio.xlsx")))


@pytest.mark.parametrize(("name", "words"), WHOLE, ids=[case[0] for case in WHOLE])
def test_workbook_is_refused_whole(desk, name, words):
    assert words in refused(*WORKBOOK, str(handed(name)))
    answer = desk.post(SHEET, {"file": sent(name)}, follow=True)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize(("name", "words"), EDITIONS, ids=[case[0] for case in EDITIONS])
def test_edition_is_refused_with_its_cell(page, name, words):
    assert f"  - {words}" in refused("load_instrument", str(handed(name)), "--check")
    answer = page.post("/ediciones/", {"file": sent(name)})
    assert answer.status_code == 422
    assert words in answer.text
    assert not EditionDraft.objects.exists()


def test_code_without_its_zero_is_the_same_municipality(page):
    run("load_municipalities", str(handed("municipios.csv")))
    assert list(Municipality.objects.filter(name="Barbosa").values_list("divipola", flat=True)) == ["05079"]
    page.post("/administracion/municipios/", {"file": sent("municipios.csv")})
    assert "Barbosa" in page.get("/administracion/municipios/").text
    assert Municipality.objects.count() == 10


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(page):
    said = refused("invite_people", str(handed("personas.csv")), "--check")
    assert "Fila 3: «no-es-correo» no es un correo completo" in said
    answer = page.post("/equipo/varias/", {"file": sent("personas.csv")}, follow=True)
    assert re.findall(r'<li id="fila-(\d+)">', answer.text) == ["2", "3"]
    assert not Invitation.objects.exists()


def test_import_that_waits_for_facts_succeeds_in_one_line(page, opened, caplog, django_capture_on_commit_callbacks):
    """The facts that the edition asks of a municipality are in no file of places: no traceback, by command and page."""
    with caplog.at_level(logging.WARNING), django_capture_on_commit_callbacks(execute=True):
        said = run("import_answers", "--round", "demo-2", "--layer", "final", str(handed("respuestas.csv")))
    assert "625 filas leídas" in said
    (record,) = caplog.records
    assert record.exc_info is None
    assert "waits: faltan datos de 9 municipios (05001, " in record.getMessage()
    assert not ScoreRun.objects.exists()

    Answer.objects.all().delete()
    caplog.clear()
    address = upload_answers(page, sent("respuestas.csv"), round="demo-2")["Location"]
    with django_capture_on_commit_callbacks(execute=True):
        press(page, address)
    assert "625 respuestas escritas" in page.get(address).text
    assert [record.exc_info for record in caplog.records if record.levelno >= logging.WARNING] == [None]
    assert ANSWERS_PAGE in address
