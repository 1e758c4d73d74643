"""A form that the end of the session interrupts, as a person on a phone without JavaScript lives it."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from accounts.permissions import Role
from citizens.models import Feedback
from tests.factories.accounts import PASSWORD, make_member
from tests.factories.citizens import make_feedback
from tests.factories.territory import make_municipality

TEXT = "Gracias por escribir.\nEl dato se corrigió ayer: «9 de 10» & <más>."


@pytest.mark.parametrize(("width", "has_script"), [(360, False), (1280, True)])
def test_text_is_back_after_signing_in_and_is_sent_by_its_button(transactional_db, page_as, width, has_script):
    town = make_municipality(name="Riofrío", slug="riofrio")
    liaison = make_member(Role.LIAISON, town, email="enlace@alcaldia.example", password=PASSWORD)
    said = make_feedback(town)
    page = page_as(liaison, width, java_script_enabled=has_script)
    page.goto(f"/opiniones/atender/{said.code}/")
    box = page.locator("textarea[name='answer-text']")
    box.fill(TEXT)
    Session.objects.all().delete()

    box.locator("xpath=ancestor::form").get_by_role("button").first.click()
    page.get_by_label("Correo institucional").fill(liaison.email)
    page.get_by_label("Contraseña", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Ingresar").click()

    expect(page.locator("#lo-que-escribio")).to_contain_text(
        "Su sesión terminó. Aquí está lo que escribió; todavía no se ha guardado."
    )
    expect(page.locator("#lo-que-escribio")).to_be_in_viewport()
    expect(box).to_have_value(TEXT)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if has_script else True
    assert not Feedback.objects.get().is_answered

    box.locator("xpath=ancestor::form").get_by_role("button").first.click()
    expect(page.get_by_role("status").first).to_contain_text("es pública, con su respuesta")
    assert Feedback.objects.get().is_answered
