"""Pictures of the portal, taken from the demonstration data.

    PICTURES=1 python3 dev.py e2e tests/browser/test_pictures.py     writes the README's three again
    python3 dev.py pictures [FOLDER]                                 and every page at both widths into var/pictures

Without the variable the tests see that the README shows three pictures that exist and are not heavy.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from accounts.models import User
from accounts.permissions import Role
from tests.browser.settling import settle
from tests.browser.site_map import visits
from tests.browser.visits import NOBODY

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
ALL = Path(os.environ.get("PICTURES_DIR") or ROOT / "var" / "pictures")
HEAVY = 250_000  # bytes
# name: (path, who, height); a path may end in the part of the page that the picture starts at
SHOWN = {
    "ciudadania": ("/municipios/copacabana/", NOBODY, 1000),
    "municipio": ("/diagnostico/demo-2/copacabana/preguntas/TRA.1/", Role.LIAISON, 1050),
    "area": ("/tablero/demo-1/#h-calor", Role.COORDINATOR, 1000),
}
WANTED = os.environ.get("PICTURES", "")


@pytest.fixture
def page_of(page_at, page_as):
    def page_of(who: str, width: int, height: int = 900):
        if who == NOBODY:
            return page_at(width, height=height)
        return page_as(User.objects.get(email=f"{Role(who).value}@demo.example"), width, height=height)

    return page_of


@pytest.mark.skipif(not WANTED, reason="only where pictures are asked for: PICTURES=1")
@pytest.mark.parametrize("name", SHOWN)
def test_picture_for_the_readme_is_taken(demo, page_of, name):
    path, who, height = SHOWN[name]
    page = page_of(who, 1280, height)
    assert page.goto(path).status == 200
    settle(page, opens=False)
    start = f"#{path.partition('#')[2] or 'contenido'}"
    page.locator(start).evaluate(
        "e => scrollTo(0, e.matches('main') ? 0 : e.getBoundingClientRect().top + scrollY - 24)"
    )
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", scale="css")


@pytest.mark.skipif(WANTED != "all", reason="only where all pages are asked for: PICTURES=all")
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_pictured(demo, page_of, width):
    ALL.mkdir(parents=True, exist_ok=True)
    pages: dict[str, Page] = {}
    for number, visit in enumerate(visits(), 1):
        if visit.who not in pages:
            pages[visit.who] = page_of(visit.who, width)
        page = pages[visit.who]
        page.goto(visit.path)
        settle(page, opens=False)
        name = "_".join(filter(None, [f"{number:02}", visit.route.replace(":", "_"), visit.who, str(width)]))
        page.screenshot(path=ALL / f"{name}.png", full_page=True, animations="disabled", scale="css")
    assert len(list(ALL.glob(f"*_{width}.png"))) > 30


@pytest.mark.skipif(bool(WANTED), reason="they are being taken")
def test_readme_shows_three_pictures_that_exist():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in SHOWN:
        picture = FOLDER / f"{name}.png"
        assert f"docs/pictures/{name}.png" in readme, f"README.md does not show {name}"
        assert picture.read_bytes().startswith(b"\x89PNG"), f"{picture} is no picture"
        assert picture.stat().st_size <= HEAVY, f"{picture} has {picture.stat().st_size} bytes"
