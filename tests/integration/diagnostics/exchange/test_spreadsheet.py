"""The questionnaire goes out as a workbook, is filled without connection and comes back."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from diagnostics.assessments.actions.answers import Draft, store
from diagnostics.assessments.choices import Claim
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse
from diagnostics.assessments.queries.filling import build_filling
from diagnostics.exchange.exports.workbook import questionnaire_workbook
from diagnostics.exchange.loaders.workbook import read_workbook
from diagnostics.exchange.queries.spreadsheets import lines_of
from tests.budgets import queries_of
from tests.factories import files
from tests.factories.diagnostics import AT, BEST, LINK, make_answer, make_filled, make_round, make_sent, parsed

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/planilla/"
NAMES = ("code", "option", "question", "how", "answer", "out_of", "na", "reason", "links", "before", "version")
COLUMN = dict(zip(NAMES, "ABCDEFGHIJK", strict=True))


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def download(desk: Client) -> openpyxl.Workbook:
    response = desk.get(f"{HERE}descargar/")
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows(sheet: Worksheet) -> dict[tuple[str, str], int]:
    return {(sheet.cell(n, 1).value, sheet.cell(n, 2).value or ""): n for n in range(2, sheet.max_row + 1)}


def put(book: openpyxl.Workbook, code: str, option: str = "", **cells: Any) -> None:
    sheet = book["Respuestas"]
    row = rows(sheet)[code, option]
    for name, value in cells.items():
        cell = sheet[f"{COLUMN[name]}{row}"]
        cell.number_format = "General"
        cell.value = value


def upload(desk: Client, book: openpyxl.Workbook | bytes, name: str = "planilla.xlsx", *, follow: bool = True):
    if not isinstance(book, bytes):
        out = io.BytesIO()
        book.save(out)
        book = out.getvalue()
    return desk.post(HERE, {"file": SimpleUploadedFile(name, book)}, follow=follow)


def sealed(response) -> str:
    return response.text.split('name="sealed" value="')[1].split('"')[0]


def stored() -> dict[str, str]:
    return dict(Answer.objects.filter(layer="self_assessed").values_list("question__code", "value"))


def test_workbook_is_ready_to_be_filled(desk, cast, assessment):
    make_answer(assessment, "A-01", "3")
    make_answer(assessment, "A-03", "a|c")
    book = download(desk)
    assert book.sheetnames == ["Léame", "Respuestas", "Listas", "_portal"]
    assert [book[name].sheet_state for name in book.sheetnames] == ["visible", "visible", "hidden", "hidden"]
    sheet = book["Respuestas"]
    there = rows(sheet)
    assert [key for key in there if key[0] == "A-03"] == [("A-03", o) for o in ("", "a", "b", "c", "ninguna")]
    assert ("B-03", "") not in there, "what does not apply is not asked"
    assert sheet[f"E{there['A-01', '']}"].value == "3"
    assert sheet[f"E{there['A-03', 'a']}"].value == "Sí"
    assert sheet[f"E{there['A-03', 'b']}"].value == "No"
    assert not sheet[f"E{there['A-01', '']}"].protection.locked
    assert sheet[f"C{there['A-01', '']}"].protection.locked
    assert sheet.protection.sheet
    assert sheet.freeze_panes == "E2"
    offered = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    letter, last = offered[f"E{there['B-02', '']}"].removeprefix("Listas!$").split("$")[0], "o2 · Por la web"
    assert [cell.value for cell in book["Listas"][letter] if cell.value][-1] == last


def test_texts_are_never_formulas(desk, cast, assessment):
    make_answer(assessment, "A-02", not_applicable=True, na_reason='=HYPERLINK("http://mal.example","x")')
    sheet = download(desk)["Respuestas"]
    cell = sheet[f"H{rows(sheet)['A-02', '']}"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://mal.example","x")', "s")


def test_workbook_that_comes_back_as_it_went_changes_nothing(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    response = upload(desk, download(desk))
    assert response.status_code == 200
    assert "No cambia ninguna respuesta" in response.text
    assert "Guardar la planilla" not in response.text


def test_filled_workbook_is_compared_and_then_written_whole(desk, cast, assessment):
    book = download(desk)
    put(book, "A-01", answer="Nivel 4: todo", links=f"{LINK}\nwww.dos.gov.co/x")
    put(book, "A-02", na="x", reason="Lo hace otra entidad")
    put(book, "A-03", "a", answer=True, links="https://tres.gov.co/")
    put(book, "A-03", "b", answer="no")
    put(book, "B-01", answer=1234, out_of="1.250,5")
    put(book, "B-02", answer="Por la web")
    compared = upload(desk, book)
    assert compared.status_code == 200
    assert "Cambian 5 respuestas" in compared.text
    assert "1.234 de 1.250,5" in compared.text
    assert stored() == {}, "nothing is written before she agrees"
    assert desk.post(HERE, {"sealed": sealed(compared)}).status_code == 302
    assert stored() == {"A-01": "4", "A-02": "", "A-03": "a", "B-01": "1234/1250.5", "B-02": "o2"}
    na = Answer.objects.get(question__code="A-02")
    assert (na.not_applicable, na.na_reason) == (True, "Lo hace otra entidad")
    uses = set(EvidenceUse.objects.values_list("answer__question__code", "option", "evidence__url"))
    assert uses == {("A-01", "", LINK), ("A-01", "", "https://www.dos.gov.co/x"), ("A-03", "a", "https://tres.gov.co/")}
    again = desk.post(HERE, {"sealed": sealed(compared)})
    assert again.status_code == 302, "the same agreement twice does no harm"
    assert set(Answer.objects.values_list("version", flat=True)) == {1}


def test_workbook_shows_the_round_before_and_keeps_what_was_said_of_it(desk, cast, assessment):
    past = make_round(cast.here, code="antes", name="Ciclo pasado", opens_on=date(2001, 3, 1))
    make_answer(Assessment.objects.get(round=past), "A-01", "2")
    Answer.objects.filter(pk=make_answer(assessment, "A-01", "2").pk).update(previous_claim=Claim.SAME)
    book = download(desk)
    sheet = book["Respuestas"]
    said = sheet[f"{COLUMN['before']}{rows(sheet)['A-01', '']}"].value
    assert said.splitlines()[0] == "Ciclo pasado"
    assert said.splitlines()[-1].startswith("Nivel 2")
    put(book, "A-02", answer="no")
    assert desk.post(HERE, {"sealed": sealed(upload(desk, book))}).status_code == 302
    kept = Answer.objects.filter(assessment=assessment).values_list("question__code", "previous_claim", "version")
    assert set(kept) == {("A-01", "same", 1), ("A-02", "", 1)}


def test_rows_that_were_sorted_or_removed_do_no_harm(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    book = download(desk)
    sheet = book["Respuestas"]
    kept = [[cell.value for cell in sheet[n]] for n in range(2, sheet.max_row + 1)]
    sheet.delete_rows(2, sheet.max_row)
    for values in reversed(kept[:6]):
        sheet.append(values)
    put(book, "A-01", answer="0")
    assert desk.post(HERE, {"sealed": sealed(upload(desk, book))}).status_code == 302
    assert stored() == BEST | {"A-01": "0"}


def test_conflict_shows_both_and_the_person_chooses(desk, cast, assessment):
    make_answer(assessment, "A-01", "1", changed_by=cast.contributor)
    make_answer(assessment, "B-02", "o1", changed_by=cast.contributor)
    book = download(desk)
    put(book, "A-01", answer="4")
    put(book, "B-02", answer="o2 · Por la web")
    seen = {"A-01": 1, "B-02": 1}
    drafts = [Draft("A-01", "2", seen["A-01"]), Draft("B-02", "", seen["B-02"])]
    store(assessment=assessment, drafts=drafts, by=cast.liaison, at=AT)
    compared = upload(desk, book)
    assert "Cambiaron en el portal después de que usted descargó la planilla" in compared.text
    assert cast.liaison.name in compared.text
    assert "Nivel 2: la mitad" in compared.text
    assert "Nivel 4: todo" in compared.text
    chosen = {"sealed": sealed(compared), "A-01-choice": "2", "B-02-choice": "stored"}
    assert desk.post(HERE, chosen).status_code == 302
    assert stored() == {"A-01": "4", "B-02": ""}


def test_change_between_comparing_and_agreeing_writes_nothing(desk, cast, assessment):
    book = download(desk)
    put(book, "A-01", answer="4")
    put(book, "B-02", answer="o2")
    compared = upload(desk, book)
    store(assessment=assessment, drafts=[Draft("A-01", "1", 0)], by=cast.liaison, at=AT)
    response = desk.post(HERE, {"sealed": sealed(compared)})
    assert response.status_code == 409
    assert "Alguien cambió respuestas" in response.text
    assert stored() == {"A-01": "1"}, "not even the other answer"
    chosen = {"sealed": sealed(response), "A-01-choice": "1"}
    assert desk.post(HERE, chosen).status_code == 302
    assert stored() == {"A-01": "4", "B-02": "o2"}


def test_agreement_belongs_to_who_compared_and_cannot_be_made_up(desk, cast, assessment, browser_of):
    book = download(desk)
    put(book, "A-01", answer="4")
    token = sealed(upload(desk, book))
    for text in (token[:-3], "x", token.replace(token[5], "0" if token[5] != "0" else "1")):
        assert "Suba la planilla otra vez" in desk.post(HERE, {"sealed": text}, follow=True).text
    assert "Suba la planilla otra vez" in browser_of(cast.liaison).post(HERE, {"sealed": token}, follow=True).text
    assert stored() == {}


def test_workbook_of_another_place_is_refused(desk, cast, assessment, browser_of):
    there = browser_of(cast.neighbour).get("/diagnostico/ciclo/alla/planilla/descargar/").content
    response = upload(desk, there)
    assert response.status_code == 422
    assert "La planilla es de otro diagnóstico (municipio:" in response.text


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda book: book.remove(book["_portal"]), "le falta una hoja oculta"),
        (lambda book: setattr(book["Respuestas"], "title", "Mis respuestas"), "Falta la hoja «Respuestas»"),
        (lambda book: book["Respuestas"].__setitem__("E1", "Contestación"), "falta el encabezado «Respuesta»"),
        (lambda book: book["Respuestas"].__setitem__("A9000", "A-01"), "llega más abajo de la fila 5000"),
        (lambda book: book["_portal"].__setitem__("B1", "9"), "es de otro diagnóstico (formato"),
    ],
)
def test_spoilt_workbook_is_refused_whole(desk, assessment, spoil: Callable, sentence: str):
    book = download(desk)
    spoil(book)
    response = upload(desk, book)
    assert response.status_code == 422
    assert sentence in response.text


NO_BOOK = "no es un libro de Excel (.xlsx)"
WRONG = [
    (files.pdf, NO_BOOK), (files.png, NO_BOOK), (files.docx, NO_BOOK), (files.ods, "(.ods)"),
    (files.xlsx, "Suba la planilla XLSX que descargó de aquí"), (lambda: b"a;b\n1;2\n", NO_BOOK),
    (lambda: b"<html>", "es una página"), (lambda: b"PK\x03\x04", "está dañado"),
    (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 900, "versión antigua de Excel (.xls)"),
    (lambda: b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "tiene clave"),
    (lambda: files.zipped({"a.xlsx": files.xlsx()}), NO_BOOK), (lambda: files.zipped({"xl/workbook.bin": b"x"}), "(.xlsb)"),
    (lambda: files.zipped({"Index/Document.iwa": b"x"}), "Numbers"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("make", "name", "sentence"),
    [
        *((make, name, sentence) for make, sentence in WRONG for name in ("planilla.xlsx", "planilla.csv", "acta.pdf")),
        (files.bomb, "planilla.xlsx", "demasiado adentro"),
        (lambda: files.with_parts(files.xlsx(), {"xl/vbaProject.bin": b"x"}), "planilla.xlsx", "trae macros"),
        (lambda: files.xlsx() + b"\0" * 3_000_000, "planilla.xlsx", "pesa más de 2 MB"),
    ],
)
def test_file_that_is_no_workbook_of_ours_is_refused(desk, assessment, make, name, sentence):
    response = upload(desk, make(), name)
    assert response.status_code == 422
    assert sentence in response.text


def _thirty_mistakes(book: openpyxl.Workbook) -> None:
    sheet = book["Respuestas"]
    end = sheet.max_row
    put(book, "A-01", answer="7", links="htp://a.gov.co", out_of="3", reason="r" * 1001)
    put(book, "A-02", answer="quizás", na="tal vez", links="https://a.gov.co/")
    put(book, "A-03", answer="Sí")
    put(book, "A-03", "a", answer="Sí", links="sitio web de la alcaldía")
    put(book, "A-03", "b", answer="más o menos")
    put(book, "A-03", "ninguna", answer="Sí")
    put(book, "B-01", answer=60, out_of=50, na="Sí", links="x.gov.co")
    put(book, "B-02", answer="Por fax")
    more: list[dict[str, Any]] = [
        {"code": "Z-99", "answer": "1", "version": 0},
        {"code": "A-01", "answer": "2", "version": 0},
        {"answer": "suelta"},
        {"code": "A-03", "option": "z", "answer": "Sí", "version": 0},
        {"code": "A-02", "answer": "no", "version": 0},
        {"code": "B-03", "answer": date(2026, 5, 1), "version": "ocho"},
    ]
    for number, cells in enumerate(more, start=end + 1):
        for name, value in cells.items():
            sheet[f"{COLUMN[name]}{number}"] = value
    book.create_sheet("Cuentas")


THIRTY = [
    "celda F2 (A-01): esta columna es solo para las preguntas de dos números",
    "celda E2 (A-01): se esperaba un nivel de 0 a 4 y dice «7»",
    "celda H2 (A-01): la razón tiene 1001 letras; el máximo es 1000",
    "celda I2 (A-01): «htp://a.gov.co» no es una dirección; cópiela completa, desde https://",
    "celda E3 (A-02): se esperaba Sí o No y dice «quizás»",
    "celda G3 (A-02): se esperaba Sí o No y dice «tal vez»",
    "celda I3 (A-02): esta pregunta no pide evidencia; borre las direcciones",
    "celda E4 (A-03): esta pregunta se responde en la fila de cada opción",
    "celda E6 (A-03): se esperaba Sí o No y dice «más o menos»",
    "celda E4 (A-03): se marcó «Ninguna de las anteriores» junto con otra opción; deje una de las dos",
    "celda I5 (A-03): «sitio web de la alcaldía» no es una dirección; cópiela completa, desde https://",
    "celda E9 (B-01): el primer número no puede ser mayor que el segundo (60 de 50)",
    "celda G9 (B-01): esta pregunta no admite «no aplica»; bórrelo y respóndala",
    "celda I9 (B-01): esta pregunta no pide evidencia; borre las direcciones",
    "celda E10 (B-02): la opción «Por fax» no existe; las opciones son o1, o2",
    "celda A11: «Z-99» no es una pregunta de este cuestionario",
    "celda A12 (A-01): ya está en la fila 2; deje una sola",
    "celda E13: hay una respuesta en una fila sin código de pregunta",
    "celda B14 (A-03): «z» no es una opción de la pregunta",
    "celda A15 (A-02): ya está en la fila 3; deje una sola",
    "celda E16 (B-03): es una fecha y se esperaba un número; cambie el formato de la celda",
    "celda K16 (B-03): se cambió la columna oculta «Versión»; descargue la planilla otra vez",
]

SINGLE: list[tuple[str, dict[str, Any], str]] = [
    ("B-01", {"answer": "9", "out_of": ""}, "celda F9 (B-01): falta uno de los dos números"),
    ("B-01", {"answer": 5, "out_of": 0}, "celda E9 (B-01): el segundo número no puede ser 0"),
    ("B-01", {"answer": -3, "out_of": 9}, "celda E9 (B-01): el número no puede ser negativo y dice «-3»"),
    ("B-01", {"answer": "unos 5", "out_of": 9}, "celda E9 (B-01): se esperaba un número y dice «unos 5»"),
    ("B-01", {"answer": True, "out_of": 9}, "celda E9 (B-01): dice verdadero o falso y se esperaba un número"),
    ("A-01", {"answer": "=1+1"}, "celda E2 (A-01): tiene una fórmula sin resultado; escriba el valor"),
    ("A-01", {"answer": "#REF!"}, "celda E2 (A-01): la celda tiene un error (#REF!); escriba el valor"),
    ("A-02", {"na": "Sí"}, "celda H3 (A-02): falta la razón de «no aplica»; escríbala en una frase"),
    ("A-01", {"links": "\n".join(f"{LINK}{n}" for n in range(21))}, "celda I2 (A-01): hay 21 direcciones y el máximo es 20"),
    ("A-01", {"version": "x"}, "celda K2 (A-01): se cambió la columna oculta «Versión»; descargue la planilla otra vez"),
]  # fmt: skip


def test_each_mistake_has_a_line_that_says_where_and_what(desk, assessment):
    book = download(desk)
    _thirty_mistakes(book)
    response = upload(desk, book)
    assert response.status_code == 422
    lines = response.text.split("<ul>")[1].split("</ul>")[0]
    found = [line.split("</li>")[0].removeprefix("Respuestas, ").rstrip(".") for line in lines.split("<li>")[1:]]
    assert sorted(found) == sorted(THIRTY)
    assert "La hoja «Cuentas» no es de la planilla y no se leyó." in response.text
    assert "Guardar la planilla" not in response.text
    assert stored() == {}


@pytest.mark.parametrize(("code", "cells", "line"), SINGLE)
def test_further_mistakes_have_their_line(desk, assessment, code, cells, line):
    assert len(THIRTY) + len(SINGLE) >= 30
    book = download(desk)
    put(book, code, **cells)
    response = upload(desk, book)
    assert response.status_code == 422
    assert f"<li>Respuestas, {line}." in response.text


def test_percent_format_is_asked_about_and_not_guessed(desk, assessment):
    book = download(desk)
    put(book, "B-01", answer=0.85, out_of=1)
    sheet = book["Respuestas"]
    sheet[f"E{rows(sheet)['B-01', '']}"].number_format = "0%"
    assert "tiene formato de porcentaje" in upload(desk, book).text


@pytest.mark.parametrize(
    ("name", "status"),
    [("contributor", 200), ("liaison", 200), ("approver", 403), ("reviewer", 403), ("neighbour", 404), ("admin", 403)],
)
def test_who_may_upload(cast, assessment, browser_of, desk, name, status):
    book = download(desk)
    assert upload(browser_of(cast.person(name)), book).status_code == status


def test_sent_diagnosis_takes_no_workbook(desk, cast, assessment):
    book = download(desk)
    put(book, "A-01", answer="1")
    token = sealed(upload(desk, book))
    make_sent(assessment, cast.liaison)
    response = desk.post(HERE, {"sealed": token})
    assert (response.status_code, "ya se envió y no recibe cambios" in response.text) == (409, True)
    assert stored() == BEST


def test_workbook_costs_little(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    assert len(queries_of(lambda: desk.get(f"{HERE}descargar/"))) <= 6
    book = download(desk)
    assert len(queries_of(lambda: upload(desk, book, follow=False))) <= 9
    assert len(queries_of(lambda: upload(desk, book))) <= 9 + 8  # with the page of the comparison


VALUES = {
    "A-01": st.sampled_from(["", *"01234"]),
    "A-02": st.sampled_from(["", "si", "no"]),
    "A-03": st.sets(st.sampled_from("abc")).map(lambda s: "|".join(sorted(s)) or "ninguna"),
    "B-01": st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)).map(lambda p: f"{min(p)}/{max(p)}"),
    "B-02": st.sampled_from(["", "o1", "o2"]),
    "B-03": st.one_of(st.integers(0, 10**12).map(str), st.decimals(0, 10**6, places=3).map(lambda d: f"{d.normalize():f}")),
}  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries(VALUES))
def test_every_answer_comes_back_as_it_went(values: dict[str, str]):
    instrument = parsed()
    answers = {code: Answer(value=value, version=3) for code, value in values.items() if value}
    filling = build_filling(instrument, {"has_council": True}, {}, answers, {})
    data = questionnaire_workbook(lines_of(filling, {}), about={"municipio": "1"}, read_me=["Hola"])
    reading = read_workbook(data, instrument=instrument, about={"municipio": "1"})
    assert reading.problems == []
    assert {code: answer.value for code, answer in reading.answers.items()} == values
    assert {answer.seen_version for code, answer in reading.answers.items() if values[code]} <= {3}
