"""What a text of a course becomes on paper: widths of tables, what stays together, boxes to tick."""

from tests.printed_page import off_the_paper, read_pdf
from training.learning.exports.blocks import blocks_of
from training.learning.exports.columns import INSET, ROOM
from training.learning.exports.paper import course_pdf

MARGIN = 62.36  # points: of paper.typ


def table(*rows: str) -> str:
    head, *others = (f"| {row} |" for row in rows)
    return "\n".join((head, "|" + "---|" * head.count(" | ") + "---|", *others))


def block(text: str, kind: str) -> dict:
    return next(one for one in blocks_of(text, level=2) if one["kind"] == kind)


def widths(text: str) -> list[float]:
    return [one["width"] for one in block(text, "table")["columns"]]


def printed(text: str) -> bytes:
    return course_pdf({
        "code": "C90", "title": "Ancho", "version": "1.0.0", "hours": 1, "about": [], "warnings": [],
        "text": blocks_of(text, level=2), "competences": [], "images": {}, "modules": [],
    })  # fmt: skip


def test_columns_are_as_wide_as_what_they_hold():
    number, long, short = widths(
        table("N.º | Tarea | Sí", "1 | " + "Una frase que ocupa más de un renglón. " * 4 + " | No")
    )
    assert number < short * 2 < long
    assert round(number + long + short) == round(ROOM)


def test_a_column_with_four_times_as_much_text_is_not_four_times_as_wide():
    less, more = widths(table("A | B", f"{'palabra ' * 40} | {'palabra ' * 160}"))
    assert 1.8 < more / less < 2.2


def test_the_longest_word_fits_or_the_letters_are_smaller_or_the_words_break():
    seven = "Planeación | " * 6 + "Comunicaciones"
    fits = block(table("A | B | C | D | E | F | G", seven), "table")
    assert (fits["small"], fits["hyphenate"]) == (True, False)
    assert fits["columns"][6]["width"] - INSET > 14 * 9.5 * 0.5
    breaks = block(table("A | B | C | D | E | F | G", "Interinstitucionalidad | " * 6 + "Sí"), "table")
    assert (breaks["small"], breaks["hyphenate"]) == (True, True)
    assert {one["breaks"] for one in breaks["columns"]} == {0}  # hyphens of Spanish are enough
    assert not block(table("A | B", "uno | dos"), "table")["small"]


def test_nothing_leaves_the_page():
    address = "https://municipio.example/" + "una/ruta/muy/larga/" * 8 + "x" * 200
    for text in (
        table("A | B | C | D | E | F | G", "Interinstitucionalidad | " * 6 + "Comunicaciones"),
        table(" | ".join(f"Columna{n}" for n in range(16)), " | ".join(["Comunicaciones"] * 16)),
        table("A | B", f"{address} | {'x' * 300}"),
        "y" * 400,
    ):
        assert off_the_paper(read_pdf(printed(text)), MARGIN) == [], text


def test_a_row_is_kept_unless_it_is_longer_than_half_a_page():
    found = block(table("A | B", "uno | dos", f"tres | {'palabra larga ' * 250}"), "table")
    assert [row["whole"] for row in found["rows"]] == [True, False]
    assert not found["whole"]
    read = read_pdf(printed(table("A | B", f"tres | {'palabra larga ' * 280}", f"cuatro | {'otra ' * 700}")))
    said = "".join(page.extract_text() for page in read.pages)
    assert (said.count("palabra"), said.count("otra")) == (280, 700)  # nothing is lost under the foot of a page
    assert block(table("A | B", *["uno | dos"] * 8), "table")["whole"]
    assert not block(table("A | B", *["uno | dos"] * 20), "table")["whole"]


def test_a_title_in_bold_and_what_announces_lead_to_what_follows():
    text = (
        "**Antes**\n\nUn texto.\n\nAsí quedó:\n\nOtro.\n\n*Caso inventado.*\n\n"
        + table("A | B", "uno | dos")
        + "\n\nFin."
    )
    assert [one["leads"] for one in blocks_of(text, level=2) if one["kind"] == "paragraph"] == [
        True, False, True, False, True, False,
    ]  # fmt: skip


def test_a_list_of_boxes_has_only_its_boxes():
    found = block("* ☐ Uno.\n* ☐ **Dos**.", "list")
    assert (found["boxes"], found["whole"]) == (True, True)
    assert [item[0]["runs"][0]["text"] for item in found["items"]] == ["Uno.", ""]
    mixed = block("* ☐ Uno.\n* Dos.", "list")
    assert not mixed["boxes"]
    assert mixed["items"][0][0]["runs"][0]["text"] == "☐ Uno."
    assert not block("\n".join(["* ☐ Uno."] * 30), "list")["whole"]
    few, many = (block("\n".join(["* Uno."] * count), "list") for count in (5, 12))
    assert (few["whole"], many["whole"]) == (True, False)
    said = read_pdf(printed("* ☐ Uno.\n* ☐ Dos.")).pages[0].extract_text()
    assert said.count("☐") == 2
    assert "•" not in said
