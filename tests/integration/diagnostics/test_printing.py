"""The questionnaire on paper, as a page and as a PDF."""

import io

import pytest
from pypdf import PdfReader

from tests.budgets import queries_of
from tests.factories.diagnostics import make_answer, make_evidence, make_round

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/imprimir/"


def test_page_shows_every_question_with_its_answer_and_place_to_write(cast, assessment, browser_of):
    make_evidence(make_answer(assessment, "A-01", "3"), url="https://a.gov.co/acta")
    make_answer(assessment, "A-02", not_applicable=True, na_reason="Lo hace otra entidad")
    make_answer(assessment, "B-01", "1234/2000")
    page = browser_of(cast.approver).get(HERE).text
    assert "<strong>3. casi todo</strong>" in page
    assert "Lo hace otra entidad" in page
    assert "<strong>1.234</strong>" in page
    assert "https://a.gov.co/acta" in page
    assert page.count("paper-q") == 6
    assert "No aplica a este municipio" in page, "B-03 depends on the council, and there is none"


def test_pdf_is_tagged_in_spanish_and_says_the_same(cast, assessment, browser_of):
    make_evidence(make_answer(assessment, "A-01", "3"), url="https://a.gov.co/acta")
    make_answer(assessment, "A-02", not_applicable=True, na_reason='#set text(red) $x$ *negrita* "comillas" \\ @')
    response = browser_of(cast.approver).get(f"{HERE}pdf/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="cuestionario-aqui-ciclo.pdf"'
    reader = PdfReader(io.BytesIO(response.content))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "es-CO"
    assert reader.metadata.title.endswith("Aquí")
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("¿Publica?", "3. casi todo (elegida)", "https://a.gov.co/acta", "Contratos", "Página 1 de"):
        assert words in text
    assert '#set text(red) $x$ *negrita* "comillas" \\ @' in text, "what people write is text and never markup"
    assert "demostración" not in text


def test_invented_answers_say_so_on_every_page(cast, browser_of):
    make_round(cast.here, code="demo", is_demo=True)
    reader = PdfReader(io.BytesIO(browser_of(cast.liaison).get("/diagnostico/demo/aqui/imprimir/pdf/").content))
    assert all("Datos de demostración" in page.extract_text() for page in reader.pages)


def test_paper_costs_little(cast, assessment, browser_of):
    desk = browser_of(cast.liaison)
    assert len(queries_of(lambda: desk.get(HERE))) <= 8
    assert len(queries_of(lambda: desk.get(f"{HERE}pdf/"))) <= 6
