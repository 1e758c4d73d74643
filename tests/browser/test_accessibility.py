"""Every page at the two widths: WCAG 2.1 A and AA, no sideways scroll, its own title, one heading, its language."""

import re
from collections import defaultdict

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.permissions import Role
from tests.browser.axe import axe, contrast
from tests.browser.not_pages import NEVER_A_PAGE
from tests.browser.settling import settle
from tests.browser.site_map import addresses, visits
from tests.browser.visits import NOBODY, Visit

WIDTHS = [360, 1280]


@pytest.fixture
def page_of(page_at, page_as):
    """One page per person: the next visit reuses it."""
    open_pages: dict[tuple, Page] = {}

    def page_of(who: str, width: int, **options) -> Page:
        if (who, width) not in open_pages:
            new = page_at(width, **options) if who == NOBODY else page_as(_person(who), width, **options)
            open_pages[who, width] = new
        return open_pages[who, width]

    return page_of


def _person(role: str) -> User:
    return User.objects.get(email=f"{Role(role).value}@demo.example")


def faults(page: Page, visit: Visit) -> list[str]:
    """What is wrong with the page that stands open, one line each; the dark is looked at on the phone.

    Contrast is what axe takes longest for, and the colours of the dark are the same tokens at every width.
    """
    settle(page)
    found = axe(page)
    width = page.viewport_size["width"]
    if width == WIDTHS[0]:
        page.emulate_media(color_scheme="dark")
        found += [f"in the dark: {fault}" for fault in contrast(page)]
        page.emulate_media(color_scheme="light")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append(f"scrolls sideways: {wide} px in {width}")
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        found.append(f"one h1 is expected, there are {headings}")
    if page.locator("html").get_attribute("lang") != "es-CO":
        found.append("html lang is not es-CO")
    if visit.holds_demo and page.locator(".ribbon:not(.sheet *)", has_text="Datos de demostración").count() != 1:
        found.append("does not say «Datos de demostración»")
    return found


def test_every_address_is_sampled(demo):
    sampled = {visit.route for visit in visits()}
    known = set(addresses())
    assert len(known) > 30, "the resolver was not walked"
    assert known - sampled - set(NEVER_A_PAGE) == set(), "give each address a sample in site_map.py"
    assert set(NEVER_A_PAGE) <= known
    assert set(NEVER_A_PAGE) & sampled == set()


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible(demo, page_of, width):
    found, titles = [], defaultdict(set)
    for visit in visits():
        page = page_of(visit.who, width)
        response = page.goto(visit.path)
        where = f"{visit.path} ({visit.who or 'nobody'})"
        landed = page.evaluate("location.pathname + location.search")
        if (response.status, landed) != (visit.status, visit.ends_at):
            found.append(f"{where}: {response.status} at {landed}")
            continue
        found += [f"{where}: {fault}" for fault in faults(page, visit)]
        if visit.status == 200 and not visit.lands_on:
            titles[page.title()].add(visit.route.removesuffix("-round"))
    assert found == []
    assert {title: routes for title, routes in titles.items() if len(routes) > 1} == {}


REFUSED = [  # who, the page, the button that is pressed with nothing (or nonsense) in the form, what it answers
    (NOBODY, "/cuenta/login/", "Ingresar", "Escriba su correo."),
    (NOBODY, "/cuenta/password/reset/", "Enviar el correo", "Escriba un correo."),
    (Role.CONTRIBUTOR, "/cuenta/password/change/", "Cambiar la contraseña", "Escriba su contraseña actual."),
    (Role.LIAISON, "/equipo/invitar/", "Enviar la invitación", "Escriba el correo de la persona."),
    (Role.LIAISON, "/diagnostico/demo-2/copacabana/enviar/", "Enviar con", "Marque la casilla"),
    (Role.LIAISON, "/diagnostico/demo-2/copacabana/respuestas/TRA-04/evidencia/", "Subir y usar", "Elija el archivo."),
    (Role.LIAISON, "/diagnostico/demo-2/copacabana/planilla/", "Comparar con el portal", "Elija la planilla."),
    (Role.APPROVER, "/diagnostico/demo-2/copacabana/retiro/", "Retirar a Copacabana", "Escriba la razón"),
    (Role.COORDINATOR, "/revision/demo-2/medellin/plazo/", "Prorrogar el plazo", "Escriba la razón"),
]


@pytest.mark.parametrize(("who", "path", "button", "answer"), REFUSED)
def test_refused_forms_are_accessible(demo, page_of, who, path, button, answer):
    page = page_of(who, 360)
    page.goto(path)
    page.locator("main").get_by_role("button", name=re.compile(f"^{button}")).click()
    expect(page.locator("main")).to_contain_text(answer)
    assert faults(page, Visit(path, path)) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("template", ["403_csrf.html", "429.html", "500.html", "503.html"])
def test_pages_of_failures_are_accessible(page_at, width, template):
    """Nobody reaches them on purpose: the template answers to an address of its own."""
    page = page_at(width)
    page.route("**/falla/", lambda route: route.fulfill(body=render_to_string(template), content_type="text/html"))
    page.goto("/falla/")
    assert faults(page, Visit(template, "/falla/")) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_empty_portal_is_accessible(page_at, width):
    page = page_at(width)
    for path in ("/", "/comparar/", "/como-se-mide/"):
        page.goto(path)
        assert faults(page, Visit("", path)) == []
