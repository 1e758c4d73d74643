"""The letter to a town hall: on paper it stands alone; on a telephone the ways out come before it."""

import io

import pytest
from pypdf import PdfReader

LETTER = "/municipios/copacabana/carta/?pregunta=RDC-09"


@pytest.mark.parametrize("width", [360, 1280])
def test_only_the_letter_is_printed_and_on_one_page(demo, page_at, width):
    page = page_at(width)
    page.goto(LETTER)
    (sheet,) = PdfReader(io.BytesIO(page.pdf(format="Letter"))).pages
    text = sheet.extract_text()
    assert text.startswith("Copacabana, ____ de")
    assert text.rstrip().endswith("Correo o dirección para la respuesta: ____________________")
    page.emulate_media(media="print")
    letter = page.locator("#carta")
    assert letter.evaluate("one => getComputedStyle(one).borderTopWidth") == "0px"


@pytest.mark.parametrize(("width", "below"), [(360, True), (1280, False)])
def test_ways_out_stand_before_the_letter_on_a_telephone(demo, page_at, width, below):
    page = page_at(width)
    page.goto(LETTER)
    ways, letter = (page.locator(one).bounding_box() for one in (".letter-out", "#carta"))
    assert (letter["y"] >= ways["y"] + ways["height"]) is below
