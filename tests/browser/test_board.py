"""Coordination works from the board: decides whom to remind, sees what they get, sends it, on a desk and on a phone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.permissions import Role
from diagnostics.assessments.models import Assessment
from tests.browser.axe import axe
from tests.factories.accounts import make_member
from tests.factories.diagnostics import make_round
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def late() -> list[str]:
    """Two municipalities that are late, each with its liaison; addresses of the liaisons."""
    places = [make_municipality(name=name, facts={"has_council": "no"}) for name in ("Riofrío", "Prado")]
    make_round(*places, code="prueba")
    Assessment.objects.update(due_on=timezone.localdate() - timedelta(days=10))
    return [make_member(Role.LIAISON, place).email for place in places]


@pytest.mark.parametrize("width", [360, 1280])
def test_reminding_from_the_board(page_as, late, width):
    page = page_as(make_member(Role.COORDINATOR), width)
    page.goto("/tablero/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Para hoy: dos recordatorios y dos invitaciones")
    assert axe(page) == []
    send = page.get_by_role("button", name=re.compile("^Enviar"))
    expect(send).to_have_text("Enviar 2 recordatorios")
    page.get_by_role("checkbox", name="Prado").uncheck()
    expect(send).to_have_text("Enviar 1 recordatorio")
    page.get_by_role("button", name="Ver cómo queda").click()
    expect(page.locator("#vista")).to_contain_text("Riofrío está en «Sin iniciar», con plazo hasta el")
    assert axe(page) == []
    send.click()
    expect(page.get_by_role("status").first).to_contain_text("Recordatorio enviado a Riofrío: 1 persona.")
    expect(page.get_by_role("checkbox", name="Riofrío")).to_be_disabled()
    assert [letter.to for letter in mail.outbox] == [[late[0]]]


def test_each_municipality_is_one_compact_row_on_a_phone(page_as, late):
    page = page_as(make_member(Role.COORDINATOR), 360)
    page.goto("/tablero/")
    row = page.get_by_role("row").filter(has_text="Riofrío")
    for part in ("Riofrío", "Sin iniciar", re.compile(r"^Tarde \d días hábiles$"), "Invitar"):
        expect(row.get_by_text(part).first).to_be_visible()
    assert row.bounding_box()["height"] < 80
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_queue_of_the_review_has_three_lines_per_municipality_on_a_phone(page_as, late):
    page = page_as(make_member(Role.COORDINATOR), 360)
    page.goto("/revision/")
    row = page.get_by_role("row").filter(has_text="Riofrío")
    for part in ("Riofrío", "Sin iniciar", re.compile(r"^Tarde \d días hábiles$"), "Sin asignar", "Prorrogar"):
        expect(row.get_by_text(part).first).to_be_visible()
    assert row.bounding_box()["height"] < 100
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert axe(page) == []
