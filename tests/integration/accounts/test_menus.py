"""The menus of people who are signed in: what apps registered, in its order, for those who may."""

import re

import pytest

from core import menus
from core.menus import Link, Menu
from tests.budgets import queries_of

pytestmark = pytest.mark.django_db
EVERYBODY = ["Mi trabajo", "Avisos"]


def shown(page: str, name: str) -> list[str]:
    nav = page[page.index(f'<nav aria-label="{name}"') if name == "Trabajo" else page.index(f'aria-label="{name}"') :]
    return re.findall(r"<a [^>]*>([^<]+)", nav[: nav.index("</nav>")])


def test_everybody_finds_the_links_of_their_roles_in_one_order(cast, browser_of):
    pages = {
        name: browser_of(cast.person(name)).get("/cuenta/").text for name in ("contributor", "liaison", "coordinator")
    }
    assert {name: shown(page, "Trabajo") for name, page in pages.items()} == {
        "contributor": EVERYBODY,
        "liaison": ["Mi trabajo", "Equipo", "Opiniones", "Avisos"],
        "coordinator": [
            "Mi trabajo", "Tablero", "Revisión", "Ediciones", "Equipo", "Opiniones", "Portal", "Avisos",
        ],
    }  # fmt: skip
    own = ["Datos y roles", "Correo", "Contraseña", "Segundo factor", "Avisos"]
    assert shown(pages["liaison"], "Su cuenta") == own
    assert shown(pages["coordinator"], "Su cuenta") == [*own, "Tokens"]
    assert [name for name, page in pages.items() if 'href="/bitacora/"' in page] == ["coordinator"]


@pytest.mark.parametrize(
    ("page", "work", "account"),
    [("/cuenta/", [], ["Datos y roles"]), ("/cuenta/avisos/", [], ["Avisos"]), ("/avisos/", ["Avisos"], [])],
)
def test_open_page_is_marked(cast, browser_of, page, work, account):
    text = browser_of(cast.person("liaison")).get(page).text
    marked = {}
    for name in ("Trabajo", "Su cuenta"):
        nav = text[text.index(f'aria-label="{name}"') :] if f'aria-label="{name}"' in text else "</nav>"
        marked[name] = re.findall(r'aria-current="page">([^<]+)', nav[: nav.index("</nav>")])
    assert marked == {"Trabajo": work, "Su cuenta": account}


def test_registered_link_with_its_count_needs_no_other_change(cast, browser_of, monkeypatch):
    monkeypatch.setattr(menus, "_registered", dict(menus._registered))
    asked = []

    def count(user) -> int:
        asked.append(user)
        return 3

    menus.register(Link("letters", "Cartas", "core:gallery", 15, count=count, count_label="por abrir"))
    menus.register(Link("hidden", "Oculta", "core:gallery", 15, menu=Menu.FOOT, count=lambda user: 1 / 0))
    browser = browser_of(cast.person("contributor"))
    page = browser.get("/cuenta/").text
    assert shown(page, "Trabajo") == ["Mi trabajo", "Cartas ", "Avisos"]
    assert '<span class="count">3<span class="vh"> por abrir</span></span>' in page
    assert asked == [cast.person("contributor")]
    with pytest.raises(AssertionError, match="letters"):
        menus.register(Link("letters", "Otra", "core:gallery", 15))


def test_inbox_counts_once_for_header_and_page(cast, browser_of):
    browser = browser_of(cast.person("contributor"))
    counted = [q for q in queries_of(lambda: browser.get("/avisos/")) if "COUNT(*)" in q and "read_at" in q]
    assert len(counted) == 1
