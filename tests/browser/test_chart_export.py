"""Pictures of charts, as they leave the portal: a name of their own, and their title, source, licence and date within."""

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

SVG = "{http://www.w3.org/2000/svg}"
SIZE = (1200, 900)


def saved(page: Page, chart: str, format: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a downloaded picture."""
    figure = page.locator(f"#{chart}")
    figure.scroll_into_view_if_needed()
    expect(figure).to_have_class(re.compile("is-drawn"))
    with page.expect_download() as download:
        figure.get_by_role("button", name=f"Descargar {format.upper()}").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def texts(svg: bytes) -> str:
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own
    assert (root.get("width"), root.get("height")) == tuple(map(str, SIZE))
    return re.sub(r"\s+", " ", " ".join("".join(one.itertext()) for one in root.iter(f"{SVG}text")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_of_a_municipality_says_whose_it_is_and_where_it_comes_from(demo, page_at, scheme: str):
    page = page_at(1280, color_scheme=scheme)
    page.goto("/municipios/copacabana/")
    name, svg = saved(page, "radar", "svg")
    said = texts(svg)
    assert name == "copacabana-demo-1-radar.svg"
    for part in (
        "Gobierno abierto en Copacabana",
        page.locator("#radar figcaption h3").inner_text().split()[-1],
        "Datos de demostración: números inventados",
        "Fuente: Innovación Pública 360, Ciclo de demostración 1, versión 1, publicado el ",
        "Licencia CC BY 4.0. Imagen del ",
        "/municipios/copacabana/",
        "Transparencia",
        "Mediana",
    ):
        assert part in said
    assert b'height="100%" fill="#ffffff"' in svg, "a picture is light, whatever the screen is"
    name, png = saved(page, "radar", "png")
    assert name == "copacabana-demo-1-radar.png"
    assert struct.unpack(">II", png[16:24]) == (2 * SIZE[0], 2 * SIZE[1])
    assert len(png) > 50_000


@pytest.mark.parametrize("chart", ["barras", "lineas", "apiladas"])
def test_every_kind_of_chart_leaves_with_its_title_and_source(page_at, transactional_db, chart: str):
    page = page_at(360)
    page.goto("/componentes/")
    name, svg = saved(page, chart, "svg")
    assert name == f"{chart}.svg"
    title = page.locator(f"#{chart} figcaption :is(h2, h3)").inner_text()
    said = texts(svg)
    assert title.split()[0] in said
    assert "Fuente: Innovación Pública 360, Números de ejemplo. Imagen del " in said
    assert "Licencia" not in said, "only what was published has one"
    assert len(saved(page, chart, "png")[1]) > 20_000


def test_address_is_copied_and_the_device_shares_where_it_can(demo, page_at):
    page = page_at(360, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/municipios/copacabana/")
    act = page.locator("#escribir")
    expect(act.get_by_role("button", name="Compartir…")).to_have_count(0)  # this browser cannot
    act.get_by_role("button", name="Copiar la dirección").click()
    expect(act.get_by_role("button", name="Dirección copiada")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/municipios/copacabana/")
