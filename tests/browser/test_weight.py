"""What a citizen's telephone fetches: the words before any script, the chart bundle only when a chart comes near."""

import gzip

import pytest
from playwright.sync_api import Response, expect

FIRST_VIEW, BUNDLE, HTML = 120_000, 450_000, 25_000  # bytes, compressed
PACKED = (".woff2", ".png", ".jpg")  # gzip gains nothing


def weight(response: Response) -> int:
    body = response.body()
    return len(body) if response.url.partition("?")[0].endswith(PACKED) else len(gzip.compress(body, 9))


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 420)])
def test_chart_bundle_comes_when_a_chart_is_near_and_the_first_view_is_light(demo, page_at, width, height):
    """The first chart lies farther down; a telephone shows bars in its place and never fetches the bundle."""
    page = page_at(width, height=height)
    fetched: list[Response] = []
    page.on("response", lambda response: fetched.append(response))
    page.goto("/municipios/copacabana/", wait_until="networkidle")
    sizes = {response.url: weight(response) for response in fetched}
    document = next(size for url, size in sizes.items() if url.endswith("/municipios/copacabana/"))
    assert document <= HTML
    assert [url for url in sizes if "plotly" in url] == []
    assert sum(sizes.values()) <= FIRST_VIEW, sizes
    before = len(fetched)
    if width == 360:
        page.locator("#datos").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert [response.url for response in fetched if "plotly" in response.url] == []
        return
    page.locator("[data-chart]").first.scroll_into_view_if_needed()
    expect(page.locator(".chart.is-drawn")).to_have_count(1)
    bundle = [response for response in fetched[before:] if "plotly" in response.url]
    assert bundle
    assert sum(map(weight, bundle)) <= BUNDLE


def test_words_are_there_before_any_script(demo, page_at):
    page = page_at(360)
    page.route("**/*.js", lambda route: route.abort())
    page.goto("/municipios/copacabana/")
    expect(page.locator("main")).to_contain_text("La alcaldía de Copacabana sumó 64,61 de 100 puntos")
    expect(page.locator("#temas table").last).to_contain_text("Transparencia")
