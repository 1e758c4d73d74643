"""Workshops: the call, its changes, who came, minutes, evaluation."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from cocreation.agendas.choices import StageCode
from cocreation.agendas.choices.stages import NotInThisStage
from cocreation.workshops.actions import registrations, workshops
from cocreation.workshops.choices import Asked, Dimension, WorkshopState
from cocreation.workshops.models import Workshop
from cocreation.workshops.queries.attendance import attendance_of
from cocreation.workshops.queries.upcoming import next_workshop
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
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
        ({"place": "", "access": ""}, "Escriba el lugar, o la dirección web"),
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


def test_a_workshop_is_convened_before_the_first_stage_and_not_once_the_last_closed(staff, agenda):
    address = reverse("workshops:workshop-new", args=["AG-1"])
    with time_machine.travel(moment_in(StageCode.CALL) - timedelta(days=30), tick=False):
        assert staff.post(address, call()).status_code == 302
    with time_machine.travel(moment_in(StageCode.CLOSING, 25), tick=False):
        response = staff.post(address, call(objective="Lo que escribí."))
    assert response.status_code == 409
    assert "Ya no se puede convocar un taller" in response.content.decode()
    assert "Lo que escribí." in response.content.decode()
    assert Workshop.objects.count() == 1


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
