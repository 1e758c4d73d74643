"""The questionnaire on paper, as a page and as a PDF."""

import io

import pytest
from django.conf import settings
from pypdf import PdfReader

from diagnostics.assessments.exports.printed import questionnaire_pdf
from diagnostics.assessments.queries.printing import Mark, Printed, PrintedPart
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


def test_what_does_not_apply_shows_no_withdrawn_answer(cast, assessment, browser_of):
    make_answer(assessment, "A-02", "si", not_applicable=True, na_reason="Lo hace otra entidad")
    make_answer(assessment, "B-01", "1234/2000", not_applicable=True, na_reason="No hubo")
    desk = browser_of(cast.approver)
    page = desk.get(HERE).text
    pdf = PdfReader(io.BytesIO(desk.get(f"{HERE}pdf/").content))
    for text in (page, " ".join(page.extract_text() for page in pdf.pages)):
        assert "Lo hace otra entidad" in text
        assert "(elegida)" not in text
        assert "1.234" not in text


def question(number: int, help: str = "¿Cómo se ve?") -> Printed:
    marks = [Mark(f"Opción {n}", False) for n in range(3)]
    return Printed(f"Q-{number:02d}", "¿Cuál?", help, marks, asks_proof=True)


@pytest.mark.parametrize("lines", range(0, 40, 3))
def test_no_heading_stays_alone_at_the_foot_of_a_page(lines):
    parts = [
        PrintedPart(f"Dimensión {n // 2}", f"Indicador {n}", [question(3 * n + m) for m in range(3)]) for n in range(8)
    ]
    parts[0].questions[0] = question(0, " ".join(["Revise la sección del sitio web de la alcaldía."] * 2 * lines))
    data = questionnaire_pdf(parts, title="Cuestionario", place="Aquí", round="Ciclo", date="hoy", demo="")
    heads = ("Dimensión", "Indicador", "Q-", "¿Cómo se ve?")
    for page in PdfReader(io.BytesIO(data)).pages:
        *_, last = (
            line for line in page.extract_text().splitlines() if not line.startswith(("Cuestionario", "Página"))
        )
        assert not last.startswith(heads)


def test_title_and_municipality_stand_on_lines_of_their_own():
    data = questionnaire_pdf([], title="Cuestionario", place="Aquí", round="Ciclo", date="hoy", demo="")
    text = PdfReader(io.BytesIO(data)).pages[0].extract_text().splitlines()
    assert "Cuestionario" in text
    assert "Aquí, Ciclo" in text


def test_print_of_the_page_names_nobody_and_leaves_no_sheet_with_a_title_alone(cast, assessment, browser_of):
    """What the browser does with these rules was looked at in Chromium; here they only must not get lost."""
    page = browser_of(cast.approver).get(HERE).text
    crumb = page.split("Mi trabajo</a></p>")[0].rpartition("<p")[2]
    assert "no-print" in crumb
    rules = (settings.BASE_DIR / "static/css/app.css").read_text(encoding="utf-8")
    for rule in (
        "body:has(.paper) .work-head .who { display: none; }",
        ".paper > h2:first-of-type { break-before: auto; }",
        ".paper :is(.hint, .meta, .small) { font-size: 9pt; }",
        ".paper > .paper-q { margin-top: var(--s6); }",
        "fieldset.panel > legend { float: left;",
    ):
        assert rule in rules


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
