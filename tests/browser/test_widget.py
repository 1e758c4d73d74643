"""The card inside the page of another site: it draws, breaks no policy, reads well, and works without JavaScript."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe

PLACES = ["copacabana", "bello", "envigado"]  # held back by a gate, partial, the highest level


@pytest.fixture
def town_hall(live_server) -> Iterator[str]:
    """Another origin whose only page frames whatever address of the portal its path names."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            frame = f'<iframe src="{live_server.url}{self.path}" title="Gobierno abierto" width="360" height="410"></iframe>'
            page = f'<!doctype html><html lang="es"><title>Alcaldía</title><h1>Alcaldía</h1>{frame}'.encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *arguments) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def visitor(browser) -> Iterator:
    """A page that notes whatever its frames complain of; `page_at` would refuse the other origin."""
    context = browser.new_context(locale="es-CO", viewport={"width": 800, "height": 600})
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def test_card_draws_on_another_site_and_nothing_else_does(demo, town_hall, visitor):
    visitor.goto(f"{town_hall}/municipios/copacabana/widget/")
    inside = visitor.frame_locator("iframe")
    expect(inside.get_by_role("heading", name="Copacabana")).to_be_visible()
    expect(inside.locator(".level")).to_have_css("background-color", "rgb(111, 180, 147)")
    expect(inside.locator(".ribbon")).to_have_text("Datos de demostración")
    assert [text for text in visitor.complaints if "favicon" not in text and "404" not in text] == []
    with visitor.context.expect_page() as opened:
        inside.get_by_role("link").click()
    assert opened.value.url.endswith("/municipios/copacabana/")
    visitor.goto(f"{town_hall}/municipios/copacabana/")
    expect(visitor.frame_locator("iframe").get_by_role("heading", name="Copacabana")).to_have_count(0)
    assert any("frame" in text.casefold() for text in visitor.complaints)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [280, 360])
def test_card_is_accessible_when_narrow(demo, page_at, width, scheme):
    page, found = page_at(width, color_scheme=scheme), []
    for place in PLACES:
        for query in ("", "?tema=claro", "?tema=oscuro"):
            page.goto(f"/municipios/{place}/widget/{query}")
            found += [f"{place}{query}: {fault}" for fault in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{place}{query}: {wide} px wide"] if wide > width else []
    assert found == []


def test_code_is_copied_with_one_button(demo, page_at):
    page = page_at(1280, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/municipios/copacabana/insertar/")
    expect(page.frame_locator("iframe").get_by_role("heading", name="Copacabana")).to_be_visible()
    page.get_by_role("button", name="Copiar el código").click()
    expect(page.get_by_role("button", name="Código copiado")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Código de la tarjeta").input_value()


def test_code_is_there_without_javascript(demo, page_at):
    page = page_at(360, java_script_enabled=False)
    page.goto("/municipios/copacabana/insertar/")
    expect(page.get_by_role("button", name="Copiar el código")).to_have_count(0)
    expect(page.get_by_label("Código de la tarjeta")).to_have_value(re.compile("^<iframe src="))
    page.get_by_label("Oscuro").check()
    page.get_by_role("button", name="Ver con este color").click()
    expect(page.frame_locator("iframe").locator("html")).to_have_class("oscuro")
