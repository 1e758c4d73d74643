"""Charts with styles and scripts off: a sentence, and every number of the drawing in a table."""

import json
import re

from playwright.sync_api import Page

from accounts.models import User
from accounts.permissions import Role
from tests.browser.site_map import visits
from tests.browser.visits import NOBODY

FIGURES = """() => [...document.querySelectorAll('figure.chart')].filter((f) => f.querySelector('[data-chart]')).map((f) => ({
  id: f.id,
  title: f.querySelector('figcaption :is(h2, h3)').innerText,
  data: document.getElementById(f.querySelector('[data-chart]').dataset.chart).textContent,
  cells: [...f.querySelectorAll('table td, table th')].map((cell) => cell.textContent.trim()),
}))"""


def numbers(figure: dict) -> set[str]:
    """The scores that a figure draws, as its table writes them."""
    found = set()
    for trace in json.loads(figure["data"])["data"]:
        for axis in ("x", "y", "r"):
            values = trace.get(axis) or []
            found |= {f"{v:.2f}".replace(".", ",") for v in values if isinstance(v, float)}
    return found


def test_every_chart_says_the_same_without_styles(demo, page_at, page_as):
    pages: dict[str, Page] = {}
    charts, found = 0, []
    seen = set()
    for visit in visits():
        if visit.status != 200 or visit.lands_on or (visit.route, visit.who) in seen:
            continue
        seen.add((visit.route, visit.who))
        if visit.who not in pages:
            pages[visit.who] = _open(visit.who, page_at, page_as)
        page = pages[visit.who]
        page.goto(visit.path)
        for figure in page.evaluate(FIGURES):
            charts += 1
            if not re.search(r"\w+ \w+", figure["title"]):
                found.append(f"{visit.path}#{figure['id']}: no sentence")
            if missing := numbers(figure) - set(figure["cells"]):
                found.append(f"{visit.path}#{figure['id']}: only drawn: {sorted(missing)[:5]}")
    assert found == []
    assert charts > 3


def _open(who: str, page_at, page_as) -> Page:
    options = {"java_script_enabled": False}
    page = page_at(1280, **options) if who == NOBODY else page_as(_person(who), 1280, **options)
    page.route("**/*.css", lambda route: route.abort())
    return page


def _person(role: str) -> User:
    return User.objects.get(email=f"{Role(role).value}@demo.example")
