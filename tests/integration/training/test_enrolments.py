"""Enrolling: who may, what they say, withdrawing and coming back, routes; and what the portal keeps of a person."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from accounts.permissions import Role
from notices.models import Notification
from tests.factories.accounts import make_membership, make_user
from tests.factories.training import AT, LAST_DAY, make_cohort, make_course, make_enrolment
from tests.integration.cocreation.signed_in import SignedInAnew
from training.cohorts.actions import enrolments as acts
from training.cohorts.actions import make_ups
from training.cohorts.actions.personal import erase
from training.cohorts.actions.reminders import remind
from training.cohorts.choices import ERASED_NAME, CohortState, Entry
from training.cohorts.models import CohortInvitation, Enrolment
from training.cohorts.queries import activity
from training.cohorts.queries.enrolments import defaults_of
from training.cohorts.queries.personal import rows_of
from training.courses.models import Route

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SAID = acts.Particulars("Ana Ejemplo", None, "Planeación")
FORM = {"name": "Ana Ejemplo", "office": "Planeación", "way": "curso", "consent": "on"}


@pytest.fixture
def cohort(cast):
    return make_cohort(make_course("C90"), instructor=cast.instructor, code="c90-1")


@pytest.fixture
def person():
    return make_user(name="Ana Ejemplo", email="ana@alcaldia.example")


def post(person, cohort, page="inscripcion/", at=AT, **fields):
    with time_machine.travel(at, tick=False):
        return SignedInAnew(person).post(f"{cohort.get_absolute_url()}{page}", FORM | fields)


def page(person, cohort, path=""):
    browser = Client() if person is None else SignedInAnew(person)
    with time_machine.travel(AT, tick=False):
        return browser.get(f"{cohort.get_absolute_url()}{path}").content.decode()


def test_a_person_enrols_with_what_they_say(cohort, cast, person):
    assert post(person, cohort, municipality=cast.here.pk).url == cohort.get_absolute_url()
    row = Enrolment.objects.get()
    said = (
        row.user,
        row.name,
        row.municipality,
        row.office,
        row.has_prior_learning,
        row.consent_version,
        row.enrolled_at,
    )
    assert said == (person, "Ana Ejemplo", cast.here, "Planeación", False, "2", AT)
    assert "Usted está en este grupo" in page(person, cohort)


def test_the_notice_names_where_a_person_reads_and_erases_their_data(cohort, person):
    notice = page(person, cohort, "inscripcion/").partition('id="aviso-de-datos"')[2].partition("</p>")[0]
    assert '<a href="/cuenta/mis-datos/">Mis datos</a>' in notice
    assert "versión 2." in notice


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "Escriba su nombre"),
        ({"consent": ""}, "Sin su autorización"),
        ({"way": "otra"}, "otra"),
        ({"municipality": "999999"}, "Elija un municipio de la lista"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(cohort, person, fields, said):
    response = post(person, cohort, **fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Planeación" in response.content.decode()
    assert not Enrolment.objects.exists()


def test_the_form_begins_with_the_last_enrolment_or_the_role(cohort, cast, person):
    make_membership(Role.LIAISON, cast.there, user=person)
    assert defaults_of(person) == {"name": "Ana Ejemplo", "municipality": cast.there.pk, "office": ""}
    make_enrolment(cohort, person, municipality=cast.here, office="Hacienda", name="Ana María")
    assert defaults_of(person) == {"name": "Ana María", "municipality": cast.here.pk, "office": "Hacienda"}


# (state, entry, invited, seats taken of 1, teaches, day) → whether it is taken
DAY_OF = {"before": AT - 20 * DAY, "within": AT, "after": AT + 60 * DAY}
S, OPEN, INVITED = CohortState, Entry.OPEN, Entry.INVITED


@pytest.mark.parametrize(
    ("state", "entry", "is_invited", "is_full", "teaches", "day", "is_taken"),
    [
        (S.OPEN, OPEN, False, False, False, "before", True),
        (S.OPEN, OPEN, False, False, False, "within", True),
        (S.OPEN, OPEN, False, False, False, "after", False),
        (S.OPEN, OPEN, False, True, False, "within", False),
        (S.OPEN, OPEN, False, False, True, "within", False),
        (S.OPEN, INVITED, False, False, False, "within", False),
        (S.OPEN, INVITED, True, False, False, "within", True),
        (S.OPEN, INVITED, True, True, False, "within", False),
        (S.OPEN, INVITED, True, False, True, "within", False),
        (S.DRAFT, OPEN, False, False, False, "within", False),
        (S.ENDED, OPEN, False, False, False, "within", False),
        (S.CANCELLED, OPEN, False, False, False, "within", False),
    ],
)
def test_who_may_enrol(cast, person, state, entry, is_invited, is_full, teaches, day, is_taken):
    cohort = make_cohort(
        state=state, entry=entry, seats=1, instructor=person if teaches else cast.instructor, reason="x", code="c90-1"
    )
    if is_invited:
        CohortInvitation.objects.create(cohort=cohort, email=person.email, invited_at=AT, invited_by=cast.instructor)
    if is_full:
        make_enrolment(cohort, make_user())
    try:
        acts.enrol(cohort=cohort, user=person, said=SAID, at=DAY_OF[day])
    except acts.NotTaken:
        assert not Enrolment.objects.filter(user=person).exists()
        assert not is_taken
    else:
        assert is_taken
    if state == S.OPEN and not is_taken:  # the page says so, before and after the form is sent
        with time_machine.travel(DAY_OF[day], tick=False):
            browser = SignedInAnew(person)
            address = f"{cohort.get_absolute_url()}inscripcion/"
            assert [browser.get(address).status_code, browser.post(address, FORM).status_code] == [409, 409]
            assert 'inscripcion/"' not in browser.get(cohort.get_absolute_url()).content.decode()


def test_anybody_reads_the_page_and_enrolling_asks_to_sign_in(cohort, client):
    shown = page(None, cohort)
    assert "Ingresar e inscribirme" in shown
    with time_machine.travel(AT, tick=False):
        response = client.get(f"{cohort.get_absolute_url()}inscripcion/")
    assert response.status_code == 302
    assert "next=/cursos/grupos/c90-1/inscripcion/" in response.url


def test_withdrawing_forgets_the_office_and_coming_back_asks_again(cohort, cast, person):
    post(person, cohort, municipality=cast.here.pk)
    assert post(person, cohort, "retiro/").url == cohort.get_absolute_url()
    row = Enrolment.objects.get()
    assert (row.withdrawn_at, row.municipality, row.office, row.name) == (AT, None, "", "Ana Ejemplo")
    assert "Volver al grupo" in page(person, cohort)
    post(person, cohort, municipality=cast.there.pk, at=AT + DAY)
    row.refresh_from_db()
    assert (row.withdrawn_at, row.municipality, row.enrolled_at) == (None, cast.there, AT)


def test_the_seat_of_who_withdrew_is_free_for_one(cast, person):
    cohort = make_cohort(seats=1, instructor=cast.instructor)
    first = acts.enrol(cohort=cohort, user=make_user(), said=SAID, at=AT)
    acts.withdraw(enrolment=first, at=AT)
    acts.withdraw(enrolment=first, at=AT)
    acts.enrol(cohort=cohort, user=person, said=SAID, at=AT)
    with pytest.raises(acts.NotTaken, match="No quedan cupos"):
        acts.enrol(cohort=cohort, user=first.user, said=SAID, at=AT)


def test_over_or_with_something_resting_on_it_nobody_withdraws(cohort, person, monkeypatch):
    row = make_enrolment(cohort, person)
    monkeypatch.setattr(acts.reasons_to_stay, "_fillers", [lambda one: "", lambda one: "Ya tiene su certificado."])
    with pytest.raises(acts.NotTaken, match="certificado"):
        acts.withdraw(enrolment=row, at=AT)
    monkeypatch.setattr(acts.reasons_to_stay, "_fillers", [])
    type(cohort).objects.update(state=S.ENDED, ended_at=AT)
    with pytest.raises(acts.NotTaken, match="ya no está abierto"):
        acts.withdraw(enrolment=Enrolment.objects.get(), at=AT)
    assert Enrolment.objects.get().is_active


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_only_the_tests_is_given_up_but_not_taken_up(cohort, person, before, wanted, after):
    """Of that way the first attempt counts alone: who took the course made it already."""
    row = make_enrolment(cohort, person, has_prior_learning=before)
    said = acts.Particulars("Ana", None, "", wanted)
    assert acts.change(enrolment=row, said=said, at=AT).has_prior_learning is after
    acts.withdraw(enrolment=row, at=AT)
    Enrolment.objects.update(has_prior_learning=before)
    assert acts.enrol(cohort=cohort, user=person, said=said, at=AT).has_prior_learning is after


def test_a_person_changes_their_own_data_without_consenting_again(cohort, person):
    make_enrolment(cohort, person)
    response = post(person, cohort, name="Ana María Ejemplo", consent="")
    assert response.status_code == 302
    assert Enrolment.objects.get().name == "Ana María Ejemplo"


def test_the_address_of_the_meeting_is_for_who_takes_part(cohort, cast, person):
    cohort.sessions.update(link="https://reunion.example/abc")
    make_enrolment(cohort, person)
    for path in ("", "sesiones.ics"):
        seen = {
            who: "reunion.example" in page(who, cohort, path) for who in (None, cast.citizen, cast.instructor, person)
        }
        assert seen == {None: False, cast.citizen: False, cast.instructor: True, person: True}


def test_the_calendar_keeps_its_uid_and_counts_its_versions(cohort, client):
    before = page(None, cohort, "sesiones.ics")
    cohort.sessions.filter(number=2).update(version=3, cancelled_at=AT)
    after = page(None, cohort, "sesiones.ics")
    for text in (before, after):
        assert "UID:sesion-c90-1-1@" in text.replace("\r\n ", "")
    assert before.count("SEQUENCE:1") == 2
    assert "SEQUENCE:3" in after
    assert after.count("STATUS:CANCELLED") == 1
    assert "DTSTART:20270210T220000Z" in after


# --- Routes ---


def test_a_route_enrols_in_its_open_cohorts_with_one_press(cast, person):
    Route.objects.create(code="r-1", title="Atención", courses=["C1", "C2", "C3", "C4", "C5"])
    courses = {code: make_course(code) for code in ("C1", "C2", "C3", "C4", "C5")}
    soon = make_cohort(courses["C1"], instructor=cast.instructor)
    make_cohort(courses["C1"], instructor=cast.instructor, starts_on=soon.starts_on + DAY)
    make_cohort(courses["C2"], instructor=cast.instructor, entry=Entry.INVITED)
    make_enrolment(make_cohort(courses["C3"], seats=1), make_user())  # full
    taught = make_cohort(courses["C4"], instructor=person)
    here = make_enrolment(make_cohort(courses["C5"]), person)
    with time_machine.travel(AT, tick=False):
        browser = SignedInAnew(person)
        shown = browser.get("/rutas/r-1/inscripcion/").content.decode()
        assert "Inscribirme en 1 curso" in shown
        assert browser.post("/rutas/r-1/inscripcion/", FORM).url == "/rutas/r-1/inscripcion/"
        browser.post("/rutas/r-1/inscripcion/", FORM)
        assert "Ahora no hay ningún grupo nuevo" in browser.get("/rutas/r-1/inscripcion/").content.decode()
    assert set(Enrolment.objects.filter(user=person).values_list("cohort", flat=True)) == {soon.pk, here.cohort_id}
    assert not taught.enrolments.exists()


def test_a_long_route_asks_as_much_as_a_short_one(client, person, django_assert_max_num_queries):
    counts = []
    with time_machine.travel(AT, tick=False):
        client.force_login(person)
        for number in (2, 8):
            codes = [f"R{number}-{n}" for n in range(number)]
            for code in codes:
                make_cohort(make_course(code))
            Route.objects.create(code=f"r-{number}", title="Ruta", courses=codes)
            client.get(f"/rutas/r-{number}/inscripcion/")
            with django_assert_max_num_queries(12) as asked:
                assert client.get(f"/rutas/r-{number}/inscripcion/").status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1]


# --- Reminders ---


def told(at) -> list[tuple[str, str]]:
    before = set(Notification.objects.values_list("pk", flat=True))
    remind(at=at)
    new = Notification.objects.exclude(pk__in=before).order_by("pk")
    return [(row.kind, row.user.name) for row in new]


def test_the_first_day_is_told_three_days_before_once(cohort, person):
    make_enrolment(cohort, person, enrolled_at=AT - 30 * DAY)
    make_enrolment(cohort, make_user(), withdrawn_at=AT)
    days = [AT - n * DAY for n in (11, 10, 9, 8, 7)]  # the first day of the cohort is AT − 7 days
    assert [len(told(day)) for day in days] == [0, 1, 0, 0, 0]


def test_a_session_is_told_the_day_before(cohort, person):
    make_enrolment(cohort, person)
    assert [told(AT + n * DAY) for n in (0, 1, 1)] == [[], [("own_course", "Ana Ejemplo")], []]
    assert "17:00" in Notification.objects.get().body


def test_silence_is_told_after_three_and_seven_days_and_again_after_another_one(cohort, person, monkeypatch):
    cohort.sessions.all().delete()
    row = make_enrolment(cohort, person)
    days = [len(told(AT + n * DAY)) for n in range(12)]
    assert days == [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]
    monkeypatch.setattr(activity.last_activity, "_fillers", [lambda ids: {row.pk: AT + 12 * DAY}])
    assert [len(told(AT + n * DAY)) for n in range(12, 20)] == [0, 0, 0, 1, 0, 0, 0, 1]


def test_who_lacks_nothing_is_not_reminded(cohort, person, monkeypatch):
    cohort.sessions.all().delete()
    row = make_enrolment(cohort, person)
    monkeypatch.setattr(activity.completed, "_fillers", [lambda rows: {row.pk}])
    assert told(AT + 8 * DAY) == []
    assert told(AT + (LAST_DAY - AT.date()) + 2 * DAY) == []


# --- What the portal keeps of a person ---


def test_a_person_gets_everything_and_erases_what_names_them(cohort, cast, person):
    row = make_enrolment(cohort, person, municipality=cast.here, office="Hacienda", name="Ana Ejemplo")
    other = make_enrolment(cohort, make_user(), name="Otra persona")
    make_ups.send(enrolment=row, text="Leí la guía.", at=AT)
    row.attendance.create(session=cohort.sessions.first(), source="list", at=AT, by=cast.instructor)
    CohortInvitation.objects.create(cohort=cohort, email=person.email, invited_at=AT, invited_by=cast.instructor)
    [one], [invited] = (rows_of(person)[name] for name in ("inscripciones", "invitaciones"))
    assert (one["grupo"], one["municipio"], one["dependencia"]) == ("c90-1", "Aquí", "Hacienda")
    assert one["reposicion"]["texto"] == "Leí la guía."
    assert [line["sesion"] for line in one["asistencia"]] == [1]
    assert invited["correo"] == person.email
    assert erase(user=person, at=AT) == 1
    assert erase(user=person, at=AT) == 0
    kept = str(rows_of(person))
    assert not any(text in kept for text in ("Ana", "Hacienda", "Aquí", "Leí", person.email))
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.name, row.withdrawn_at, other.name) == (ERASED_NAME, AT, "Otra persona")
