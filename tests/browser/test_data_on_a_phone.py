"""The pages of open data on a telephone: short before anything is opened, and nothing hangs over the side."""

import pytest

TALLEST = {"/datos/": 4_000, "/datos/recalcular/": 4_800}  # pixels; the rules stand open, to the letter


@pytest.mark.parametrize("address", TALLEST)
def test_page_is_short_and_narrow(demo, page_at, address):
    page = page_at(360)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST[address]
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    for fold in page.locator("main details").all():
        fold.evaluate("fold => { fold.open = true }")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
