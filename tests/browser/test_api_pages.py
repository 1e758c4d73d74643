"""The two pages that draw the API: libraries by others, under our policy and without asking anybody else."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe

# What the libraries themselves draw so; everything around them is ours and clean.
THEIRS = ("color-contrast", "nested-interactive")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("address", "drawn"), [("/api/v1/swagger/", "#swagger .opblock"), ("/api/v1/redoc/", "#redoc .api-content h1")]
)
def test_page_draws_the_schema(page_at, address, drawn, width):
    page = page_at(width)
    page.goto(address, timeout=60_000)  # a megabyte and a half of script, on a machine that may be busy
    expect(page.locator(drawn).first).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "es-CO"
    assert "API" in page.title()
    assert "API" in page.locator("main h1").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [fault for fault in axe(page) if not fault.startswith(THEIRS)] == []
