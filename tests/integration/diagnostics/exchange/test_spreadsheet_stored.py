"""A workbook that comes back: what it leaves as it is stored, what counts as a change, and who may apply it."""

import io
import os
import re
import zipfile
from html import unescape

import openpyxl
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet._reader import WorkSheetParser

from core.sheets import book as sheets_book
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.models import Answer, EvidenceUse
from diagnostics.assessments.queries.filling import Filling, Proof, build_filling
from diagnostics.assessments.queries.teams import Shares
from diagnostics.exchange.exports.workbook import SheetAnswer
from diagnostics.exchange.queries.spreadsheets import SAME, changes_of
from tests.factories import files
from tests.factories.diagnostics import BEST, LINK, make_answer, make_evidence, make_filled, parsed
from tests.integration.diagnostics.assessments.test_work import share
from tests.integration.diagnostics.exchange.test_spreadsheet import COLUMN, HERE, download, put, rows, sealed, stored
from tests.integration.diagnostics.exchange.test_spreadsheet import upload as upload_book

pytestmark = pytest.mark.django_db
REASON = "No hay plan.\r\nLo decidió el concejo.\r\n\r\n  Acta 3"


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.contributor)


def apply(desk: Client, book: openpyxl.Workbook, **choices: str):
    """Upload a workbook and agree to what the comparison shows."""
    compared = upload_book(desk, book)
    assert compared.status_code == 200, compared.text
    return desk.post(HERE, {"sealed": sealed(compared)} | {f"{c}-choice": v for c, v in choices.items()}, follow=True)


def without(book: openpyxl.Workbook, *gone: tuple[str, str]) -> openpyxl.Workbook:
    """The workbook without some rows: question and option."""
    for key in gone:
        book["Respuestas"].delete_rows(rows(book["Respuestas"])[key])
    return book


def uses() -> set[tuple[str, str, str]]:
    return set(EvidenceUse.objects.values_list("answer__question__code", "option", "evidence__url"))


# --- Work that was split ---


def test_contributor_applies_a_workbook_after_the_work_was_split(cast, assessment, desk):
    make_filled(assessment, cast.contributor)
    share(cast, assessment, A=["contributor"], B=["liaison"])
    book = download(desk)
    put(book, "A-01", answer="2")
    compared = upload_book(desk, book)
    assert "Cambia 1 respuesta" in compared.text
    assert "a cargo de" not in compared.text
    done = desk.post(HERE, {"sealed": sealed(compared)}, follow=True)
    assert "Se guardó 1 respuesta de la planilla." in done.text
    assert stored() == BEST | {"A-01": "2"}
    assert set(Answer.objects.exclude(question__code="A-01").values_list("version", flat=True)) == {1}


def test_rows_of_others_are_shown_and_left_out(cast, assessment, desk):
    share(cast, assessment, A=["contributor"], B=["liaison"])
    book = download(desk)
    put(book, "A-01", answer="2")
    put(book, "B-02", answer="o2")
    compared = upload_book(desk, book)
    others = compared.text.split('id="h-otras"')[1].split("</section>")[0]
    for words in ("No se aplica:", "B-02", f"A cargo de {cast.liaison.name}", "Por la web"):
        assert words in others
    done = desk.post(HERE, {"sealed": sealed(compared), "B-02-choice": "0"}, follow=True)
    assert "Se guardó 1 respuesta de la planilla. 1 no se aplicó: está a cargo de otras personas." in done.text
    assert stored() == {"A-01": "2"}


def test_workbook_that_holds_only_rows_of_others_cannot_be_saved(cast, assessment, desk):
    share(cast, assessment, B=["liaison"])
    book = download(desk)
    put(book, "B-02", answer="o2")
    compared = upload_book(desk, book)
    assert "No cambia ninguna respuesta" in compared.text
    assert "Guardar la planilla" not in compared.text


def test_work_split_while_she_compares_holds_when_she_agrees(cast, assessment, desk):
    book = download(desk)
    put(book, "A-01", answer="2")
    put(book, "B-02", answer="o2")
    token = sealed(upload_book(desk, book))
    share(cast, assessment, A=["contributor"], B=["liaison"])
    assert "1 no se aplicó" in desk.post(HERE, {"sealed": token}, follow=True).text
    assert stored() == {"A-01": "2"}


# --- What is a change ---


def test_what_is_stored_as_it_was_makes_no_conflict(cast, assessment, desk):
    """Somebody typed and took it back: another version of the same answer."""
    make_answer(assessment, "A-02", "si", na_reason="uno\ndos", changed_by=cast.contributor)
    book = download(desk)
    put(book, "A-01", answer="4")
    Answer.objects.filter(question__code="A-02").update(version=2)
    assert "cambió después" not in upload_book(desk, book).text
    apply(desk, book)
    assert stored() == {"A-01": "4", "A-02": "si"}


def test_withdrawn_value_beside_not_applicable_differs_and_is_shown(cast, assessment, desk):
    """The words that count are the same; what is saved is not, so one must be able to decide."""
    make_answer(assessment, "A-02", "no", not_applicable=True, na_reason="Otra entidad", changed_by=cast.contributor)
    book = download(desk)
    Answer.objects.update(value="si", version=2)
    compared = upload_book(desk, book)
    assert "Cambió en el portal después" in compared.text
    assert '<li class="break">Respuesta: Sí</li>' in compared.text
    assert '<li class="break">Respuesta: No</li>' in compared.text
    apply(desk, book, **{"A-02": "2"})
    assert stored() == {"A-02": "no"}


INSTRUMENT, SHARES = parsed(), Shares(1, {})
SAID = st.builds(
    SheetAnswer, question=st.just("A-03"), value=st.sampled_from(["", "a", "a|b", "ninguna"]),
    not_applicable=st.sampled_from([None, False, True]), na_reason=st.sampled_from([None, "", "uno", "uno\ndos"]),
    links=st.dictionaries(st.sampled_from(["", "a"]), st.lists(st.sampled_from(["x", "y"]), unique=True)),
    seen_version=st.just(1), cell=st.just("E2"), unsaid=st.sampled_from([(), ("b",), ("c", "ninguna")]),
)  # fmt: skip


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=SAID, value=st.sampled_from(["", "a", "b|a", "ninguna"]), na=st.booleans(), version=st.integers(1, 2),
    reason=st.sampled_from(["", "uno", "uno\r\ndos"]), links=st.sets(st.sampled_from([("", "x"), ("a", "y")])),
)  # fmt: skip
def test_comparing_and_saving_agree_on_what_is_the_same(said, value, na, version, reason, links):
    answer = Answer(value=value, not_applicable=na, na_reason=reason, version=version)
    proofs = [Proof(option, url) for option, url in sorted(links)]
    filling: Filling = build_filling(INSTRUMENT, {}, {}, {"A-03": answer}, {"A-03": proofs})
    (change,) = changes_of(filling, {"A-03": said}, shares=SHARES, by=None)
    wanted = change.wanted
    draft = Draft("A-03", wanted.value, 1, wanted.not_applicable, wanted.na_reason, wanted.links, claim=None)
    assert (change.state == SAME) == draft.matches(filling.cells["A-03"])
    assert change.state == SAME or change.before != change.after, "what changes can be seen"


@pytest.mark.parametrize(
    ("code", "value"), [("A-03", "c|a"), ("B-01", "07/10.50"), ("B-01", "1250.0/2000"), ("A-03", "ninguna")]
)
def test_value_written_another_way_comes_back_unchanged(cast, assessment, desk, code, value):
    make_answer(assessment, code, value, changed_by=cast.contributor)
    assert "No cambia ninguna respuesta" in upload_book(desk, download(desk)).text


@pytest.mark.parametrize("reason", [REASON, "a\rb", "uno \x7fdos\x0b", "  al borde \n"])
def test_reason_of_several_lines_comes_back_unchanged(cast, assessment, desk, reason):
    make_answer(assessment, "A-02", not_applicable=True, na_reason=reason, changed_by=cast.contributor)
    book = download(desk)
    put(book, "A-01", answer="4")
    assert "Cambia 1 respuesta" in upload_book(desk, book).text
    apply(desk, book)
    assert Answer.objects.get(question__code="A-02").na_reason == reason


def test_breaks_of_a_reason_are_kept(assessment, desk):
    book = download(desk)
    put(book, "A-02", na="Sí", reason=" uno_x000D_\ndos\n\ntres ")
    apply(desk, book)
    assert Answer.objects.get(question__code="A-02").na_reason == "uno\ndos\n\ntres"


@pytest.mark.parametrize(("count", "said"), [(1, "Cambió en el portal"), (2, "Cambiaron en el portal")])
def test_heading_of_conflicts_counts(cast, assessment, desk, count, said):
    book = download(desk)
    for code, value in [("A-01", "4"), ("A-02", "Sí")][:count]:
        put(book, code, answer=value)
        make_answer(assessment, code, "1" if code == "A-01" else "no", version=1, changed_by=cast.liaison)
    assert f">{said} después de que usted descargó la planilla<" in upload_book(desk, book).text


# --- What is not there stays ---


def test_row_of_an_option_that_is_not_there_keeps_that_option(cast, assessment, desk):
    make_filled(assessment, cast.contributor)
    make_evidence(Answer.objects.get(question__code="A-03"), "https://b.gov.co/", "b")
    before = uses()
    assert "No cambia ninguna respuesta" in upload_book(desk, without(download(desk), ("A-03", "b"))).text
    book = without(download(desk), ("A-03", "b"))
    put(book, "A-03", "a", answer="No")
    apply(desk, book)
    assert stored() == BEST | {"A-03": "b|c"}
    assert uses() == before


def test_main_row_that_is_not_there_keeps_what_belongs_to_the_question(cast, assessment, desk):
    make_filled(assessment, cast.contributor)
    Answer.objects.filter(question__code="A-03").update(na_reason="Por si acaso")
    book = without(download(desk), ("A-03", ""))
    put(book, "A-03", "b", answer="No", links="https://b.gov.co/")
    apply(desk, book)
    assert stored()["A-03"] == "a|c"
    assert Answer.objects.get(question__code="A-03").na_reason == "Por si acaso"
    assert {use for use in uses() if use[0] == "A-03"} == {("A-03", "", LINK), ("A-03", "b", "https://b.gov.co/")}


def test_none_of_them_gives_way_to_an_option_and_its_row_is_not_needed(cast, assessment, desk):
    make_answer(assessment, "A-03", "ninguna", changed_by=cast.contributor)
    assert "No cambia ninguna" in upload_book(desk, without(download(desk), ("A-03", "ninguna"))).text
    book = without(download(desk), ("A-03", "ninguna"), ("A-03", "c"))
    put(book, "A-03", "a", answer="Sí")
    apply(desk, book)
    assert stored() == {"A-03": "a"}


@pytest.mark.parametrize("name", ["links", "na", "reason"])
def test_column_that_is_not_there_keeps_what_is_stored(cast, assessment, desk, name):
    make_filled(assessment, cast.contributor)
    Answer.objects.filter(question__code="A-02").update(not_applicable=name == "na", na_reason="Lo hace otra entidad")
    before = uses()
    book = download(desk)
    book["Respuestas"].delete_cols(openpyxl.utils.column_index_from_string(COLUMN[name]))
    assert "No cambia ninguna respuesta" in upload_book(desk, book).text
    put(book, "A-01", answer="1")
    apply(desk, book)
    assert stored()["A-01"] == "1"
    assert uses() == before
    answer = Answer.objects.get(question__code="A-02")
    assert (answer.not_applicable, answer.na_reason) == (name == "na", "Lo hace otra entidad")


def test_mark_without_the_column_of_its_reason_is_asked_about(assessment, desk):
    book = download(desk)
    put(book, "A-02", na="Sí")
    book["Respuestas"].delete_cols(openpyxl.utils.column_index_from_string(COLUMN["reason"]))
    response = upload_book(desk, book)
    assert response.status_code == 422
    assert "celda G3 (A-02): falta la columna «Por qué no aplica»; vuelva a ponerla." in response.text


# --- All options answered No ---


@pytest.mark.parametrize("none", ["No", "", "Sí"])
def test_no_to_every_option_is_none_of_them(assessment, desk, none):
    book = download(desk)
    for option in "abc":
        put(book, "A-03", option, answer="No")
    put(book, "A-03", "ninguna", answer=none)
    compared = upload_book(desk, book)
    assert "Ninguna de las anteriores" in compared.text
    desk.post(HERE, {"sealed": sealed(compared)})
    assert stored() == {"A-03": "ninguna"}


def test_no_to_some_options_is_no_answer_yet_and_says_so(assessment, desk):
    note = "A-03: en unas opciones dice No y en otras no dice nada. Si ninguna se cumple, responda No en todas."
    for book in (download(desk), without(download(desk), ("A-03", "c"))):
        put(book, "A-03", "a", answer="No")
        put(book, "A-03", "b", answer="No")
        compared = upload_book(desk, book)
        assert "No cambia ninguna respuesta" in compared.text
        assert note in compared.text
    assert note not in upload_book(desk, download(desk)).text


# --- Links ---


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("sitio web de la alcaldía", ["sitio web de la alcaldía"]),
        ("sitio web\n\nla otra página\nhttps://a.gov.co/", ["sitio web", "la otra página"]),
        ("Acta: https://a.gov.co/acta www.dos.gov.co", []),
        ("https://a.gov.co/ htp://b.gov.co", ["htp://b.gov.co"]),
    ],
)
def test_text_among_links_is_one_problem_for_each_line(assessment, desk, text, problems):
    book = download(desk)
    put(book, "A-01", links=text)
    response = upload_book(desk, book)
    assert response.status_code == (422 if problems else 200)
    said = re.findall(r"celda I2 \(A-01\): «([^»]*)» no es una dirección", unescape(response.text))
    assert said == problems


def test_link_beside_none_of_them_is_asked_about(assessment, desk):
    book = download(desk)
    put(book, "A-03", "ninguna", links="https://a.gov.co/")
    assert "las direcciones van en la fila de la pregunta" in upload_book(desk, book).text


# --- What it takes to read ---


def swollen(book: openpyxl.Workbook, title: str, xml: bytes) -> bytes:
    """The workbook with another content of one sheet, and something that does not pack well: no bomb by its proportion."""
    out = io.BytesIO()
    book.save(out)
    place = f"xl/worksheets/sheet{book.sheetnames.index(title) + 1}.xml"
    head, tail = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">', b"</worksheet>"
    noise = {"xl/media/x.bin": os.urandom(200_000)}
    return files.with_parts(out.getvalue(), noise, replaced={place: head + xml + tail})


def test_swollen_sheet_that_is_not_needed_is_not_read(assessment, desk, monkeypatch):
    rows_read = []
    parse_row = WorkSheetParser.parse_row
    monkeypatch.setattr(WorkSheetParser, "parse_row", lambda self, row: rows_read.append(1) or parse_row(self, row))
    book = download(desk)
    put(book, "A-01", answer="4")
    rows = b'<row><c t="inlineStr"><is><t>largo</t></is></c></row>' * 50_000
    data = swollen(book, "Léame", b'<dimension ref="A1"/><sheetData>' + rows + b"</sheetData>")
    rows_read.clear()
    assert "Cambia 1 respuesta" in upload_book(desk, data).text
    assert len(rows_read) < 100


@pytest.mark.parametrize(
    ("title", "xml"),
    [
        ("Léame", b"<sheetData>" + b"<row/>" * 1_800_000 + b"</sheetData>"),  # 12 MB unpacked
        ("Respuestas", b'<sheetData><row r="1">' + b"<c/>" * 30_000 + b"</row></sheetData>"),
        ("_portal", b'<sheetData><row r="1">' + b"<c/>" * 30_000 + b"</row></sheetData>"),
    ],
)
def test_workbook_that_takes_too_much_to_read_is_refused(assessment, desk, monkeypatch, title, xml):
    monkeypatch.setattr(sheets_book, "SHEET_TAGS", 25_000)
    response = upload_book(desk, swollen(download(desk), title, xml))
    assert response.status_code == 422
    assert "El archivo tiene demasiado adentro" in response.text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (b'<row r="999999999999"><c><v>1</v></c></row>', "llega más abajo de la fila 5000"),
        (b'<row r="7"><c r="A1"><v>1</v></c></row>', "está dañado"),
        (b'<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "está dañado"),
    ],
    ids=["far below", "two places for one cell", "two values for one cell"],
)
def test_row_that_cannot_be_is_refused_without_walking_there(assessment, desk, rows, sentence):
    xml = b"<sheetData>" + rows + b"</sheetData>"
    assert sentence in upload_book(desk, swollen(download(desk), "Respuestas", xml)).text


def test_sheet_that_lies_about_its_size_is_read_whole(assessment, desk):
    book = download(desk)
    put(book, "B-02", answer="o2")
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    short = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:K2"', sheet)
    data = files.with_parts(out.getvalue(), {}, replaced={"xl/worksheets/sheet2.xml": short})
    assert "Por la web" in upload_book(desk, data).text


def test_result_of_a_formula_is_what_counts(assessment, desk):
    book = download(desk)
    out = io.BytesIO()
    put(book, "A-01", answer="=2+2")
    book.save(out)
    with zipfile.ZipFile(out) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    kept = re.sub(rb"<f>2\+2</f><v ?/>|<f>2\+2</f><v></v>", b"<f>2+2</f><v>4</v>", sheet)
    assert kept != sheet
    data = files.with_parts(out.getvalue(), {}, replaced={"xl/worksheets/sheet2.xml": kept})
    assert "Nivel 4: todo" in upload_book(desk, data).text
