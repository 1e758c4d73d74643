"""What real spreadsheets brought forth, by the command and by the page: each cell is read as it is, or named."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from diagnostics.assessments.models import Answer
from tests.command_line import refused, row_counts, run, write
from tests.factories import files
from tests.factories.diagnostics import make_answer
from tests.integration.diagnostics.exchange.test_spreadsheet import COLUMN, download, put, rows, stored, upload

pytestmark = pytest.mark.django_db
Change = Callable[[openpyxl.Workbook], Any]


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def bytes_of(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def command(assessment) -> tuple[str, ...]:
    return ("import_workbook", "--round", assessment.round.code, "--municipality", assessment.municipality.divipola)


def said_by_command(folder: Path, assessment, data: bytes) -> dict[str, Any]:
    before = row_counts()
    said = json.loads(run(*command(assessment), write(folder, "planilla.xlsx", data)))
    assert row_counts() == before
    return said


def typed(code: str, option: str = "", *, shape: str = "General", **cells: Any) -> Change:
    """Put cells into the row of a question, the first of them with a number format."""

    def change(book: openpyxl.Workbook) -> None:
        put(book, code, option, **cells)
        book["Respuestas"][f"{COLUMN[next(iter(cells))]}{rows(book['Respuestas'])[code, option]}"].number_format = shape

    return change


def merged(book: openpyxl.Workbook) -> None:
    book["Respuestas"].merge_cells("E2:E3")


# What comes out as a problem, with its cell.
ASKED: list[tuple[str, Change, str, str]] = [
    ("percent in a scale", typed("A-01", answer=0.75, shape="0%"), "E2", "tiene formato de porcentaje"),
    ("decimals in a scale", typed("A-01", answer=3.5), "E2", "dice «3,5»"),
    ("range in a scale", typed("A-01", answer="2-3"), "E2", "dice «2-3»"),
    (
        "fraction that became a date",
        typed("A-01", answer=45000, shape="d/m/yyyy"),
        "E2",
        "se esperaba un nivel de 0 a 4",
    ),
    (
        "number that its format multiplies",
        typed("B-01", answer=5, out_of=9, shape="#,##0,"),
        "E9",
        "muestra otro número",
    ),
    ("word of a format", typed("B-01", answer=5, out_of=9, shape='0" mil"'), "E9", "muestra otro número"),
    ("format that shows words only", typed("A-01", answer=3, shape='"Sí";;"No"'), "E2", "muestra otro número"),
    ("format that hides the number", typed("B-01", answer=5, out_of=9, shape=";;;"), "E9", "muestra otro número"),
    ("year of another calendar", typed("B-01", answer=5, out_of=9, shape="[$-404]e"), "E9", "muestra otro número"),
    ("level with a mark", typed("A-01", answer="3-"), "E2", "dice «3-»"),
    ("text with a point", typed("B-01", answer="1.234", out_of=2000), "E9", "escriba 1234 si son miles"),
    ("decimals with a point", typed("B-01", answer="0.125", out_of=1), "E9", "escriba 0,125"),
    ("comma without a zero", typed("B-01", answer=",5", out_of=1), "E9", "antes de la coma"),
    ("merged cells", merged, "E2:E3", "son celdas combinadas"),
    ("link with a blank", typed("A-01", links="https://a.gov.co/mi acta.pdf"), "I2", "tiene un espacio"),
    ("second number that is none", typed("B-01", out_of="5%", answer=5), "F9", "sin el signo %"),
    ("mark beside an option", typed("A-03", "a", na="x"), "G5", "«no aplica» va en la fila de la pregunta"),
    ("total beside an option", typed("A-03", "a", out_of=3), "F5", "solo para las preguntas de dos números"),
    ("figures turned around", typed("B-01", answer="\u202e21", out_of=30), "E9", "cambia el orden de las letras"),
    ("level turned around", typed("A-01", answer="\u202e3"), "E2", "cambia el orden de las letras"),
    (
        "zero that shows as nothing",
        typed("B-01", answer=0, out_of=30, shape="#,###"),
        "E9",
        "es 0 y su formato no lo muestra",
    ),
    ("text that fits no option", typed("B-02", answer="Por"), "E10", "no existe"),
]
# What is read, as the answer that is stored.
READ: list[tuple[str, Change, str, dict[str, Any]]] = [
    ("yes in two code points", typed("A-02", answer="Si\u0301"), "A-02", {"value": "si"}),
    ("invisible characters", typed("A-01", answer="\u200b3\ufeff"), "A-01", {"value": "3"}),
    ("hard blank of thousands", typed("B-01", answer="1\u00a0234", out_of=2000), "B-01", {"value": "1234/2000"}),
    ("decimals of a formula", typed("B-01", answer=12.333333333333334, out_of=20), "B-01", {"value": "12.333333333/20"}),
    ("balanced bracket", typed("A-01", answer="3", links="https://es.example.co/Caldas_(Antioquia)"), "A-01",
     {"links": ["https://es.example.co/Caldas_(Antioquia)"]}),
    ("bracket around a link", typed("A-01", answer="3", links="(https://es.example.co/Caldas)"), "A-01",
     {"links": ["https://es.example.co/Caldas"]}),
    ("exact code", typed("B-02", answer="o1"), "B-02", {"value": "o1"}),
    ("blank below the last row", lambda book: book["Respuestas"].__setitem__("E40", " "), "A-01", {"value": "1"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "cell", "words"), [case[1:] for case in ASKED], ids=[case[0] for case in ASKED])
def test_cell_that_does_not_fit_is_named_and_nothing_is_taken_from_it(desk, assessment, tmp_path, change, cell, words):
    make_answer(assessment, "A-01", "1")
    make_answer(assessment, "B-01", "3/10")
    book = download(desk)
    change(book)
    data = bytes_of(book)
    said = said_by_command(tmp_path, assessment, data)
    assert [problem["cell"] for problem in said["problems"]] == [cell]
    assert words in said["problems"][0]["message"]
    assert said["problems"][0]["question"] not in said["answers"]
    response = upload(desk, data)
    assert response.status_code == 422
    assert words in response.text
    assert f"celda {cell}" in response.text or f"celdas {cell}" in response.text
    assert stored() == {"A-01": "1", "B-01": "3/10"}


@pytest.mark.parametrize(("change", "code", "expected"), [case[1:] for case in READ], ids=[case[0] for case in READ])
def test_cell_that_fits_is_read(desk, assessment, tmp_path, change, code, expected):
    make_answer(assessment, "A-01", "1")
    book = download(desk)
    change(book)
    data = bytes_of(book)
    said = said_by_command(tmp_path, assessment, data)
    assert said["problems"] == []
    assert {name: said["answers"][code][name] for name in expected} == expected
    assert upload(desk, data).status_code == 200


def test_page_says_how_to_mend_one_cell_and_where_to_go_then(desk, assessment):
    book = download(desk)
    typed("A-01", answer=0.75, shape="0%")(book)
    page = upload(desk, book).text
    assert "póngale formato general a la celda" in page, "what is typed into a per-cent cell stays a per cent"
    assert "Hay 1 cosa por corregir en la planilla" in page
    assert "<p>Corríjala en el archivo y súbalo otra vez." in page
    assert "Subir el archivo corregido</a>" in page
    assert "Volver sin guardar" not in page


def test_rounding_is_said(desk, assessment, tmp_path):
    book = download(desk)
    put(book, "B-01", answer=12.333333333333334, out_of=20)
    said = said_by_command(tmp_path, assessment, bytes_of(book))
    assert said["notes"] == ["E9 (B-01): el número se redondeó a 9 decimales."]
    assert "E9 (B-01): el número se redondeó a 9 decimales." in upload(desk, book).text


def test_decimals_that_the_cell_does_not_show_are_said(desk, assessment, tmp_path):
    book = download(desk)
    typed("B-01", answer=12.6, out_of=20, shape="0")(book)
    said = said_by_command(tmp_path, assessment, bytes_of(book))
    assert said["answers"]["B-01"]["value"] == "12.6/20"
    assert said["notes"] == ["E9 (B-01): se leyó 12,6, aunque la celda muestra menos decimales."]
    assert said["notes"][0] in upload(desk, book).text


WHOLE: list[tuple[str, Change, str]] = [
    (
        "doubled heading",
        lambda book: book["Respuestas"].__setitem__("L1", "ENLACES "),
        "El encabezado «Direcciones» está dos veces (I1 y L1)",
    ),
    (
        "renamed heading",
        lambda book: book["Respuestas"].__setitem__("I1", "Direcciones (URL)"),
        "falta el encabezado «Direcciones»",
    ),
    (
        "heading that is gone",
        lambda book: book["Respuestas"].__setitem__("I1", None),
        "falta el encabezado «Direcciones». Devuélvalo a como estaba. No se conoce la columna I, sin encabezado.",
    ),
    (
        "headings that are merged",
        lambda book: book["Respuestas"].merge_cells("H1:I1"),
        "falta el encabezado «Direcciones»",
    ),
]


@pytest.mark.parametrize(("change", "words"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE])
def test_headings_that_are_not_ours_refuse_the_whole(desk, assessment, tmp_path, change, words):
    book = download(desk)
    put(book, "A-01", answer="3", links="https://a.gov.co/x")
    change(book)
    data = bytes_of(book)
    assert words in refused(*command(assessment), write(tmp_path, "planilla.xlsx", data))
    response = upload(desk, data)
    assert response.status_code == 422
    assert words in response.text


def test_what_is_read_although_nobody_sees_it_is_said(desk, assessment, tmp_path):
    book = download(desk)
    put(book, "A-01", answer="3")
    book["Respuestas"].column_dimensions["E"].hidden = True
    book["Respuestas"].row_dimensions[2].hidden = True
    assert said_by_command(tmp_path, assessment, bytes_of(book))["notes"] == [
        "Hay 1 fila oculta, que también se leyó (la primera es la 2).",
        "La columna «Respuesta» está oculta y también se leyó.",
    ]


def test_headings_are_found_whatever_their_capitals_accents_and_blanks(desk, assessment, tmp_path):
    book = download(desk)
    for cell in book["Respuestas"][1]:
        cell.value = f"  {cell.value.upper().replace('Ó', 'O')} "
    put(book, "A-01", answer="3")
    said = said_by_command(tmp_path, assessment, bytes_of(book))
    assert (said["answers"]["A-01"]["value"], said["problems"]) == ("3", [])


KINDS: list[tuple[str, Callable[[], bytes], str]] = [
    ("strict", lambda: strict(files.xlsx()), "sin «estricto»"),
    ("ods", files.ods, "(.ods)"),
    ("xls", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 900, "(.xls)"),
    ("xlsm", lambda: named("ms-excel.sheet.macroEnabled"), "un libro con macros (.xlsm)"),
    ("xltx", lambda: named("openxmlformats-officedocument.spreadsheetml.template"), "una plantilla de Excel (.xltx)"),
]


def named(kind: str) -> bytes:
    """A workbook that says it is of another kind."""
    data, types = files.xlsx(), "[Content_Types].xml"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        said = archive.read(types).decode()
    changed = said.replace("openxmlformats-officedocument.spreadsheetml.sheet.main+xml", f"{kind}.main+xml")
    assert changed != said
    return files.with_parts(data, {}, replaced={types: changed.encode()})


def strict(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        workbook = archive.read("xl/workbook.xml")
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    workbook = workbook.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")
    return files.with_parts(data, {}, replaced={"xl/workbook.xml": workbook})


@pytest.mark.parametrize(("make", "words"), [kind[1:] for kind in KINDS], ids=[kind[0] for kind in KINDS])
def test_other_kinds_of_files_are_named_with_what_to_save_instead(desk, assessment, tmp_path, make, words):
    assert words in refused(*command(assessment), write(tmp_path, "planilla.xlsx", make()))
    assert words in upload(desk, make()).text


# --- The command alone ---


def test_command_saves_only_when_told_and_says_by_whom(desk, cast, assessment, tmp_path):
    book = download(desk)
    put(book, "A-01", answer="3", links="https://a.gov.co/x")
    put(book, "A-02", na="x", reason="Lo hace otra entidad")
    file = write(tmp_path, "planilla.xlsx", bytes_of(book))
    arguments = (*command(assessment), file)
    said = json.loads(run(*arguments))
    assert said["answers"]["A-01"] == {
        "value": "3", "not_applicable": False, "na_reason": "", "links": ["https://a.gov.co/x"],
    }  # fmt: skip
    assert said["answers"]["A-02"] == {
        "value": "", "not_applicable": True, "na_reason": "Lo hace otra entidad", "links": [],
    }  # fmt: skip
    assert stored() == {}
    assert "diga quién guarda con --by" in refused(*arguments, "--apply")
    assert "no puede responder" in refused(*arguments, "--apply", "--by", cast.reviewer.email)
    run(*arguments, "--apply", "--by", cast.contributor.email)
    assert stored() == {"A-01": "3", "A-02": ""}
    assert set(Answer.objects.values_list("changed_by", flat=True)) == {cast.contributor.pk}
    assert Answer.objects.get(question__code="A-01").version == 1
    put(book, "A-01", answer="2")
    stale = write(tmp_path, "otra.xlsx", bytes_of(book))
    sentence = refused(*command(assessment), stale, "--apply", "--by", cast.contributor.email)
    assert "cambiaron después de descargar la planilla: A-01" in sentence


def test_command_saves_nothing_where_a_cell_is_wrong(desk, cast, assessment, tmp_path):
    book = download(desk)
    put(book, "A-01", answer="3")
    put(book, "A-02", answer="quizás")
    file = write(tmp_path, "planilla.xlsx", bytes_of(book))
    arguments = (*command(assessment), file)
    sentence = refused(*arguments, "--apply", "--by", cast.contributor.email)
    assert sentence == "La planilla tiene 1 cosa por corregir; no se guardó nada."


@pytest.mark.parametrize(
    ("round_code", "place", "words"),
    [("no-hay", "AQUI", "no-hay"), ("ciclo", "99999", "99999")],
)
def test_command_names_the_round_and_the_municipality_that_it_does_not_know(
    assessment, tmp_path, round_code, place, words
):
    sentence = refused(
        "import_workbook", "--round", round_code, "--municipality", place, write(tmp_path, "x.xlsx", files.xlsx())
    )
    assert words in sentence
