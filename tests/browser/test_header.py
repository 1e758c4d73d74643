"""The header of the work pages: nothing in it moves from page to page, and the name is whole."""

import pytest

from accounts.models import User
from accounts.permissions import Role
from tests.browser.site_map import visits

PARTS = ".work-head, .work-head .brand, .tools a, .who a, .who button, .work-head nav > ul > li > a, .nav-more summary"
BOXES = f"""() => [...document.querySelectorAll('{PARTS}')].map((part) => {{
  const box = part.getBoundingClientRect();
  const words = part.textContent.trim().split('\\n')[0].replace(/\\d+/g, '');  // a notice is read by opening its page
  return [words.slice(0, 10), ...[box.x, box.y, box.width, box.height].map(Math.round)];
}})"""
CUT = """() => [...document.querySelectorAll('.who a, .work-head nav a, .tools a')]
  .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflow !== 'visible')
  .map((part) => part.textContent)"""
NAME = "María Fernanda de los Ángeles Echavarría-Villavicencio y Restrepo Gutiérrez"


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LIAISON])
def test_header_is_the_same_on_all_work_pages(demo, page_as, role):
    User.objects.filter(email=f"{role.value}@demo.example").update(name=NAME)
    person = User.objects.get(email=f"{role.value}@demo.example")
    paths = {
        visit.route: visit.path for visit in visits() if visit.who == role and visit.status == 200 and not visit.secret
    }
    assert len(paths) > 10
    for width in (360, 1280):
        page = page_as(person, width)
        seen = {}
        for route, path in paths.items():
            page.goto(path)
            if page.locator(".work-head").count():
                boxes = page.evaluate(BOXES)
                seen[route] = [(("", *box[1:]) if number <= 1 else tuple(box)) for number, box in enumerate(boxes)]
                assert NAME in page.locator(".who a").inner_text().replace("\n", " ")
                assert page.evaluate(CUT) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width, route
        first = next(iter(seen.values()))
        assert {route: boxes for route, boxes in seen.items() if boxes != first} == {}, width
        assert len(seen) > 10


def test_more_opens_by_keyboard_closes_by_escape_and_needs_no_script(demo, page_as):
    coordinator = User.objects.get(email="coordinator@demo.example")
    page = page_as(coordinator, 360)
    page.goto("/tablero/")
    summary = page.locator(".nav-more summary")
    summary.focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Bitácora", exact=True).first
    link.wait_for()
    page.keyboard.press("Escape")
    link.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    plain = page_as(coordinator, 1280, java_script_enabled=False)
    plain.goto("/tablero/")
    plain.locator(".nav-more summary").click()
    plain.locator(".nav-more").get_by_role("link", name="Bitácora").click()
    assert plain.url.endswith("/bitacora/")
