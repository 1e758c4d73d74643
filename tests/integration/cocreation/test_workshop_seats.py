"""Seats of a workshop, kept without a name."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.workshops.actions import registrations
from cocreation.workshops.choices import REGISTRATION
from cocreation.workshops.models import Registration, Workshop
from cocreation.workshops.queries.upcoming import seats_left
from core.models import AuditEntry
from core.receipts.models import Receipt
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, moment_in
from tests.factories.workshops import DAY, make_workshop
from tests.integration.cocreation.signed_in import SignedInAnew

pytestmark = pytest.mark.django_db
NOW = moment_in(StageCode.IDEAS)  # six days before the workshop of the factory
AFTER = moment_in(StageCode.IDEAS, 11)


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def workshop(agenda, cast):
    return make_workshop(agenda, by=cast.facilitator)


@pytest.fixture
def staff(cast):
    return SignedInAnew(cast.facilitator)


def url(name: str, workshop: Workshop) -> str:
    return reverse(f"workshops:{name}", args=[workshop.agenda.code, workshop.number])


def log(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb))


def _register(workshop, started, /, browser=None, **fields):
    browser = browser or Client()
    response = browser.post(
        url("registration-new", workshop), {"seats": "2", "form_id": "a" * 22, "started": started()} | fields
    )
    return browser, response


def _code(page) -> str:
    return re.search(r'code-in">([A-Z2-9-]+)<', page.content.decode())[1]


def test_a_seat_is_kept_without_a_name_and_given_back_by_its_code(workshop, started):
    with time_machine.travel(NOW, tick=False):
        browser, response = _register(workshop, started)
        assert response.url == url("registration-done", workshop)
        page = browser.get(response.url)
        code = _code(page)
        assert code not in browser.get(response.url).content.decode()  # shown once
        assert code not in str(dict(browser.session))
        assert seats_left(Workshop.objects.get()) == 38
        assert {field.name for field in Registration._meta.fields} == {
            "id", "workshop", "seats", "is_waiting", "at", "form_sha256",
        }  # fmt: skip
        other = Client()
        opened = other.post(reverse("core:receipt-find"), {"code": code.lower()})
        shown = other.get(opened.url)
        assert "Tiene 2 cupos" in shown.content.decode()
        assert other.post(opened.url).url == workshop.get_absolute_url()
    assert not Registration.objects.exists()
    assert not Receipt.objects.filter(kind=REGISTRATION).exists()
    assert [len(log(verb)) for verb in ("registration.made", "registration.cancelled")] == [1, 1]


def test_a_double_press_keeps_its_seats_once(workshop, started):
    with time_machine.travel(NOW, tick=False):
        browser, first = _register(workshop, started)
        _, second = _register(workshop, started, browser)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Registration.objects.count() == 1


def test_whoever_comes_late_waits_and_moves_up(agenda, cast):
    workshop = make_workshop(agenda, seats=3)
    first, _ = registrations.register(workshop=workshop, seats=2, at=NOW)
    waits, _ = registrations.register(workshop=workshop, seats=2, at=NOW + DAY)
    behind, _ = registrations.register(
        workshop=workshop, seats=1, at=NOW + 2 * DAY
    )  # it would fit, but nobody jumps the line
    assert (first.is_waiting, waits.is_waiting, behind.is_waiting) == (False, True, True)
    registrations.give_back(registration=first, at=NOW + 3 * DAY)
    registrations.give_back(registration=first, at=NOW + 3 * DAY)
    waits.refresh_from_db()
    behind.refresh_from_db()
    assert (waits.is_waiting, behind.is_waiting) == (False, False)
    assert seats_left(Workshop.objects.get(pk=workshop.pk)) == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"seats": "4"}, "Elija uno, dos o tres"),
        ({"seats": ""}, "Elija cuántos"),
        ({"website": "x"}, "Borre lo que haya"),
        ({"started": "x"}, "mucho tiempo"),
    ],
)
def test_programs_and_wrong_numbers_keep_no_seat(workshop, started, fields, said):
    with time_machine.travel(NOW, tick=False):
        _, response = _register(workshop, started, **fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Registration.objects.exists()


def test_too_many_seats_of_one_network_wait(workshop, started):
    with time_machine.travel(NOW, tick=False):
        answers = [_register(workshop, started, form_id=f"{n:022d}")[1].status_code for n in range(11)]
    assert answers == [302] * 10 + [429]


def test_once_it_began_or_without_counted_seats_none_is_kept(agenda, workshop, started):
    free = make_workshop(agenda, seats=None)
    with time_machine.travel(NOW, tick=False):
        assert "La entrada es libre" in _register(free, started)[1].content.decode()
        assert _register(free, started)[1].status_code == 409
    with time_machine.travel(workshop.starts_at + timedelta(minutes=1), tick=False):
        assert _register(workshop, started)[1].status_code == 409
    assert not Registration.objects.exists()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_last_seat_goes_to_one():
    workshop = make_workshop(make_agenda(), seats=1, by=make_member(Role.FACILITATOR))
    ready = Barrier(4)

    def ask() -> None:
        ready.wait()
        registrations.register(workshop=workshop, seats=1, at=NOW)
        connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Registration.objects.values_list("is_waiting", flat=True)) == [False, True, True, True]
