"""A filled workbook whose cells of links hold very much: one mistake, few steps."""

import io

import pytest

from tests.integration.diagnostics.exchange.test_spreadsheet import download, put, upload
from tests.steps import at_most

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["x\n" * 10_000, "www.a " * 5_000, "https://a.example/ " * 1_500])
def test_cell_of_very_many_links_is_one_mistake(cast, assessment, browser_of, text: str):
    desk = browser_of(cast.contributor)
    book = download(desk)
    put(book, "A-01", answer="1", links=text)
    out = io.BytesIO()
    book.save(out)
    with at_most(6_000_000):
        response = upload(desk, out.getvalue())
    assert response.text.count("<li>Respuestas, celda I2 (A-01)") == 1
    assert "el máximo son 20 direcciones" in response.text
