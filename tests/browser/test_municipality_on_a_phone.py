"""The page of a municipality on a telephone: short, its tables whole, a citizen's questions answered at the top."""

import pytest
from playwright.sync_api import Page, expect

WIDTH, SCREEN, LONGEST = 360, 740, 6600  # pixels; commitments stand among the stops
PLACES = ["copacabana", "medellin", "bello", "envigado"]  # held back by a rule, fell, partial, the highest level


@pytest.fixture
def phone(demo, page_at):
    def open_page(slug: str) -> Page:
        page = page_at(WIDTH, height=SCREEN)
        page.goto(f"/municipios/{slug}/", wait_until="networkidle")
        return page

    return open_page


@pytest.mark.parametrize("slug", PLACES)
def test_page_is_short_and_every_table_is_whole(phone, slug):
    page = phone(slug)
    assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST
    page.evaluate("document.querySelectorAll('main details').forEach(folded => folded.open = true)")
    tables = page.locator("main table:visible")
    assert tables.count() >= 2
    for table in tables.all():
        assert table.evaluate("e => e.parentElement.scrollWidth <= e.parentElement.clientWidth"), table.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH


@pytest.mark.parametrize("slug", PLACES)
def test_five_questions_are_answered_within_two_screens_or_one_press(phone, slug):
    page = phone(slug)
    parts = [".three", ".gate .big", "#nivel", ".local-nav"]  # how it is, what it means and asks, where the rest is
    for part in parts:
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 2 * SCREEN, part
    page.locator(".gate .lv-link").click()
    expect(page.locator("#nivel")).to_be_in_viewport()
    if page.locator("#cambios").count():
        page.locator(".local-nav").get_by_role("link", name="Qué cambió y por qué").click()
        expect(page.locator("#h-cambios")).to_be_in_viewport()


def test_one_press_says_to_whom_to_write(phone):
    page = phone("copacabana")
    button = page.get_by_role("link", name="Escribirle a la alcaldía").first
    box = button.bounding_box()
    assert box["y"] + box["height"] <= 2 * SCREEN
    button.click()
    expect(page.get_by_role("link", name="www.copacabana.gov.co")).to_be_in_viewport()


def test_page_of_changes_is_no_wider_than_the_telephone(demo, page_at):
    page = page_at(WIDTH, height=SCREEN)
    page.goto("/municipios/medellin/cambios/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Qué cambió en Medellín")
    assert page.evaluate("document.documentElement.scrollWidth") == WIDTH
