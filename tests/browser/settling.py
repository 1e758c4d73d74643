"""A page at rest: charts drawn, what is folded open when asked."""

from playwright.sync_api import Page, expect


def settle(page: Page, *, opens: bool = True) -> None:
    """Draw the charts that are shown and wait to be near; with `opens`, unfold what is folded in the main part."""
    if opens:
        page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    charts = page.locator("[data-chart]:visible")
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
    expect(page.locator(".chart:not(.is-drawn):has([data-chart]):visible")).to_have_count(0)
