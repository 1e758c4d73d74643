"""The home page on a telephone: short, whole, and chosen and sorted without JavaScript."""

from playwright.sync_api import Page, expect

TALLEST = 4_850  # px at 360


def names(page: Page) -> list[str]:
    return page.locator(".list-mun tbody th > a").all_inner_texts()


def test_home_is_short_and_whole_on_a_telephone(demo, page_at):
    page = page_at(360)
    for query in ("", "?ver=cambio", "?ver=TRA&orden=-puntaje"):
        page.goto(f"/{query}", wait_until="load")
        assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST, query
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        outside = "cells => cells.filter(c => c.getBoundingClientRect().right > 360 || c.scrollWidth > c.clientWidth + 1).length"
        assert page.locator(".list-mun tbody :is(th, td):visible").evaluate_all(outside) == 0


def test_list_stays_a_table_for_who_hears_it(demo, page_at):
    page = page_at(360)
    page.goto("/")
    table = page.get_by_role("table", name="Puntaje y nivel de cada municipio")
    expect(table.get_by_role("columnheader")).to_have_text(["Municipio", "Nivel", "Puntaje", "Cambio"])
    assert table.get_by_role("rowheader").count() == 10


def test_theme_and_order_are_chosen_without_javascript(demo, page_at):
    page = page_at(360, java_script_enabled=False)
    page.goto("/")
    by_the_river = names(page)
    page.get_by_label("Mapa y lista muestran").select_option(label="Transparencia")
    page.get_by_role("button", name="Mostrar").click()
    expect(page.get_by_role("heading", name="Los diez municipios en lista: Transparencia")).to_be_visible()
    assert names(page) == by_the_river
    page.get_by_role("columnheader", name="Puntaje").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Puntaje")).to_have_attribute("aria-sort", "descending")
    assert names(page)[0] == "Envigado"
    assert sorted(names(page)) == sorted(by_the_river)
    page.get_by_role("columnheader", name="Puntaje").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Puntaje")).to_have_attribute("aria-sort", "ascending")
    assert names(page)[0] == "Girardota"
    expect(page.get_by_label("Mapa y lista muestran")).to_have_value("TRA")
    page.get_by_role("link", name="Volver al orden del río").click()
    expect(page.get_by_role("columnheader", name="Puntaje")).not_to_have_attribute("aria-sort", "ascending")
    assert names(page) == by_the_river


def test_level_on_the_map_leads_to_what_it_means(demo, page_at):
    page = page_at(1280)
    page.goto("/")
    page.locator(".tile-lv").first.click()
    assert page.url.endswith("#nivel")


def test_count_of_opinions_is_whole_on_a_telephone(demo, page_at):
    page = page_at(360)
    page.goto("/opiniones/")
    table = page.get_by_role("table", name="Opiniones recibidas")
    assert table.evaluate("t => t.scrollWidth <= t.parentElement.clientWidth")
    expect(table.get_by_role("row", name="Barbosa")).to_contain_text("Ninguna todavía")
    expect(table.get_by_role("columnheader")).to_have_count(6)
