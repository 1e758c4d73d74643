"""A municipality's result as a PDF: tagged, at most two pages, with the figures of its page."""

import io
import re

import pytest
from pypdf import PdfReader

from core.numbers import score as number
from core.numbers import signed
from core.web.page_cache import A_MINUTE
from diagnostics.results.exports import DEMO
from portal.queries import one_pager
from portal.queries.municipality.page import municipality_page
from tests.factories.results import levels, make_published_round, make_real_round
from tests.integration.portal.test_budgets import queries_of

pytestmark = pytest.mark.django_db
PDF = "/municipios/lugar-02/resumen.pdf"


def read(client, address: str = PDF) -> PdfReader:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def words(pdf: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


def test_pdf_is_tagged_short_and_says_its_title_and_language(client, published):
    pdf = read(client)
    root = pdf.trailer["/Root"]
    assert len(pdf.pages) <= 2
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]["/K"]
    assert root["/Lang"] == "es-CO"
    assert pdf.metadata.title == "Gobierno abierto en Lugar 02, Ciclo 2027-1"


def test_pdf_holds_the_figures_of_the_page(client, published):
    page, text = municipality_page("lugar-02", None), words(read(client))
    assert f"{number(page.outcome.total.displayed)} de 100 puntos" in text
    assert page.outcome.level.name in text
    assert page.level_note.means in text
    for theme in page.themes:
        row = f"{number(theme.displayed)} {number(theme.median)} {signed(theme.difference)} {theme.level_number}"
        assert f"{theme.name} {row} {theme.level_name}" in text
    for fact in (*page.strengths, *page.gaps):
        assert (fact.statement or fact.question.text) in text
    for fact in page.gaps:
        assert f"{signed(fact.gap.gain)} puntos al total" in text
    assert published.run.inputs_sha256 in text.replace(" ", "")
    assert "/municipios/lugar-02/?ciclo=ciclo-1" in text
    assert "CC BY 4.0" in text


def test_every_page_of_a_demonstration_says_so(client, published, places):
    for place in places:
        for page in read(client, f"/municipios/{place.slug}/resumen.pdf").pages:
            assert DEMO in page.extract_text()


def test_real_round_is_not_called_a_demonstration(client, places):
    make_published_round({place: levels(3, 2, 3) for place in places}, code="ciclo")
    assert DEMO not in words(read(client))


def test_gate_partial_and_missing_results_say_why(client, published):
    text = {n: words(read(client, f"/municipios/lugar-0{n}/resumen.pdf")) for n in (2, 4, 5)}
    gate = municipality_page("lugar-02", None).gate
    assert gate is not None
    assert " ".join(gate) in text[2]
    assert "No tiene nivel, porque respondió" in text[4]
    assert "quedó sin resultado en este ciclo" in text[5]
    assert "Tema por tema" not in text[5]


def test_pdf_of_an_earlier_round_is_of_that_round(client, places):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="antes", name="Ciclo 2026-2")
    make_published_round({place: levels(3, 3, 3) for place in places}, code="ahora", name="Ciclo 2027-1")
    assert "50,00 de 100 puntos" in words(read(client, f"{PDF}?ciclo=antes"))
    assert "75,00 de 100 puntos" in words(read(client))


def test_result_of_the_real_edition_is_one_page(client, places):
    make_real_round(places, code="real", seed=1)
    assert [len(read(client, f"/municipios/{place.slug}/resumen.pdf").pages) for place in places] == [1] * len(places)


def test_browsers_keep_it_as_long_as_other_results(client, published):
    assert client.get(PDF)["Cache-Control"] == A_MINUTE


def test_long_texts_of_an_edition_stay_on_two_pages(client, places):
    long = {"title": "¿Qué tan completa está la sección? " * 6, "text": "El paso siguiente. " * 20, "note": "A · B"}
    make_published_round({place: levels(1, 1, 1) for place in places}, code="ciclo")
    data = one_pager._written(municipality_page("lugar-02", None)) | {"strengths": [long] * 3, "gaps": [long] * 3}
    assert len(PdfReader(io.BytesIO(one_pager.one_pager_pdf(data))).pages) <= 2


def test_second_pdf_comes_from_the_cache_until_something_is_published(
    client, places, django_capture_on_commit_callbacks
):
    make_published_round({place: levels(2, 2, 2) for place in places}, code="antes")
    client.get(PDF)
    assert queries_of(client, PDF) == 0
    with django_capture_on_commit_callbacks(execute=True):
        make_published_round({place: levels(3, 3, 3) for place in places}, code="ahora")
    assert "75,00 de 100 puntos" in words(read(client))


@pytest.mark.parametrize("address", ["/municipios/no-existe/resumen.pdf", f"{PDF}?ciclo=no"])
def test_pdf_about_nothing_is_not_found(client, published, address: str):
    assert client.get(address).status_code == 404


def test_pdf_before_any_publication_is_not_found(client, places):
    assert client.get(PDF).status_code == 404
