"""Public pages on a phone: how long they are before anything is opened, and tables that are whole."""

import pytest

PHONE = 360
# The most pixels before anything is opened; None: only its tables are looked at.
TALLEST = {
    "/comparar/": 3_500,
    "/comparar/?parecidos=caldas": 3_500,
    "/preguntas/": 4_000,
    "/preguntas/?q=peticion": 4_000,
    "/preguntas/TRA-01/": 4_000,
    "/preguntas/DAT-06/": 4_000,
    "/municipios/caldas/?pares=tamano": None,
    "/municipios/caldas/temas/TRA/": None,
}
OPEN_ALL = "for (const fold of document.querySelectorAll('main details')) fold.open = true"
# Tables, and the boxes that would scroll them, that are wider than what one sees of them.
CUT = """() => [...document.querySelectorAll('main table, main .scroll')]
  .filter(box => box.checkVisibility())
  .filter(box => box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > innerWidth)
  .map(box => `${box.className}: ${box.scrollWidth} of ${box.clientWidth}, up to ${box.getBoundingClientRect().right}`)"""


@pytest.mark.parametrize("address", TALLEST)
def test_page_on_a_phone_is_short_and_its_tables_are_whole(demo, page_at, address):
    page = page_at(PHONE)
    page.goto(address)
    tallest = TALLEST[address]
    assert tallest is None or page.evaluate("document.documentElement.scrollHeight") <= tallest
    page.evaluate(OPEN_ALL)
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_page_of_an_indicator_is_short_on_a_phone_and_whole_where_there_is_room(demo, page_at):
    page = page_at(PHONE, java_script_enabled=False)
    page.goto("/indicadores/IND-13/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 6_000
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    last = page.get_by_role("rowheader", name="Caldas", exact=True)
    assert last.count() == 0
    page.get_by_text("Los demás municipios").click()
    assert last.is_visible()
    wide = page_at(1280, java_script_enabled=False)
    wide.goto("/indicadores/IND-13/")
    assert wide.get_by_role("rowheader", name="Caldas", exact=True).is_visible()
    assert not wide.get_by_text("Los demás municipios").is_visible()
    cells = "[...document.querySelectorAll('.fu-ten td:nth-child(6)')]"
    edges = f"{cells}.map(cell => Math.round(cell.getBoundingClientRect().right))"
    assert len(set(wide.evaluate(edges))) == 1, "both tables have the same columns"


def test_a_stacked_table_is_still_a_table_to_those_who_hear_it(demo, page_at):
    page = page_at(PHONE)
    page.goto("/preguntas/?q=peticion")
    row = page.get_by_role("table").first.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").inner_text().startswith("TRA-07.")
    assert row.get_by_role("cell", name="10 de 10", exact=True).count() == 1, "the label above is not said again"
    assert page.get_by_role("columnheader", name="Mediana").first.count() == 1


def test_link_to_a_theme_opens_it_without_a_script(demo, page_at):
    page = page_at(PHONE, java_script_enabled=False)
    page.goto("/preguntas/")
    assert not page.get_by_role("link", name="TRA-01.").is_visible()
    page.get_by_role("navigation", name="Temas").get_by_role("link", name="Transparencia").click()
    assert page.get_by_role("link", name="TRA-01.").is_visible()
