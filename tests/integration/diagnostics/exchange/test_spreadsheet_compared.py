"""A comparison of a workbook has an address of its own: back and again send nothing."""

import pytest

from tests.factories.diagnostics import make_filled
from tests.integration.diagnostics.exchange.test_spreadsheet import (  # noqa: F401  (desk: fixture)
    HERE,
    desk,
    download,
    put,
    sealed,
    stored,
    upload,
)

pytestmark = pytest.mark.django_db


def test_back_and_again_after_comparing_send_nothing(desk, cast, assessment):  # noqa: F811
    make_filled(assessment, cast.contributor)
    book = download(desk)
    put(book, "A-01", answer="2")
    compared = upload(desk, book)
    [(there, status)] = compared.redirect_chain
    assert (status, there.startswith(f"{HERE}?comparacion=")) == (302, True)
    again = desk.get(there)
    assert (again.status_code, sealed(again)[:20], "Cambia 1 respuesta" in again.text) == (
        200,
        sealed(compared)[:20],
        True,
    )
    assert stored()["A-01"] != "2"
    assert "La comparación venció" in desk.get(f"{HERE}?comparacion=otra", follow=True).text


def test_comparison_is_of_whoever_uploaded_it(desk, cast, assessment, browser_of):  # noqa: F811
    make_filled(assessment, cast.contributor)
    [(there, _)] = upload(desk, download(desk)).redirect_chain
    assert browser_of(cast.liaison).get(there).status_code == 302


def test_what_one_changed_oneself_meanwhile_is_said_as_ones_own(desk, cast, assessment, browser_of):  # noqa: F811
    make_filled(assessment, cast.contributor)
    first, second, third = (download(desk) for _ in range(3))
    put(first, "A-01", answer="2")
    desk.post(HERE, {"sealed": sealed(upload(desk, first))})
    put(second, "A-01", answer="4")
    own = upload(desk, second).text
    assert "1 la cambió usted después de descargar la planilla" in own
    assert "cambió otra persona" not in own
    put(third, "A-01", answer="4")
    colleague = upload(browser_of(cast.liaison), third).text
    assert "1 la cambió otra persona" in colleague
    assert "la cambió usted" not in colleague


def test_workbook_with_mistakes_has_an_address_of_its_own_too(desk, cast, assessment):  # noqa: F811
    book = download(desk)
    put(book, "A-01", answer="7")
    compared = upload(desk, book)
    [(there, status)] = compared.redirect_chain
    assert (status, there.startswith(f"{HERE}?comparacion=")) == (302, True)
    again = desk.get(there)
    assert "Hay 1 cosa por corregir" in again.text
    assert "Guardar la planilla" not in again.text
