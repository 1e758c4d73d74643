"""Twelve paper cards typed without the mouse, in at most three presses more than letters each; and without JavaScript."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from cocreation.agendas.models import Stage
from cocreation.contributions.models import Contribution
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_challenge
from tests.factories.territory import make_municipality
from tests.factories.workshops import DAY, make_kit, make_workshop

SAYS = "Una cebra frente al colegio {n}. Los carros no paran."


@pytest.fixture
def workshop(transactional_db):
    places = [make_municipality(name=name, slug=name.lower()) for name in ("Girardota", "Caldas")]
    agenda = make_agenda(*places)
    make_challenge(agenda, "MOV-2")
    today = timezone.localdate()
    first = agenda.stages.first()
    Stage.objects.filter(pk=first.pk).update(opens_on=today - DAY, closes_on=today + DAY, due_on=today + DAY)
    made = make_workshop(agenda, by=make_member(Role.FACILITATOR))
    make_kit(made)
    return made


def test_twelve_cards_without_the_mouse(workshop, page_as):
    page = page_as(workshop.convened_by, 1280)
    page.goto(f"/cocreacion/AG-1/talleres/{workshop.number}/tarjetas/")
    for n in range(12):
        row = {
            "card": f"{401 + n:04d}", "challenge": str(1 + n % 2), "text": SAYS.format(n=n), "municipality": "ca",
            "neighbourhood": "La Inmaculada",
        }  # fmt: skip
        expect(page.locator("[name=card]")).to_be_focused()
        expect(page.locator("[name=card]")).to_have_value("")
        pressed = _type(page, row)
        assert pressed <= sum(map(len, row.values())) + 3
        expect(page.locator("[role=status].lede")).to_contain_text(f"{n + 1} tarjeta")
    assert sorted(Contribution.objects.values_list("participant__code", flat=True)) == [
        f"TJ-{401 + n:04d}" for n in range(12)
    ]
    assert {row.municipality.name for row in Contribution.objects.select_related("municipality")} == {"Caldas"}
    assert set(Contribution.objects.values_list("text", flat=True)) == {SAYS.format(n=n) for n in range(12)}


def _type(page, row: dict[str, str]) -> int:
    """Type the row as a person does, and return the key presses."""
    pressed = 0
    for name, key in (
        ("card", ""),
        ("challenge", ""),
        ("text", "Tab"),
        ("municipality", "Tab"),
        ("neighbourhood", "Enter"),
    ):
        expect(page.locator(f"[name={name}]")).to_be_focused()
        page.keyboard.type(row[name])
        pressed += len(row[name])
        if key:
            page.keyboard.press(key)
            pressed += 1
    return pressed


def test_what_is_refused_stays_and_the_cursor_is_where_it_is_wrong(workshop, page_as):
    page = page_as(workshop.convened_by, 360)
    page.goto(f"/cocreacion/AG-1/talleres/{workshop.number}/tarjetas/")
    _type(page, {"card": "9999", "challenge": "1", "text": SAYS, "municipality": "gi", "neighbourhood": "Centro"})
    expect(page.locator(".note-bad").first).to_contain_text("No hay una tarjeta con ese número")
    expect(page.locator("[name=card]")).to_be_focused()
    expect(page.locator("[name=text]")).to_have_value(SAYS)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_javascript_tab_and_enter_do_the_same(workshop, page_as):
    page = page_as(workshop.convened_by, 1280, java_script_enabled=False)
    page.goto(f"/cocreacion/AG-1/talleres/{workshop.number}/tarjetas/")
    for text in ("0401", "1", SAYS, "gi", "Centro"):
        page.keyboard.type(text)
        page.keyboard.press("Enter" if text == "Centro" else "Tab")
    expect(page.locator(".lede")).to_contain_text("1 tarjeta")
    assert Contribution.objects.get().municipality.name == "Girardota"
