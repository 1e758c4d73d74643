"""Cohorts: who may do what, the days and sessions they may have, and what people are told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import ReasonMissing, WrongState
from core.refusals import Refusal, Stale
from mail.models import Outbox
from notices.models import Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.training import AT, LAST_DAY, course_content, make_cohort, make_course, make_enrolment
from tests.integration.cocreation.signed_in import SignedInAnew
from training.cohorts.actions import cohorts as acts
from training.cohorts.actions import invitations
from training.cohorts.choices import CohortState, Entry
from training.cohorts.models import Cohort, CohortInvitation, LiveSession
from training.cohorts.queries.cohorts import run_by, with_seats_taken

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
S = CohortState
URL = "/formacion/grupos/"


@pytest.fixture
def course():
    return make_course("C90")


@pytest.fixture
def cohort(course, cast):
    return make_cohort(course, instructor=cast.instructor, code="c90-1")


def call_of(cohort: Cohort, **changes) -> dict:
    return {name: getattr(cohort, name) for name in acts.CALL} | changes


def sessions_of(cohort: Cohort) -> list[dict]:
    return [{name: getattr(session, name) for name in acts.OF_SESSION} for session in cohort.sessions.all()]


def change(cohort: Cohort, by, *, sessions=None, instructors=None, seen=None, **changes) -> Cohort:
    cohort = Cohort.objects.with_context().get(pk=cohort.pk)
    return acts.change(
        cohort=cohort, seen=cohort.revision if seen is None else seen, by=by, at=AT, call=call_of(cohort, **changes),
        sessions=sessions or sessions_of(cohort), instructors=instructors,
    )  # fmt: skip


def posted(course, **changes) -> dict:
    return {
        "version": course.pk, "code": "c90-9", "name": "Grupo nueve", "starts_on": "2027-02-01", "ends_on": "2027-03-14",
        "entry": "open", "seats": "", "seen": "",
        "title_1": "Primera", "day_1": "2027-02-10", "hour_1": "17:00", "minutes_1": "60", "place_1": "Aula 2", "link_1": "",
        "title_2": "Segunda", "day_2": "2027-03-03", "hour_2": "17:00", "minutes_2": "60", "place_2": "",
        "link_2": "https://reunion.example/abc",
    } | changes  # fmt: skip


def test_an_instructor_creates_a_cohort_and_teaches_it(course, cast):
    browser = SignedInAnew(cast.instructor)
    with time_machine.travel(AT, tick=False):
        response = browser.post(f"{URL}nuevo/", posted(course))
        assert response.url == f"{URL}c90-9/"
        assert browser.get(response.url).status_code == 200
    made = Cohort.objects.get(code="c90-9")
    assert made.state == S.DRAFT
    assert [row.user for row in made.teaching.all()] == [cast.instructor]
    starts = list(made.sessions.values_list("starts_at", flat=True))
    assert starts == [datetime(2027, 2, 10, 22, tzinfo=UTC), datetime(2027, 3, 3, 22, tzinfo=UTC)]


def test_only_coordination_names_instructors(course, cast):
    other = make_member(Role.INSTRUCTOR)
    with time_machine.travel(AT, tick=False):
        SignedInAnew(cast.instructor).post(f"{URL}nuevo/", posted(course, code="a", instructors=[other.pk]))
        SignedInAnew(cast.coordinator).post(f"{URL}nuevo/", posted(course, code="b", instructors=[other.pk]))
    taught = {row.code: [user.pk for user in row.instructors.all()] for row in Cohort.objects.all()}
    assert taught == {"a": [cast.instructor.pk], "b": [other.pk]}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ends_on": "2027-01-31"}, "Debe terminar el día en que empieza o después"),
        ({"ends_on": "2037-01-31"}, "revise el año"),
        ({"day_1": "2027-01-30"}, "Debe ser un día del grupo"),
        ({"day_2": "2027-02-09"}, "va después de la primera"),
        ({"place_1": ""}, "Escriba el lugar"),
        ({"link_1": "no es"}, "Escriba una dirección completa"),
        ({"seats": "0"}, "Escriba un número entre 1"),
        ({"minutes_1": "5"}, "entre 15 y 480"),
        ({"code": "nuevo"}, "una palabra de las direcciones"),
        ({"code": "con espacio"}, "Solo letras sin tilde"),
        ({"code": "c90-1"}, "Ya hay un grupo con ese código"),
        ({"version": "999999"}, "Elija un curso publicado"),
        ({"name": ""}, "Escriba el nombre del grupo"),
    ],
)
def test_what_a_cohort_cannot_be_is_said_and_nothing_is_lost(cohort, course, cast, changes, said):
    with time_machine.travel(AT, tick=False):
        response = SignedInAnew(cast.coordinator).post(f"{URL}nuevo/", posted(course, **changes))
    page = response.content.decode()
    assert response.status_code == 422
    assert said in page
    assert "https://reunion.example/abc" in page
    assert Cohort.objects.count() == 1


def test_a_session_lasts_what_its_course_promises_unless_said(cast):
    long = make_course("C94", minutes={"reading": 30, "quiz": 30, "task": 60, "live": 180})
    browser = SignedInAnew(cast.coordinator)
    with time_machine.travel(AT, tick=False):
        page = browser.get(f"{URL}nuevo/").content.decode()
        assert "C94 Responder bien, versión 1.0.0, sesiones de 90 minutos" in page
        assert 'value="60"' not in page
        browser.post(f"{URL}nuevo/", posted(long, minutes_1="", minutes_2="45"))
    assert list(Cohort.objects.get(code="c90-9").sessions.values_list("minutes", flat=True)) == [90, 45]


def test_a_course_in_preparation_is_not_offered_nor_taught(cast):
    modules = [one | {"in_preparation": True, "lessons": [], "quiz": []} for one in course_content()["modules"]]
    announced = make_course("C93", modules=modules)
    browser = SignedInAnew(cast.coordinator)
    with time_machine.travel(AT, tick=False):
        assert "C93" not in browser.get(f"{URL}nuevo/").content.decode()
        assert browser.post(f"{URL}nuevo/", posted(announced)).status_code == 422
        draft = make_cohort(announced, state=S.DRAFT, instructor=cast.instructor)
        with pytest.raises(acts.NotReady, match="en preparación"):
            acts.open_cohort(cohort=draft, by=cast.coordinator, at=AT)


def test_an_unpublished_version_is_not_taught(cast):
    draft = make_course("C92", is_published=False)
    with time_machine.travel(AT, tick=False):
        assert SignedInAnew(cast.coordinator).post(f"{URL}nuevo/", posted(draft)).status_code == 422


def test_it_opens_with_days_instructor_and_sessions(course, cast):
    bare = make_cohort(course, state=S.DRAFT)
    bare.sessions.all().delete()
    with pytest.raises(acts.NotReady, match="una persona que lo enseñe y las dos sesiones en vivo"):
        acts.open_cohort(cohort=bare, by=cast.coordinator, at=AT)
    late = make_cohort(course, state=S.DRAFT, instructor=cast.instructor)
    with pytest.raises(acts.NotReady, match="un último día"):
        acts.open_cohort(cohort=late, by=cast.coordinator, at=AT + 90 * DAY)
    acts.open_cohort(cohort=late, by=cast.instructor, at=AT)
    assert Cohort.objects.get(pk=late.pk).state == S.OPEN


# state → what is refused in it
@pytest.mark.parametrize(
    ("state", "refused"),
    [
        (S.DRAFT, {"end", "invite"}),
        (S.OPEN, {"open"}),
        (S.ENDED, {"open", "end", "cancel", "change", "invite"}),
        (S.CANCELLED, {"open", "end", "cancel", "change", "invite"}),
    ],
)
def test_each_state_takes_its_own_acts(course, cast, state, refused):
    by, found, conflicts = cast.coordinator, set(), []
    tries = {
        "open": lambda row: acts.open_cohort(cohort=row, by=by, at=AT),
        "end": lambda row: acts.end_early(cohort=row, reason="Ya.", by=by, at=AT),
        "cancel": lambda row: acts.cancel(cohort=row, reason="No.", by=by, at=AT),
        "change": lambda row: change(row, by, name="Otro nombre"),
        "invite": lambda row: invitations.invite(cohort=row, emails=["a@alcaldia.example"], by=by, at=AT),
    }
    for name, act in tries.items():
        row = make_cohort(course, state=state, instructor=cast.instructor, reason="x" if state == S.CANCELLED else "")
        try:
            act(row)
        except Refusal as refusal:
            found.add(name)
            conflicts.append(refusal.is_conflict)
    assert found == refused
    assert all(conflicts)


def test_an_instructor_acts_only_in_what_they_teach(cohort, course, cast):
    other = make_cohort(course, instructor=make_member(Role.INSTRUCTOR), code="c90-2")
    assert set(run_by(cast.instructor)) == {cohort}
    assert set(run_by(cast.coordinator)) == {cohort, other}
    assert not run_by(cast.reviewer)
    browser = SignedInAnew(cast.instructor)
    pages = ("", "editar/", "terminar/", "cancelar/", "invitaciones/", "sesiones/1/codigo/", "sesiones/1/asistencia/")
    with time_machine.travel(AT, tick=False):
        assert {browser.get(f"{URL}c90-1/{page}").status_code for page in pages} == {200}
        assert {browser.get(f"{URL}c90-2/{page}").status_code for page in pages} == {404}
        posts = (
            "abrir/",
            "terminar/",
            "cancelar/",
            "invitaciones/",
            "sesiones/1/codigo/",
            "sesiones/1/asistencia/",
            "editar/",
        )
        assert {browser.post(f"{URL}c90-2/{page}", {"reason": "x"}).status_code for page in posts} == {404}
        assert "c90-2" not in browser.get(URL).content.decode()
    other.refresh_from_db()
    assert other.state == S.OPEN


def test_a_role_that_ended_runs_nothing_more(cohort, cast):
    cast.instructor.memberships.update(ended_at=AT)
    with time_machine.travel(AT, tick=False):
        assert SignedInAnew(cast.instructor).get(f"{URL}c90-1/").status_code == 403


def test_two_people_do_not_overwrite_each_other(cohort, cast):
    change(cohort, cast.coordinator, name="Segundo nombre")
    with pytest.raises(Stale):
        change(cohort, cast.instructor, name="Tercero", seen=1)
    assert Cohort.objects.get().name == "Segundo nombre"


def test_what_an_open_cohort_promised_stays(cohort, cast):
    for _ in range(2):
        make_enrolment(cohort, make_user())
    for changes in ({"code": "otro"}, {"version": make_course("C99")}, {"seats": 1}):
        with pytest.raises(acts.CallRefused):
            change(cohort, cast.coordinator, **changes)
    assert change(cohort, cast.coordinator, seats=2).seats == 2


def test_people_are_told_of_other_days_and_of_nothing_else(cohort, cast):
    person = make_enrolment(cohort, make_user()).user
    gone = make_enrolment(cohort, make_user(), withdrawn_at=AT).user
    change(cohort, cast.coordinator, seats=40)
    change(cohort, cast.coordinator)  # the same again
    assert not Notification.objects.exists()
    sessions = sessions_of(cohort)
    sessions[0]["starts_at"] += DAY
    change(cohort, cast.coordinator, sessions=sessions, ends_on=LAST_DAY + DAY)
    [told] = Notification.objects.all()
    assert told.user == person != gone
    assert "el último día, la sesión 1" in told.body
    assert list(LiveSession.objects.order_by("number").values_list("version", flat=True)) == [2, 1]


def test_a_session_that_began_keeps_its_hour(cohort, cast):
    sessions = sessions_of(cohort)
    sessions[0]["starts_at"] += DAY
    LiveSession.objects.filter(number=1).update(starts_at=AT - DAY)
    with pytest.raises(acts.CallRefused, match="ya empezó"):
        change(cohort, cast.coordinator, sessions=sessions)


def test_who_takes_it_cannot_be_named_to_teach_it(cohort, cast):
    learner = make_enrolment(cohort, make_member(Role.INSTRUCTOR)).user
    with pytest.raises(acts.CallRefused, match="toma el curso"):
        change(cohort, cast.coordinator, instructors=[cast.instructor, learner])
    with pytest.raises(acts.CallRefused, match="al menos una persona"):
        change(cohort, cast.coordinator, instructors=[])
    change(cohort, cast.coordinator, instructors=[cast.coordinator])
    assert [row.user for row in cohort.teaching.all()] == [cast.coordinator]


@pytest.mark.parametrize(("act", "state"), [(acts.cancel, S.CANCELLED), (acts.end_early, S.ENDED)])
def test_over_with_a_reason_people_told_and_sessions_cancelled(cohort, cast, act, state):
    person = make_enrolment(cohort, make_user()).user
    LiveSession.objects.filter(number=1).update(starts_at=AT - DAY)
    with pytest.raises(ReasonMissing):
        act(cohort=cohort, reason=" ", by=cast.coordinator, at=AT)
    act(cohort=cohort, reason="La sala se inundó.", by=cast.instructor, at=AT)
    with pytest.raises(WrongState):
        act(cohort=cohort, reason="Otra vez.", by=cast.instructor, at=AT)
    cohort.refresh_from_db()
    assert (cohort.state, cohort.reason) == (state, "La sala se inundó.")
    assert [row.cancelled_at for row in cohort.sessions.all()] == [None, AT]
    [told] = Notification.objects.all()
    assert told.user == person
    assert "La sala se inundó." in told.body
    with time_machine.travel(AT, tick=False):
        page = SignedInAnew(person).get(cohort.get_absolute_url()).content.decode()
    assert "La sala se inundó." in page


def test_who_was_never_in_a_cancelled_draft_finds_no_page(course, cast, client):
    draft = make_cohort(course, state=S.DRAFT)
    assert client.get(draft.get_absolute_url()).status_code == 404
    acts.cancel(cohort=draft, reason="No.", by=cast.coordinator, at=AT)
    assert client.get(draft.get_absolute_url()).status_code == 404


def test_a_cohort_ends_after_its_last_day_in_bogota(cohort):
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day + 1, 5, 0, tzinfo=UTC)
    assert acts.end_passed(at=midnight - timedelta(minutes=1)) == 0
    assert acts.end_passed(at=midnight) == 1
    assert acts.end_passed(at=midnight) == 0
    cohort.refresh_from_db()
    assert (cohort.state, cohort.reason, cohort.ended_at) == (S.ENDED, "", midnight)
    assert AuditEntry.objects.get(verb="cohort.ended").by is None


# --- Invitations ---


def test_invitations_are_mailed_once(course, cast):
    cohort = make_cohort(course, instructor=cast.instructor, code="c90-1", entry=Entry.INVITED)
    browser = SignedInAnew(cast.instructor)
    pasted = "Nombre;correo\nAna Ejemplo;ANA@alcaldia.example\nLuz <luz@alcaldia.example>, ana@alcaldia.example"
    with time_machine.travel(AT, tick=False):
        response = browser.post(f"{URL}c90-1/invitaciones/", {"emails": pasted})
        assert response.url == f"{URL}c90-1/invitaciones/"
        browser.post(f"{URL}c90-1/invitaciones/", {"emails": pasted})
        page = browser.get(f"{URL}c90-1/invitaciones/").content.decode()
    assert set(cohort.invitations.values_list("email", flat=True)) == {"ana@alcaldia.example", "luz@alcaldia.example"}
    assert Outbox.objects.filter(kind="cohort_invitation").count() == 2
    assert "luz@alcaldia.example" in page


@pytest.mark.django_db(transaction=True)
def test_the_mail_names_course_and_page(cast, settings):
    cohort = make_cohort(make_course("C90"), instructor=cast.instructor, code="c90-1", entry=Entry.INVITED)
    with time_machine.travel(AT, tick=False):
        invitations.invite(cohort=cohort, emails=["ana@alcaldia.example"], by=cast.instructor, at=AT)
    [sent] = mail.outbox
    assert sent.to == ["ana@alcaldia.example"]
    assert sent.subject == "Le invitan al curso «Responder bien»"
    assert f"{settings.SITE_URL}{cohort.get_absolute_url()}" in sent.body


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Escriba al menos un correo"),
        ("nadie", "No hay ningún correo"),
        ("a@b ana@alcaldia.example", "no es un correo"),
    ],
)
def test_what_is_no_list_of_addresses_invites_nobody(cohort, cast, text, said):
    with time_machine.travel(AT, tick=False):
        response = SignedInAnew(cast.instructor).post(f"{URL}c90-1/invitaciones/", {"emails": text})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not CohortInvitation.objects.exists()


def test_an_invitation_taken_back_lets_nobody_in(course, cast):
    cohort = make_cohort(course, instructor=cast.instructor, code="c90-1", entry=Entry.INVITED)
    other = make_cohort(course, code="c90-2", entry=Entry.INVITED)
    for row in (cohort, other):
        invitations.invite(cohort=row, emails=["ana@alcaldia.example"], by=cast.instructor, at=AT)
    browser, there = SignedInAnew(cast.instructor), other.invitations.get()
    with time_machine.travel(AT, tick=False):
        browser.post(f"{URL}c90-1/invitaciones/{cohort.invitations.get().pk}/quitar/")
        browser.post(f"{URL}c90-1/invitaciones/{there.pk}/quitar/")  # of another cohort
    assert list(CohortInvitation.objects.all()) == [there]


# --- Queries that do not grow ---


@pytest.mark.parametrize(
    ("path", "most"), [("", 12), ("c90-1/", 20), ("c90-1/invitaciones/", 14), ("c90-1/sesiones/1/asistencia/", 14)]
)
def test_pages_ask_as_much_with_many_people(client, cohort, cast, course, path, most, django_assert_max_num_queries):
    def fill(count: int) -> None:
        for _ in range(count):
            person = make_user()
            row = make_enrolment(cohort, person, municipality=cast.here)
            row.attendance.create(session=cohort.sessions.first(), source="list", at=AT, by=cast.instructor)
            cohort.invitations.create(email=person.email, invited_at=AT, invited_by=cast.instructor)
            make_cohort(course, instructor=cast.instructor)

    counts = []
    with time_machine.travel(AT, tick=False):
        client.force_login(cast.coordinator)
        for count in (2, 12):
            fill(count)
            client.get(f"{URL}{path}")
            with django_assert_max_num_queries(most) as asked:
                assert client.get(f"{URL}{path}").status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1]


def test_seats_are_counted_without_the_withdrawn(cohort, cast):
    make_enrolment(cohort, make_user())
    make_enrolment(cohort, make_user(), withdrawn_at=AT)
    assert with_seats_taken(Cohort.objects.all()).get().taken == 1


def test_an_empty_list_says_what_a_cohort_is(cast):
    page = SignedInAnew(cast.coordinator).get(reverse("cohorts:cohort-list")).content.decode()
    assert "No hay grupos" in page
