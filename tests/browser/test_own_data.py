"""«Mis datos» on a phone and on a desk: the password, what goes and what stays, and the erasure."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import axe
from tests.factories.accounts import PASSWORD, make_user
from tests.factories.training import make_cohort, make_enrolment
from training.cohorts.choices import ERASED_NAME
from training.cohorts.models import Enrolment


@pytest.mark.parametrize("width", [360, 1280])
def test_a_person_takes_their_data_and_erases_it(page_as, width):
    person = make_user(name="Zafiro Ejemplo", password=PASSWORD)
    make_enrolment(make_cohort(name="Primer grupo de un nombre largo"), person, name="Zafiro Ejemplo")
    page = page_as(person, width)
    page.goto("/cuenta/mis-datos/")
    fits(page)
    page.get_by_role("link", name="Ver qué se borra").click()
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("¿Borrar sus datos?")
    fits(page)
    with page.expect_download() as taken:
        page.get_by_role("link", name="descárguela antes").click()
    found = json.loads(Path(taken.value.path()).read_text(encoding="utf-8"))
    assert found["formacion"]["inscripciones"][0]["nombre_en_el_certificado"] == "Zafiro Ejemplo"
    page.get_by_label("Entiendo que lo borrado no vuelve").check()
    page.get_by_role("button", name="Borrar mis datos").click()
    expect(page.get_by_text("Su cuenta sigue abierta.")).to_be_visible()
    assert Enrolment.objects.get().name == ERASED_NAME


def fits(page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert axe(page) == []
