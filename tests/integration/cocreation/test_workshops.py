"""Workshops: the call, its changes, seats without a name, who came, minutes, evaluation."""

import re
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.permissions import Role
from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.workshops.actions import registrations, workshops
from cocreation.workshops.choices import REGISTRATION, Asked, Dimension, WorkshopState
from cocreation.workshops.models import Registration, Workshop
from cocreation.workshops.queries.attendance import attendance_of
from cocreation.workshops.queries.upcoming import next_workshop, seats_left
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
from core.receipts.models import Receipt
from tests.factories.accounts import make_member
from tests.factories.cocreation import FIRST_DAY, make_agenda, moment_in
from tests.factories.workshops import ACCESS, DAY, PLACE, make_workshop
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


def call(**fields) -> dict:
    values = {
        "title": "Ideas para llegar a pie", "objective": "Escribir ideas.", "theme": "movilidad", "day": "2027-04-17",
        "starts": "09:00", "ends": "12:00", "place": PLACE, "access": ACCESS, "seats": "40",
    }  # fmt: skip
    return values | fields


def log(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb))


# --- The call ---


def test_facilitator_convenes_in_the_browser(staff, agenda, cast):
    with time_machine.travel(NOW, tick=False):
        response = staff.post(
            reverse("workshops:workshop-new", args=["AG-1"]),
            call(municipality=str(cast.here.pk), care="Hay refrigerio."),
        )
    workshop = Workshop.objects.get()
    assert response.url == url("workshop-manage", workshop)
    assert (workshop.number, workshop.state, workshop.municipality) == (1, WorkshopState.CONVENED, cast.here)
    assert workshop.starts_at.isoformat() == "2027-04-17T14:00:00+00:00"  # nine in Bogotá
    assert len(log("workshop.convened")) == 1
    assert PLACE in Client().get(url("workshop", workshop)).content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Escriba el título"),
        ({"place": "", "access": ""}, "Escriba el lugar, o el enlace"),
        ({"access": ""}, "Diga cómo se entra"),
        ({"ends": "08:00"}, "Debe terminar después de empezar"),
        ({"starts": "00:10", "ends": "23:50"}, "como máximo 14 horas"),
        ({"seats": "0"}, "entre 1 y 1000"),
        ({"link": "javascript:alert(1)"}, "dirección completa"),
        ({"theme": "otro"}, "opci"),
    ],
)
def test_what_is_wrong_with_a_call_is_said_and_kept(staff, agenda, fields, said):
    with time_machine.travel(NOW, tick=False):
        response = staff.post(reverse("workshops:workshop-new", args=["AG-1"]), call(**fields))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Workshop.objects.exists()


def test_before_the_first_stage_no_workshop_is_convened(staff, agenda):
    with time_machine.travel(moment_in(StageCode.CALL) - timedelta(days=30), tick=False):
        response = staff.post(reverse("workshops:workshop-new", args=["AG-1"]), call(objective="Lo que escribí."))
    assert response.status_code == 409
    assert "Todavía no se puede convocar un taller" in response.content.decode()
    assert "Lo que escribí." in response.content.decode()
    assert not Workshop.objects.exists()


def test_after_the_last_stage_no_workshop_is_convened(agenda, cast):
    at = moment_in(StageCode.CLOSING, 25)
    fields = {"title": "T", "objective": "O", "theme": "movilidad", "place": "P", "access": "A"}
    with pytest.raises(NotInThisStage):
        workshops.convene(agenda=agenda, by=cast.facilitator, at=at, starts_at=at, ends_at=at + DAY, **fields)


def test_numbers_count_within_the_agenda(agenda, workshop, cast):
    other = make_agenda(cast.here, code="AG-2")
    fields = {"title": "T", "objective": "O", "theme": "movilidad", "place": "P", "access": "A"}
    times = {"starts_at": NOW, "ends_at": NOW + DAY}
    made = [
        workshops.convene(agenda=one, by=cast.facilitator, at=NOW, **times, **fields).number for one in (agenda, other)
    ]
    assert made == [2, 1]


def test_a_change_is_another_version_of_the_calendar_file_and_the_same_again_is_not(workshop, cast):
    def event():
        return Calendar.from_ical(Client().get(url("workshop-calendar", workshop)).content).walk("VEVENT")[0]

    before = event()
    changed = workshops.change(workshop=workshop, by=cast.facilitator, at=NOW, place="Otro salón")
    again = workshops.change(workshop=workshop, by=cast.facilitator, at=NOW + DAY, place="Otro salón")
    after = event()
    assert (changed.sequence, again.sequence) == (1, 1)
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert before["uid"] == after["uid"]
    assert "Otro salón" in after["location"]
    assert [entry.data["changed"] for entry in log("workshop.changed")] == [["lugar"]]


def test_cancelled_says_so_everywhere(staff, workshop):
    response = staff.post(url("workshop-cancel", workshop), {"reason": "Llueve y el salón se inundó."})
    assert response.status_code == 302
    page = Client().get(url("workshop", workshop)).content.decode()
    calendar = Calendar.from_ical(Client().get(url("workshop-calendar", workshop)).content).walk("VEVENT")[0]
    assert "Llueve y el salón se inundó." in page
    assert "Reservar un cupo" not in page
    assert (calendar["status"], calendar["sequence"]) == ("CANCELLED", 1)
    assert Client().get(url("registration-new", workshop)).status_code == 409
    assert staff.post(url("workshop-cancel", workshop), {"reason": "Otra vez."}).status_code == 409


def test_nobody_cancels_without_a_reason_nor_changes_what_was_held(workshop, cast):
    with pytest.raises(ReasonMissing):
        workshops.cancel(workshop=workshop, reason=" ", by=cast.facilitator, at=NOW)
    _held(workshop, cast)
    with pytest.raises(WrongState):
        workshops.change(workshop=workshop, by=cast.facilitator, at=AFTER, title="Otro")
    with pytest.raises(WrongState):
        workshops.cancel(workshop=workshop, reason="Ya no.", by=cast.facilitator, at=AFTER)


def test_unpublished_agenda_shows_no_workshop(cast):
    hidden = make_workshop(make_agenda(cast.here, code="AG-9", is_published=False))
    names = ("workshop", "workshop-calendar", "registration-new", "registration-done")
    assert {Client().get(url(name, hidden)).status_code for name in names} == {404}
    assert Client().get(reverse("workshops:workshop-list", args=["AG-9"])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"place": "", "access": "", "link": ""}, {"seats": 0}, {"seats": 1001}, {"theme": "x"}, {"state": "x"},
        {"ends_at": moment_in(StageCode.CALL)}, {"number": 0}, {"state": "cancelado"}, {"state": "realizado"},
        {"state": "con_acta", "attended": 3}, {"minutes": "Antes de tiempo."}, {"access": ""},
    ],
)  # fmt: skip
def test_the_database_refuses(agenda, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_workshop(agenda, **wrong)


def test_hostile_words_of_a_call_are_harmless(agenda):
    workshop = make_workshop(agenda, title="<script>alert(1)</script>", session="<b>x</b>\n‮uno", method="a" * 3000)
    page = Client().get(url("workshop", workshop)).content.decode()
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_next_workshop_is_the_one_that_has_not_ended(agenda, workshop, cast, django_assert_num_queries):
    later = make_workshop(agenda, starts_at=workshop.starts_at + 2 * DAY)
    make_workshop(agenda, starts_at=NOW + timedelta(hours=1), state="cancelado", cancelled_because="No.")
    registrations.register(workshop=workshop, seats=3, at=NOW)
    with django_assert_num_queries(1):
        found = next_workshop(agenda, NOW)
        assert (found, found.free_seats) == (workshop, 37)
    assert next_workshop(agenda, workshop.starts_at + timedelta(hours=1)) == workshop
    assert next_workshop(agenda, AFTER) == later
    assert next_workshop(agenda, later.ends_at) is None


@pytest.mark.parametrize("name", ["workshop-list", "workshop-manage-list"])
def test_lists_ask_as_many_queries_for_ten_as_for_one(agenda, workshop, cast, name):
    asked = []
    for _ in range(2):
        browser = SignedInAnew(cast.facilitator) if "manage" in name else Client()
        with time_machine.travel(NOW, tick=False), CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"workshops:{name}", args=["AG-1"])).status_code == 200
        asked.append(len(queries))
        for n in range(10):
            make_workshop(agenda, starts_at=workshop.starts_at + n * DAY, by=workshop.convened_by)
    assert asked[0] == asked[1]


# --- Seats ---


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
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
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


# --- Who came, minutes, evaluation ---


def _cells(cast, people: int = 31) -> dict:
    return {
        Dimension.SECTOR: {"ciudadania": people - 9, "academia": 6, "publico": 3},
        Dimension.TERRITORY: {cast.here.divipola: people - 7, cast.there.divipola: 7},
        Dimension.AGE: {"14-17": 2, "18-28": 8, "29-59": people - 10},
    }


def _held(workshop, cast, **cells) -> Workshop:
    return workshops.hold(workshop=workshop, cells=cells or _cells(cast), by=cast.facilitator, at=AFTER)


def test_attendance_is_typed_and_small_groups_are_hidden(staff, workshop, cast):
    cells = {f"{d}_{value}": str(n) for d, counts in _cells(cast).items() for value, n in counts.items()}
    with time_machine.travel(AFTER, tick=False):
        assert staff.post(url("attendance-edit", workshop), cells).status_code == 302
    workshop = Workshop.objects.get(pk=workshop.pk)
    assert (workshop.state, workshop.attended) == (WorkshopState.HELD, 31)
    shown = attendance_of(workshop)
    assert shown.total == 31
    assert [(cell.label, cell.people) for cell in shown.tables["Sector"]] == [
        ("Ciudadanía", 22), ("Academia", None), ("Entidades públicas", None),
    ]  # fmt: skip
    assert [(cell.label, cell.people) for cell in shown.tables["Edad"]] == [
        ("14 a 17", None), ("18 a 28", None), ("29 a 59", 21),
    ]  # fmt: skip
    page = Client().get(url("workshop", workshop)).content.decode()
    assert "31 personas" in page
    assert page.count("no se muestra") == 4


def test_the_log_keeps_no_count_of_a_group(workshop, cast):
    _held(workshop, cast)
    assert log("workshop.held")[0].data == {"from": "convocado", "to": "realizado"}


def test_totals_that_differ_are_refused_and_kept(staff, workshop, cast):
    with time_machine.travel(AFTER, tick=False):
        response = staff.post(url("attendance-edit", workshop), {"sector_ciudadania": "12", "edad_18-28": "11"})
    assert response.status_code == 422
    assert (
        "Las tres tablas deben sumar lo mismo (sector: 12, de dónde vienen: 0, edad: 11)" in response.content.decode()
    )
    assert 'value="12"' in response.content.decode()


def test_nobody_came_before_it_began(workshop, cast):
    with pytest.raises(workshops.NotYet):
        workshops.hold(workshop=workshop, cells=_cells(cast), by=cast.facilitator, at=NOW)


def test_attendance_is_corrected_until_the_minutes_stand(workshop, cast):
    _held(workshop, cast)
    assert _held(workshop, cast, **_cells(cast, 40)).attended == 40
    workshops.close(workshop=workshop, minutes="Se dijo.", decisions="", pending="", by=cast.facilitator, at=AFTER)
    with pytest.raises(WrongState):
        _held(workshop, cast)


def test_a_workshop_of_three_says_only_that_they_were_few(workshop, cast):
    few = {Dimension.SECTOR: {"ciudadania": 3}, Dimension.TERRITORY: {"otro": 3}, Dimension.AGE: {"60": 3}}
    _held(workshop, cast, **few)
    page = Client().get(url("workshop", workshop)).content.decode()
    assert "menos de 5 personas" in page
    assert "60 o más" not in page


def test_minutes_are_published_once_and_evaluation_counted(staff, workshop, cast):
    early = {"minutes": "Lo que escribí antes.", "decisions": "Una\nDos", "pending": "Tres"}
    response = staff.post(url("minutes-edit", workshop), early)
    assert response.status_code == 409
    assert "Lo que escribí antes." in response.content.decode()
    _held(workshop, cast)
    assert staff.post(url("evaluation-edit", workshop), {"escuchado_yes": "40"}).status_code == 422
    answers = {f"{asked}_yes": "20" for asked in Asked} | {f"{asked}_no": "4" for asked in Asked}
    assert staff.post(url("evaluation-edit", workshop), answers).status_code == 302
    assert staff.post(url("minutes-edit", workshop), early).status_code == 302
    assert staff.post(url("minutes-edit", workshop), early).status_code == 409
    page = Client().get(url("workshop", workshop)).content.decode()
    for said in ("Una", "Dos", "Tres", "Lo que escribí antes.", "¿Me escucharon?"):
        assert said in page


def test_workshop_of_the_first_day_counts_for_its_agenda_only(cast):
    assert make_workshop(make_agenda(cast.here)).agenda.stages.first().opens_on == FIRST_DAY
