"""The menus of people who are signed in: what apps registered, in its order, for those who may."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from core import menus
from core.menus import Link, Menu
from tests.budgets import queries_of
from tests.factories.training import make_cohort
from tests.integration.accounts.second_factor import PASSWORD, sign_in
from training.cohorts.models import Enrolment

pytestmark = pytest.mark.django_db
TOOLS = ["Buscar", "Avisos"]


def shown(page: str, name: str) -> list[str]:
    nav = page[page.index(f'<nav aria-label="{name}"') if name == "Trabajo" else page.index(f'aria-label="{name}"') :]
    return re.findall(r"<a [^>]*>([^<]+)", nav[: nav.index("</nav>")])


def tools(page: str) -> list[str]:
    part = page[page.index('<ul class="tools"') :]
    return [name.strip() for name in re.findall(r"<a [^>]*>([^<]+)", part[: part.index("</ul>")])]


def test_everybody_finds_the_links_of_their_roles_in_one_order(cast, browser_of):
    pages = {
        name: browser_of(cast.person(name)).get("/cuenta/").text for name in ("contributor", "liaison", "coordinator")
    }
    assert {name: shown(page, "Trabajo") for name, page in pages.items()} == {
        "contributor": ["Mi trabajo", "Seguimiento", "Mis cursos"],
        "liaison": [
            "Mi trabajo", "Equipo", "Opiniones", "Aportes por responder", "Seguimiento", "Mis cursos", "Formación", "Prácticas",
        ],
        "coordinator": [
            "Tablero", "Revisión", "Ciclos", "Equipo", "Agendas", "Opiniones", "Moderación", "Aportes por responder",
            "Seguimiento", "Grupos", "Tareas", "Preguntas", "Ediciones", "Cursos", "Portal", "Errores reportados", "Bitácora",
            "Certificados", "Docencia", "Formación", "Prácticas",
        ],
    }  # fmt: skip
    assert [tools(page)[:2] for page in pages.values()] == [TOOLS] * 3
    own = ["Datos y roles", "Mis datos", "Correo", "Contraseña", "Segundo factor", "Avisos", "Certificados"]
    assert shown(pages["liaison"], "Su cuenta") == own
    assert shown(pages["coordinator"], "Su cuenta") == [*own, "Tokens"]
    assert [name for name, page in pages.items() if 'href="/bitacora/"' in page] == ["coordinator"]
    assert under_more(pages["coordinator"])[:3] == ["Moderación", "Aportes por responder", "Seguimiento"]
    assert under_more(pages["liaison"]) == ["Mis cursos", "Formación", "Prácticas"]


def under_more(page: str) -> list[str]:
    more = page[page.index("<summary") :]
    return re.findall(r"<a [^>]*>([^<]+)", more[: more.index("</details>")])


def test_links_beyond_six_stand_under_more(cast, browser_of, monkeypatch):
    monkeypatch.setattr(menus, "_registered", dict(menus._registered))
    menus.register(*(Link(f"extra{number}", f"Parte {number}", "portal:gallery", 61 + number) for number in range(4)))
    page = browser_of(cast.person("coordinator")).get("/cuenta/").text
    first, _, more = page[page.index('<nav aria-label="Trabajo"') :].partition("<summary")
    assert re.findall(r"<a [^>]*>([^<]+)", first) == [
        "Tablero",
        "Revisión",
        "Ciclos",
        "Equipo",
        "Agendas",
        "Opiniones",
    ]
    assert re.findall(r"<a [^>]*>([^<]+)", more[: more.index("</details>")])[:4] == [
        "Parte 0",
        "Moderación",
        "Parte 1",
        "Aportes por responder",
    ]


@pytest.mark.parametrize(
    ("page", "work", "account"),
    [("/cuenta/", [], ["Datos y roles"]), ("/cuenta/avisos/", [], ["Avisos"]), ("/equipo/", ["Equipo"], [])],
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

    menus.register(Link("letters", "Cartas", "portal:gallery", 15, count=count, count_label="por abrir"))
    menus.register(Link("hidden", "Oculta", "portal:gallery", 15, menu=Menu.FOOT, count=lambda user: 1 / 0))
    browser = browser_of(cast.person("contributor"))
    page = browser.get("/cuenta/").text
    assert shown(page, "Trabajo") == ["Mi trabajo", "Cartas ", "Seguimiento", "Mis cursos"]
    assert '<span class="count">3<span class="vh"> por abrir</span></span>' in page
    assert asked == [cast.person("contributor")]
    with pytest.raises(AssertionError, match="letters"):
        menus.register(Link("letters", "Otra", "portal:gallery", 15))


def test_inbox_counts_once_for_header_and_page(cast, browser_of):
    browser = browser_of(cast.person("contributor"))
    counted = [q for q in queries_of(lambda: browser.get("/avisos/")) if "COUNT(*)" in q and "read_at" in q]
    assert len(counted) == 1


def test_courses_of_ones_own_stand_in_the_menu_of_who_learns_without_a_query(cast, browser_of):
    """Who has a role of those who teach or review sees the link once enrolled: at once, and whenever they sign in."""
    reviewer = cast.person("reviewer")
    browser = browser_of(reviewer)
    assert "Mis cursos" not in browser.get("/cuenta/").text
    today = timezone.localdate()
    cohort = make_cohort(starts_on=today, ends_on=today + timedelta(days=30))
    asked = len(queries_of(lambda: browser.get("/cuenta/")))
    said = {"name": "Persona de prueba", "office": "", "way": "curso", "consent": "on"}
    assert browser.post(f"/cursos/grupos/{cohort.code}/inscripcion/", said, follow=False).status_code == 302
    assert "Mis cursos" in browser.get("/cuenta/").text
    assert len(queries_of(lambda: browser.get("/cuenta/"))) == asked
    reviewer.set_password(PASSWORD)
    reviewer.save()
    assert "Mis cursos" in sign_in(reviewer)[0].get("/cuenta/").text
    Enrolment.objects.update(withdrawn_at=timezone.now(), municipality=None, office="")
    assert "Mis cursos" not in sign_in(reviewer)[0].get("/cuenta/").text
