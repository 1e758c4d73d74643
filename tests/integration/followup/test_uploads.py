"""Files of measurements and targets in the browser: looked at, then loaded whole or not at all."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from followup.indicators.actions.periods import lock
from followup.indicators.models import ApprovedValue, Measurement, Target
from tests.factories.followup import make_period, make_sheet

pytestmark = pytest.mark.django_db

LOAD, CONFIRM = "/seguimiento/mediciones/cargar/", "/seguimiento/mediciones/cargar/confirmar/"
HEAD = "indicator,municipality,period,numerator,denominator,evidence,approved\n"


def send(browser, text: str, kind: str = "mediciones", name: str = "serie.csv"):
    return browser.post(LOAD, {"kind": kind, "file": SimpleUploadedFile(name, text.encode())})


@pytest.fixture
def browser(cast, browser_of):
    make_sheet()
    return browser_of(cast.coordinator)


def test_a_file_is_shown_before_it_is_loaded(cast, browser):
    answer = send(browser, f"{HEAD}IND-03,{cast.here.divipola},2025-T1,1148,1256,https://aqui.example/informe,si\n")
    assert answer.status_code == 302
    assert not Measurement.objects.exists()
    page = browser.get(answer["Location"])
    assert "1 fila de mediciones: 1 cambia algo" in page.content.decode()
    assert "1.148 de 1.256" in page.content.decode()
    key = answer["Location"].partition("revision=")[2]
    done = browser.post(CONFIRM, {"revision": key}, follow=True)
    assert "«serie.csv» quedó cargado: 1 fila cambió algo." in done.content.decode()
    value = ApprovedValue.objects.get()
    assert (value.numerator, value.denominator, value.approved_by) == (1148, 1256, cast.coordinator)
    again = browser.post(CONFIRM, {"revision": key}, follow=True)
    assert "La revisión venció" in again.content.decode()
    assert ApprovedValue.objects.count() == 1


def test_targets_come_in_the_same_way(cast, browser):
    answer = send(browser, "indicator,municipality,period,baseline,target\nIND-03,valle,2025,86.9,90\n", "metas")
    key = answer["Location"].partition("revision=")[2]
    assert "meta 90, línea base 86,9" in browser.get(answer["Location"]).content.decode()
    browser.post(CONFIRM, {"revision": key})
    assert Target.objects.get().municipality is None


def test_every_fault_is_named_and_nothing_is_kept(cast, browser):
    rows = f"IND-03,{cast.here.divipola},2025-T9,5,10,,si\nIND-03,{cast.here.divipola},2025-T1,muchos,10,,si\n"
    answer = send(browser, HEAD + rows)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Hay 2 cosas por corregir en el archivo" in page
    assert "2025-T9" in page
    assert "muchos" in page
    assert not Measurement.objects.exists()


def test_what_changed_meanwhile_is_said_and_nothing_is_written(cast, browser):
    answer = send(browser, f"{HEAD}IND-03,{cast.here.divipola},2025-T1,5,10,,si\n")
    lock(period=make_period("2025-T1"), reason="Ya se contó en público.", by=cast.coordinator, at=timezone.now())
    page = browser.get(answer["Location"])
    assert page.status_code == 422
    assert "Ya se contó en público." in page.content.decode()
    browser.post(CONFIRM, {"revision": answer["Location"].partition("revision=")[2]})
    assert not ApprovedValue.objects.exists()


def test_a_file_is_put_away(cast, browser):
    answer = send(browser, f"{HEAD}IND-03,{cast.here.divipola},2025-T1,5,10,,no\n")
    key = answer["Location"].partition("revision=")[2]
    assert "sin aprobar" in browser.get(answer["Location"]).content.decode()
    browser.post(CONFIRM, {"revision": key, "op": "descartar"})
    assert "La revisión venció" in browser.get(answer["Location"], follow=True).content.decode()
    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("period", "approved", "words"),
    [("2025-T4", "si", "termina el miércoles 31"), ("2026-T1", "no", "empieza el jueves 1")],
)
def test_a_period_that_is_not_over_takes_from_a_file_what_it_takes_from_a_form(cast, browser, period, approved, words):
    """A value of 2099 was approved: the series of the files ended in it."""
    with time_machine.travel("2025-12-30T15:00:00Z", tick=False):
        browser.force_login(cast.coordinator)
        answer = send(browser, f"{HEAD}IND-03,{cast.here.divipola},{period},5,10,,{approved}\n")
        assert (answer.status_code, f"Línea 2: El periodo {period} {words}" in answer.text) == (422, True)
        assert send(browser, f"{HEAD}IND-03,{cast.here.divipola},2025-T4,5,10,,no\n").status_code == 302


@pytest.mark.parametrize("name", ["serie.pdf", "serie.xls"])
def test_other_kinds_of_files_are_refused(browser, name):
    assert send(browser, "%PDF-1.7", name=name).status_code == 422
