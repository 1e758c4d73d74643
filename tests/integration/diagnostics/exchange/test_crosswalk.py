"""The answers of a diagnosis in the order of another form: the pages and the files."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from django.test import Client

from diagnostics.assessments.models import Assessment, Evidence, EvidenceUse
from files.choices import ReserveGround, Visibility
from tests.budgets import queries_of
from tests.factories.diagnostics import AT, make_answer, make_closed, make_evidence, make_round, make_version
from tests.unit.diagnostics.exchange.test_crosswalk import tagged

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
LIST = f"{HERE}reportes/"
LAW = "ley-10-de-2001"


@pytest.fixture
def assessment(cast) -> Assessment:
    """The diagnosis of `here` with an edition that refers to other forms."""
    round = make_round(cast.here, cast.there, version=make_version(tagged()), code="ciclo", name="Ciclo de prueba")
    return Assessment.objects.with_context().get(round=round, municipality=cast.here)


@pytest.fixture
def desk(cast, assessment, browser_of) -> Client:
    return browser_of(cast.approver)


def download(desk: Client, form: str, kind: str, page: str = LIST) -> bytes:
    response = desk.get(f"{page}descargar/", {"formulario": form, "formato": kind})
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith(f'attachment; filename="reporte-{form}-aqui-')
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    return response.content


def rows(desk: Client, form: str = LAW, page: str = LIST) -> list[dict[str, str]]:
    text = download(desk, form, "csv", page).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def make_file(assessment: Assessment, **fields) -> Evidence:
    content = {"file": "evidence/ab/abc", "file_name": "Informe.pdf", "media_type": "application/pdf", "size": 9}
    return Evidence.objects.create(assessment=assessment, added_at=AT, sha256="a" * 64, **content | fields)


def make_reserved(assessment: Assessment) -> Evidence:
    return make_file(
        assessment, title="Actas con nombres", visibility=Visibility.REVIEWERS_ONLY, period_from=date(2027, 1, 1),
        period_to=date(2027, 2, 28), reserve_ground=ReserveGround.CLASSIFIED, reserve_reason="Trae datos de menores",
    )  # fmt: skip


def test_page_lists_the_forms_with_what_is_answered(desk, assessment):
    make_answer(assessment, "A-02", "si")
    page = desk.get(LIST).text
    assert [page.index(f"?formulario={key}") for key in ("uno_dos", "marco", "ley-9-de-2000", LAW)] == sorted(
        page.index(f"?formulario={key}") for key in ("uno_dos", "marco", "ley-9-de-2000", LAW)
    )
    assert 'Ley 10 de 2001</a></td><td class="num">1<span class="muted"> / 3' in page
    assert 'MARCO</a></td><td class="num">1<span class="muted"> / 5' in page, "B-03 depends on the council"
    assert LIST in desk.get(HERE).text


def test_edition_without_tags_says_so(cast, browser_of):
    make_round(cast.here, code="otro")
    page = browser_of(cast.liaison).get("/diagnostico/otro/aqui/reportes/").text
    assert "no se relaciona con otros formularios" in page


def test_preview_goes_by_the_items_of_the_form(desk, assessment):
    make_evidence(make_answer(assessment, "A-01", "3"), url="https://a.gov.co/acta")
    make_answer(assessment, "A-02", not_applicable=True, na_reason="Lo hace otra entidad")
    page = desk.get(LIST, {"formulario": LAW}).text
    places = [page.index(f"<strong>{item}</strong>") for item in ("Art. 9", "Art. 9, literal b", "Arts. 10 y 2")]
    assert places == sorted(places)
    for words in ("Nivel 3: casi todo", "https://a.gov.co/acta", "Lo hace otra entidad", "No aplica", "Sin responder"):
        assert words in page
    assert "2 de 3 preguntas respondidas, en 4 puntos" in page


def test_file_has_a_row_for_each_evidence_of_each_item(desk, assessment):
    multi = make_answer(assessment, "A-03", "a|b")
    make_evidence(multi, url="https://a.gov.co/datos", option="a")
    EvidenceUse.objects.create(answer=multi, evidence=make_file(assessment), place="página 4")
    found = rows(desk)
    assert [(row["Punto"], row["Código"], row["Enlace o archivo"]) for row in found] == [
        ("art. 9", "A-03", "https://a.gov.co/datos"), ("art. 9", "A-03", "Informe.pdf"),
        ("art. 9, literal b", "A-02", ""), ("arts. 10 y 2", "A-01", ""),
        ("Sin artículo", "A-03", "https://a.gov.co/datos"), ("Sin artículo", "A-03", "Informe.pdf"),
    ]  # fmt: skip
    link, file, *_ = found
    assert (link["Respuesta"], link["Estado"], link["Qué prueba"]) == ("Datos\nActas", "Respondida", "Datos")
    assert (file["Página o celda"], file["Huella SHA-256"], file["Quién la ve"]) == ("página 4", "a" * 64, "Pública")
    assert (found[2]["Estado"], found[2]["Respuesta"], found[2]["Evidencia"]) == ("Sin responder", "", "")


def test_not_applicable_comes_with_its_reason_and_conditions_leave_out(desk, assessment):
    make_answer(assessment, "B-02", not_applicable=True, na_reason="Lo hace otra entidad")
    found = {row["Código"]: row for row in rows(desk, "marco")}
    assert (found["B-02"]["Estado"], found["B-02"]["Por qué no aplica"]) == ("No aplica", "Lo hace otra entidad")
    assert "B-03" not in found


def test_withdrawn_answer_is_not_reported_beside_not_applicable(desk, assessment):
    make_answer(assessment, "A-02", "si", not_applicable=True, na_reason="Lo hace otra entidad")
    make_answer(assessment, "A-03", "a", not_applicable=True)
    found = {row["Código"]: (row["Estado"], row["Respuesta"], row["Por qué no aplica"]) for row in rows(desk, "marco")}
    assert found["A-02"] == ("No aplica", "", "Lo hace otra entidad")
    assert found["A-03"] == ("Sin responder", "", "")
    page = desk.get(LIST, {"formulario": LAW}).text
    assert "<p>Lo hace otra entidad</p>" in page
    assert "<p>Datos</p>" not in page


def test_law_is_called_a_norm_and_no_form(desk, assessment):
    page = desk.get(LIST).text
    forms, norms = page.split("<h2")[1:]
    assert '<th scope="col">Formulario</th>' in forms
    assert '<th scope="col">Norma</th>' in norms
    assert "formulario y" not in norms
    law = desk.get(LIST, {"formulario": LAW}).text
    assert "en 4 puntos de esta norma." in law
    assert "compruebe lo que pide la norma." in law
    assert "puntos de este formulario." in desk.get(LIST, {"formulario": "marco"}).text
    text = download(desk, LAW, "csv").decode("utf-8-sig")
    assert ("Norma" in text.splitlines()[0], "ormulario" in text) == (True, False)


def test_what_no_condition_leaves_is_no_error(desk, assessment):
    Assessment.objects.update(attributes={"has_council": True})
    assert "B-03" in {row["Código"] for row in rows(desk, "marco")}


def test_both_files_say_the_same(desk, assessment):
    make_evidence(make_answer(assessment, "A-01", "3"), url="https://a.gov.co/acta")
    book = openpyxl.load_workbook(io.BytesIO(download(desk, LAW, "xlsx")))
    heading, *found = ([cell or "" for cell in row] for row in book["Respuestas"].values)
    assert found == [[row[name] for name in heading] for row in rows(desk)]
    words = [row[0] for row in book["Léame"].values]
    assert words[:4] == [
        "Municipio: Aquí", "Ciclo: Ciclo de prueba", "Edición: Instrumento pequeño (CHICO 1.0.0)",
        "Norma: Ley 10 de 2001",
    ]  # fmt: skip
    assert words[4].startswith("Descargado: 20")
    assert "Son las respuestas de la autoevaluación del municipio; la revisión no ha terminado." in words
    assert not any("demostración" in line for line in words)


def test_reserved_evidence_is_shown_to_who_may_see_it_with_its_ground(cast, assessment, browser_of):
    EvidenceUse.objects.create(answer=make_answer(assessment, "A-01", "4"), evidence=make_reserved(assessment))
    for person in (cast.contributor, cast.liaison, cast.approver, cast.reviewer):
        (row,) = (row for row in rows(browser_of(person)) if row["Código"] == "A-01")
        assert (row["Evidencia"], row["Enlace o archivo"]) == ("Actas con nombres", "Informe.pdf")
        assert (row["Trata desde"], row["Trata hasta"]) == ("2027-01-01", "2027-02-28")
        assert row["Quién la ve"] == "Solo para la revisión"
        assert row["Por qué es reservada"] == f"{ReserveGround.CLASSIFIED.label}. Trae datos de menores"
        assert "Trae 1 evidencia reservada: no publique el archivo así." in row["Nota"]
        assert "Actas con nombres" in browser_of(person).get(LIST, {"formulario": LAW}).text
    for page in (LIST, f"{LIST}descargar/"):
        response = browser_of(cast.neighbour).get(page, {"formulario": LAW, "formato": "csv"})
        assert response.status_code == 404
        assert browser_of(cast.citizen).get(page, {"formulario": LAW, "formato": "csv"}).status_code == 403


def test_what_people_wrote_runs_in_no_spreadsheet(desk, assessment):
    make_answer(assessment, "A-02", not_applicable=True, na_reason='=HYPERLINK("https://x")\x0b')
    (row,) = (row for row in rows(desk) if row["Código"] == "A-02")
    assert row["Por qué no aplica"].startswith("'=HYPERLINK")
    book = openpyxl.load_workbook(io.BytesIO(download(desk, LAW, "xlsx")))
    (cell,) = (cell for row in book["Respuestas"].iter_rows() for cell in row if "HYPERLINK" in str(cell.value))
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_invented_answers_say_so_everywhere(cast, browser_of):
    make_round(cast.here, version=make_version(tagged()), code="demo", is_demo=True)
    desk, page = browser_of(cast.liaison), "/diagnostico/demo/aqui/reportes/"
    assert all("Datos de demostración" in row["Nota"] for row in rows(desk, page=page))
    book = openpyxl.load_workbook(io.BytesIO(download(desk, LAW, "xlsx", page)))
    assert any("Datos de demostración" in row[0] for row in book["Léame"].values)
    for address in (page, f"{page}?formulario={LAW}"):
        assert "Datos de demostración" in desk.get(address).text


def test_after_the_review_the_file_says_what_it_does_not_bring(cast, assessment, browser_of):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    row, *_ = rows(browser_of(cast.liaison))
    assert "no traen lo que decidió la revisión" in row["Nota"]
    assert LIST in browser_of(cast.approver).get(HERE).text


@pytest.mark.parametrize("key", ["", "nada", "Ley 10 de 2001"])
def test_form_that_the_edition_does_not_name_is_not_found(desk, key):
    assert desk.get(LIST, {"formulario": key}).status_code == 404
    assert desk.get(f"{LIST}descargar/", {"formulario": key, "formato": "csv"}).status_code == 404


@pytest.mark.parametrize("kind", ["", "pdf", "CSV"])
def test_other_format_is_refused_with_words(desk, kind):
    response = desk.get(f"{LIST}descargar/", {"formulario": LAW, "formato": kind})
    assert response.status_code == 400
    assert "Ese formato no existe. Descargue el reporte en XLSX o en CSV." in response.text


def test_cost_does_not_grow_with_evidence(desk, assessment):
    addresses = [LIST, f"{LIST}?formulario=marco"]
    addresses += [f"{LIST}descargar/?formulario=marco&formato={kind}" for kind in ("csv", "xlsx")]
    answer = make_answer(assessment, "A-01", "3")
    make_evidence(answer)
    before = [len(queries_of(lambda address=address: desk.get(address))) for address in addresses]
    for number in range(30):
        make_evidence(answer, url=f"https://a.gov.co/{number}")
    after = [len(queries_of(lambda address=address: desk.get(address))) for address in addresses]
    assert after == before
    assert max(after) <= 12
