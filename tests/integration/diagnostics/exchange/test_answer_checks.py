"""Answers of earlier rounds from the browser, looked at: what a file would change, or what is wrong with it."""

import csv
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.permissions import Role
from core.models import SetAside
from core.sheets.listing import read_table
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Answer, Round
from diagnostics.exchange.exports.answers import COLUMNS
from tests.budgets import queries_of
from tests.command_line import row_counts, run, write
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_answer, make_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
PAGE, CONFIRM, TEMPLATE = (
    "/administracion/respuestas/", "/administracion/respuestas/cargar/", "/administracion/respuestas/plantilla/",
)  # fmt: skip
ROWS = ["05001,A-01,3,,,,https://a.co/1,si", "05001,A-02,,si,No hay plan.,si", "05002,A-03,a|b"]


def file(*rows: str, header: str = ",".join(COLUMNS), name: str = "viejas.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([header, *rows, ""]).encode(), content_type="text/csv")


def upload(page: Client, sent: SimpleUploadedFile, *, round: str = "R1", layer: str = "final"):
    return page.post(PAGE, {"round": round, "layer": layer, "file": sent})


def looked(page: Client, *rows: str, **more) -> str:
    """Upload a good file and return the address of what it would change."""
    answer = upload(page, file(*(rows or ROWS)), **more)
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def press(page: Client, address: str, *, seen: str | None = None, action: str = "cargar"):
    """What the button of the page sends."""
    shown = seen if seen is not None or action != "cargar" else page.get(address).context["comparison"].fingerprint
    return page.post(
        CONFIRM, {"revision": address.partition("=")[2], "visto": shown or "", "accion": action}, follow=True
    )


def stored() -> dict[tuple[str, str], tuple]:
    rows = Answer.objects.values_list(
        "assessment__municipality__divipola", "question__code", "value", "not_applicable", "version"
    )
    return {row[:2]: row[2:] for row in rows}


# --- Looking ---


def test_dry_run_counts_and_writes_nothing(page, opened, text_of):
    make_answer(opened.assessments.get(municipality__divipola="05001"), "A-01", "3", layer="final")
    before = row_counts()
    address = looked(page, "05001,A-01,3", "05001,A-02,si", "05002,A-03,a|b")
    shown = text_of(page.get(address))
    assert "Todavía no se cargó nada." in shown
    assert "3 respuestas leídas: 2 nuevas, 0 que cambian y 1 que ya estaba." in shown
    assert "quedan en «Resultado definitivo»" in shown
    assert row_counts() == before | {"core.SetAside": before["core.SetAside"] + 1}


@pytest.mark.parametrize(
    ("value", "is_asked"), [("1.234/2.000", True), ("0.125/2", False), ("12.5/20", False), ("1234/2000", False)]
)
def test_number_that_looks_like_thousands_is_pointed_out(page, opened, text_of, tmp_path, value, is_asked):
    sentence = f"se leen con decimales «{value}» (línea 2, B-01). Si son miles, quite el punto."
    row = f"05001,B-01,{value}"
    assert (sentence in text_of(page.get(looked(page, row)))) is is_asked
    path = write(tmp_path, "viejas.csv", "\n".join([",".join(COLUMNS), row, ""]))
    assert (sentence in run("import_answers", "--round", opened.code, "--layer", "final", path)) is is_asked


def test_what_was_read_is_kept_for_its_person_alone(page, browser_of):
    address = looked(page)
    other = browser_of(make_member(Role.ADMIN)).get(address, follow=True)
    assert "el archivo ya no está" in other.text
    assert "A-01" not in SetAside.objects.get().content


def test_queries_of_the_dry_run_do_not_grow_with_the_municipalities(browser_of):
    page, found = browser_of(make_member(Role.COORDINATOR)), []
    for count in (1, 6):
        codes = [f"{count}{number:04}" for number in range(count)]
        make_round(*(make_municipality(divipola=c, facts={"has_council": "no"}) for c in codes), code=f"de-{count}")
        address = looked(page, *(f"{code},A-01,3,,,,https://a.co/1" for code in codes), round=f"de-{count}")
        page.get(address)
        found.append(len(queries_of(lambda address=address: page.get(address))))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["05009,A-01,3"], "Línea 2, columna municipality: el municipio «05009» no participa en el ciclo."),
        (["05001,Z-01,3"], "Línea 2, columna question: la pregunta «Z-01» no es del instrumento CHICO."),
        (["05001,A-01,3", "05001,A-01,2"], "Línea 3, columna question: 05001, A-01 ya está en la línea 2."),
        (["05001,A-01,9"], "Línea 2, columna value: A-01: se esperaba un nivel de 0 a 4 y dice «9»."),
        (["05001,A-02,,si"], "Línea 2, columna na_reason: A-02: falta la razón del «no aplica» (na_reason)."),
        (["05001,A-02,,quizás"], "Línea 2, columna not_applicable: not_applicable: se esperaba si o no"),
        (["05001,A-02,si,,,,nada"], "Línea 2, columna evidence: A-02: «nada» no es una dirección"),
        (["05001,A-01,3,,,,,z"], "Línea 2, columna evidence_accepted: A-01: evidence_accepted dice «z»"),
        ([], "El archivo no tiene respuestas."),
    ],
)
def test_what_is_wrong_is_said_with_line_and_column(page, text_of, rows, said):
    before = row_counts()
    answer = upload(page, file(*rows))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert row_counts() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"codigo,question,value\n05001,A-01,3\n", "falta la columna «municipality»"),
        (b"municipality,question,value,nota\n05001,A-01,3,x\n", "no se conoce la columna «nota»"),
        (b"municipality,question,value\n05001,A-01,3,si\n", "hay 4 columnas y el encabezado tiene 3"),
        ("municipality,question,value\n05001,A-02,sí\n".encode("latin-1"), "Línea 2: el texto no está en UTF-8"),
        ("municipality,question,value\n".encode("utf-16"), "no es un CSV ni un libro de Excel"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no es un CSV ni un libro de Excel"),
        (b"municipality,question,value\n" + b"05001,A-01,3\n" * 90_000, "pesa más de 1 MB"),
        (b'municipality,question,value\n05001,A-01,"3\n', "no es un CSV bien formado"),
        (b"PK\x03\x04 no es un libro", "El archivo"),
        (b"", "El archivo está vacío"),
    ],
    ids=["headings", "column", "cells", "latin-1", "utf-16", "png", "large", "quotes", "zip", "empty"],
)
def test_file_of_another_kind_is_refused(page, text_of, content, said):
    answer = upload(page, SimpleUploadedFile("viejas.csv", content))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not SetAside.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": RoundStatus.PUBLISHED}, "ya está publicado: sus respuestas no cambian"),
        ({"status": RoundStatus.ENDED}, "terminó: ya no recibe cambios"),
        ({"status": RoundStatus.CANCELLED, "ended_because": "Cambió la ley"}, "se canceló: ya no recibe cambios"),
    ],
)
def test_round_that_takes_no_answers_is_refused_and_not_offered(page, opened, text_of, fields, said):
    Round.objects.filter(pk=opened.pk).update(**fields)
    answer = upload(page, file(*ROWS))
    assert answer.status_code == 422
    assert "No hay un ciclo que reciba respuestas" in text_of(page.get(PAGE))
    make_round(code="R2")
    assert said in text_of(upload(page, file(*ROWS)))
    assert 'value="R1"' not in page.get(PAGE).text


def test_round_layer_and_file_are_asked_for(page, text_of):
    said = text_of(page.post(PAGE, {"round": "R9", "layer": "otra"}))
    for sentence in ("Ese ciclo no existe", "Elija el archivo"):
        assert sentence in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "withdrawn", "withdrawn_because": "No participa."}, "No participan en el ciclo"),
        ({"state": "clarification"}, "La revisión sigue en el portal"),
    ],
)
def test_diagnosis_that_goes_on_in_the_portal_is_refused(page, opened, text_of, fields, said):
    opened.assessments.update(**fields)
    answer = upload(page, file(*ROWS))
    assert answer.status_code == 422
    assert said in text_of(answer)


def test_workbook_and_semicolons_are_read_alike(page, after_commit):
    book = openpyxl.Workbook()
    book.active.append(COLUMNS[:3])
    for row in (["05001", "A-01", 3], [5002, "A-03", "a|b"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    sent = SimpleUploadedFile("viejas.xlsx", out.getvalue())
    answers = []
    for content in (sent, file("05001;A-01;3", "5002;A-03;a|b", header="municipality;question;value")):
        with after_commit():
            press(page, upload(page, content)["Location"])
        answers.append(stored())
    assert answers[0] == {("05001", "A-01"): ("3", False, 1), ("05002", "A-03"): ("a|b", False, 1)}
    assert answers[1] == answers[0], "the same answers are not written again"


def test_cell_that_is_no_text_is_named(page, text_of):
    book = openpyxl.Workbook()
    book.active.append(COLUMNS[:3])
    book.active.append(["05001", "B-01", 0.5])
    out = io.BytesIO()
    book.save(out)
    assert "Celda C2: dice «0,5»" in text_of(upload(page, SimpleUploadedFile("viejas.xlsx", out.getvalue())))


def test_template_has_the_headings_and_is_refused_while_it_is_empty(page, text_of):
    for kind in ("csv", "xlsx"):
        got = page.get(TEMPLATE, {"formato": kind})
        assert got["Content-Disposition"] == f'attachment; filename="respuestas.{kind}"'
        rows = read_table(got.content, max_bytes=10**6, max_rows=9)
        assert rows == [(1, COLUMNS)]
        answer = upload(page, SimpleUploadedFile(f"respuestas.{kind}", got.content))
        assert "El archivo no tiene respuestas" in text_of(answer)
    assert next(csv.reader(io.StringIO(page.get(f"{TEMPLATE}?formato=csv").content.decode("utf-8-sig")))) == COLUMNS
