"""Every page with the keyboard alone: all that can be pressed or filled is reached, shows its focus, and holds nobody."""

import pytest
from playwright.sync_api import Page

from accounts.models import User
from accounts.permissions import Role
from tests.browser.settling import settle
from tests.browser.site_map import visits
from tests.browser.visits import NOBODY, Visit

# What Tab must reach: one of each group of radio buttons, nothing that is hidden, closed, switched off or taken out on purpose.
STOPS = """() => {
  const isClosed = (field) => {
    const box = field.closest('details:not([open])');
    return box && field !== box.querySelector('summary');
  };
  const isOff = (field) => field.disabled || field.closest('fieldset:disabled') || field.closest('[inert]');
  const isThere = (field) => field.tabIndex >= 0 && field.type !== 'hidden' && !isOff(field) && !isClosed(field)
    && field.checkVisibility({ visibilityProperty: true });
  window.nameOf = (field) => (field.type === 'radio' ? field.name : field);
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(isThere);
  window.stops = [...new Map(all.map((field) => [window.nameOf(field), field])).values()];
  window.reached = new Set();
  window.shown = new Set();
  // Where Tab starts is kept after a blur, and a field that asks for the focus on arrival has it: the start is put at the top.
  const top = document.body.insertAdjacentElement('afterbegin', document.createElement('span'));
  top.tabIndex = -1;
  top.focus();
  top.remove();
  return window.stops.length;
}"""
STEP = """() => {
  const field = document.activeElement;
  if (!field || field === document.body) return true;
  const shows = (one) => {
    const style = getComputedStyle(one);
    const hasRing = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return hasRing || style.boxShadow !== 'none' || parseFloat(style.strokeWidth) >= 3;
  };
  window.reached.add(window.nameOf(field));
  // The ring may lie on the row of an option, or on the shape of a link in a drawing.
  const places = [field, field.closest('label'), field.parentElement, ...field.querySelectorAll('rect, path, circle')];
  if (places.some((one) => one && shows(one))) window.shown.add(window.nameOf(field));
  return false;
}"""
WORDS = """(which) => {
  const words = (field) => (field.getAttribute('aria-label') || field.textContent || field.name || '').trim().slice(0, 50);
  const say = (field) => `${field.tagName.toLowerCase()} «${words(field)}»`;
  // The link of a fragment goes when its content comes, which may be while somebody walks.
  const isMissing = (field) => field.isConnected && !window[which].has(window.nameOf(field));
  return window.stops.filter(isMissing).map(say);
}"""


def walk(page: Page) -> list[str]:
    """Press Tab until the page ends; say what was not reached and what did not show its focus."""
    settle(page)
    page.evaluate("new Promise(requestAnimationFrame)")  # autofocus comes with the first frame
    most = 4 * page.evaluate(STOPS) + 20  # a date is four stops, and what scrolls is one of its own
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate(STEP):
            break
    else:
        return ["Tab never comes to the end"]
    missed, unseen = page.evaluate(WORDS, "reached"), page.evaluate(WORDS, "shown")
    return [f"not reached: {name}" for name in missed] + [
        f"no focus seen: {name}" for name in unseen if name not in missed
    ]


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_walked_with_the_keyboard(demo, page_at, page_as, width):
    pages: dict[str, Page] = {}
    found: list[str] = []
    done: set[tuple[str, str]] = set()
    for visit in visits():
        if not _is_new(visit, done):
            continue
        if visit.who not in pages:
            pages[visit.who] = page_at(width) if visit.who == NOBODY else page_as(_person(visit.who), width)
        page = pages[visit.who]
        page.goto(visit.path)
        found += [f"{visit.path}: {fault}" for fault in walk(page)]
    assert found == []


def _is_new(visit: Visit, done: set[tuple[str, str]]) -> bool:
    """Two pages of one address and person hold the same controls; the second one is left out."""
    key = (visit.route, visit.who)
    if visit.status != 200 or visit.lands_on or key in done:
        return False
    done.add(key)
    return True


def _person(role: str) -> User:
    return User.objects.get(email=f"{Role(role).value}@demo.example")
