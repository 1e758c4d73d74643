"""Attendance by code and by list, and what makes up for it. Nobody notes or judges their own."""

import re
from datetime import timedelta

import pytest
import time_machine

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import ReasonMissing
from core.refusals import Refusal
from notices.models import Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.training import make_cohort, make_course, make_enrolment
from tests.integration.cocreation.signed_in import SignedInAnew
from training.cohorts.actions import attendance as acts
from training.cohorts.actions import make_ups, progress
from training.cohorts.choices import CohortState
from training.cohorts.models import Attendance, AttendanceCode, Cohort, CohortInstructor, Enrolment, MakeUp
from training.cohorts.queries.codes import code_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
STAFF = "/formacion/grupos/c90-1/"


@pytest.fixture
def cohort(cast):
    return make_cohort(make_course("C90"), instructor=cast.instructor, code="c90-1")


@pytest.fixture
def session(cohort):
    return cohort.sessions.get(number=1)


@pytest.fixture
def now(session):
    return session.starts_at + 5 * MINUTE


@pytest.fixture
def learner(cohort):
    return make_enrolment(cohort, make_user(name="Ana Ejemplo", email="ana@alcaldia.example"), name="Ana Ejemplo")


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    """The enrolments whose progress was recorded."""
    found: list[int] = []
    monkeypatch.setattr(progress.on_progress, "_fillers", [lambda enrolment: found.append(enrolment.pk)])
    return found


def show(session, by, at) -> str:
    return code_of(acts.show_code(session=session, by=by, at=at).salt)


def typed(learner, code, at):
    with time_machine.travel(at, tick=False):
        return SignedInAnew(learner.user).post("/cursos/grupos/c90-1/asistencia/", {"code": code})


def test_the_code_on_the_screen_is_typed_on_a_phone(cohort, session, cast, learner, now, counted):
    screen = SignedInAnew(cast.instructor)
    with time_machine.travel(now, tick=False):
        assert "ningún código" in screen.get(f"{STAFF}sesiones/1/codigo/").content.decode()
        assert screen.post(f"{STAFF}sesiones/1/codigo/").status_code == 302
        shown, again = (screen.get(f"{STAFF}sesiones/1/codigo/").content.decode() for _ in range(2))
    code = re.search(r"<strong>([A-Z2-9]{3}-[A-Z2-9]{3})</strong>", shown)[1]
    assert code in again
    assert code.replace("-", "") not in str(list(AttendanceCode.objects.values()))
    response = typed(learner, code.lower().replace("-", " "), now)
    assert response.url == cohort.get_absolute_url()
    row = Attendance.objects.get()
    assert (row.session, row.enrolment, row.source, row.at, row.by) == (session, learner, "code", now, learner.user)
    assert counted == [learner.pk]
    assert typed(learner, code, now).status_code == 302  # twice is as once
    assert (Attendance.objects.count(), counted) == (1, [learner.pk])


def test_fifteen_minutes_and_a_new_one_ends_the_others(session, cast, learner, now):
    first = show(session, cast.instructor, now)
    last = now + 15 * MINUTE
    assert "Ese código venció" in typed(learner, first, last).content.decode()
    second = show(session, cast.coordinator, now + MINUTE)
    response = typed(learner, first, now + 2 * MINUTE)
    assert (response.status_code, "no es el código" in response.content.decode()) == (422, True)
    assert not Attendance.objects.exists()
    typed(learner, second, last)
    assert Attendance.objects.count() == 1


def test_a_code_of_another_cohort_is_wrong(cast, learner, now):
    other = make_cohort(make_course("C91"), instructor=cast.instructor)
    code = show(other.sessions.get(number=1), cast.instructor, now)
    assert typed(learner, code, now).status_code == 422
    assert not Attendance.objects.exists()


def test_wrong_codes_run_out_and_right_ones_do_not(session, cast, cohort, learner, now):
    code = show(session, cast.instructor, now)
    for _ in range(8):
        assert typed(learner, code, now).status_code == 302
    wrong = [typed(learner, "AAA-AAA", now) for _ in range(6)]
    assert [one.status_code for one in wrong] == [422] * 5 + [429]
    assert "Fueron muchos intentos" in wrong[-1].content.decode()
    assert int(wrong[-1]["Retry-After"]) > 0
    other = make_enrolment(cohort, make_user())
    assert typed(other, code, now).status_code == 302  # somebody else's tries are their own


def test_a_code_is_shown_from_half_an_hour_before(session, cast):
    for early, is_shown in ((31 * MINUTE, False), (30 * MINUTE, True)):
        try:
            acts.show_code(session=session, by=cast.instructor, at=session.starts_at - early)
        except acts.NotNow:
            assert not is_shown
        else:
            assert is_shown
    session.cancelled_at = session.starts_at
    session.save()
    with pytest.raises(acts.NotNow):
        acts.show_code(session=session, by=cast.instructor, at=session.starts_at)


# who types → what happens
@pytest.mark.parametrize(
    ("who", "is_counted"),
    [("learner", True), ("withdrawn", False), ("stranger", False), ("instructor", False), ("showed_it", False)],
)
def test_whose_attendance_counts(cohort, session, cast, learner, now, who, is_counted):
    by = cast.coordinator if who == "showed_it" else cast.instructor
    code = show(session, by, now)
    if who == "withdrawn":
        Enrolment.objects.update(withdrawn_at=now)
    elif who == "stranger":
        Enrolment.objects.all().delete()
    elif who == "instructor":  # named after they had enrolled, by hand
        CohortInstructor.objects.create(cohort=cohort, user=learner.user)
    elif who == "showed_it":
        learner = make_enrolment(cohort, cast.coordinator)
    response = typed(learner, code, now)
    assert Attendance.objects.exists() is is_counted
    assert response.status_code == (422 if who in ("instructor", "showed_it") else 302)


@pytest.mark.parametrize("state", [CohortState.DRAFT, CohortState.ENDED, CohortState.CANCELLED])
def test_a_cohort_that_is_not_open_takes_no_code(cohort, session, cast, learner, now, state):
    code = show(session, cast.instructor, now)
    Cohort.objects.update(state=state, ended_at=now, reason="x")
    with pytest.raises(Refusal):
        acts.attend(enrolment=Enrolment.objects.with_context().get(), typed=code, at=now)
    assert not Attendance.objects.exists()


# --- The list ---


def listed(cast, at, by=None, **fields):
    with time_machine.travel(at, tick=False):
        return SignedInAnew(by or cast.instructor).post(f"{STAFF}sesiones/1/asistencia/", fields)


def test_the_list_adds_and_takes_away_with_a_reason_and_stands_in_the_log(cohort, session, cast, learner, now, counted):
    other = make_enrolment(cohort, make_user(), name="Luz Otra")
    listed(cast, now, present=[learner.pk, other.pk], seen="")
    assert counted == [learner.pk, other.pk]
    assert (
        listed(cast, now, present=[learner.pk], seen=f"{learner.pk},{other.pk}").status_code == 422
    )  # without a reason
    assert Attendance.objects.count() == 2
    listed(cast, now, present=[learner.pk], seen=f"{learner.pk},{other.pk}", reason="Era otra Luz.")
    assert [row.enrolment for row in Attendance.objects.all()] == [learner]
    last = AuditEntry.objects.filter(verb="attendance.corrected").last()
    assert (last.reason, last.data["enrolments_removed"], last.by) == ("Era otra Luz.", [other.pk], cast.instructor)


def test_a_code_typed_while_the_list_was_open_stays(cast, session, cohort, learner, now):
    other = make_enrolment(cohort, make_user())
    acts.attend(enrolment=learner, typed=show(session, cast.instructor, now), at=now)
    listed(cast, now, present=[other.pk], seen="")  # the page had shown nobody
    assert {row.enrolment for row in Attendance.objects.all()} == {learner, other}


def test_a_pasted_list_finds_people_by_mail_and_by_name(cast, cohort, learner, now):
    for _ in range(2):
        make_enrolment(cohort, make_user(), name="Luz Igual")
    response = listed(cast, now, pasted="ana EJEMPLO\nluz igual\nNadie Conocido")
    said = response.content.decode()
    assert response.status_code == 422
    assert "«luz igual» tiene varias personas" in said
    assert "«Nadie Conocido» no está en el grupo" in said
    assert not Attendance.objects.exists()
    listed(cast, now, pasted="Ana Ejemplo <ANA@alcaldia.example>\n\nána ejemplo")
    assert [row.enrolment for row in Attendance.objects.all()] == [learner]


def test_nobody_notes_their_own_and_nobody_before_the_session(cast, cohort, session, learner, now):
    own = make_enrolment(cohort, cast.coordinator)
    with time_machine.travel(now, tick=False):
        page = SignedInAnew(cast.coordinator).get(f"{STAFF}sesiones/1/asistencia/").content.decode()
    assert f'value="{own.pk}"' not in page
    assert listed(cast, now, by=cast.coordinator, present=[own.pk]).status_code == 422
    with pytest.raises(acts.OwnAttendance):
        acts.correct(session=session, add=[own.pk], remove=[], reason="", by=cast.coordinator, at=now)
    with pytest.raises(acts.NotNow):
        acts.correct(session=session, add=[learner.pk], remove=[], reason="", by=cast.instructor, at=now - 10 * MINUTE)
    elsewhere = make_enrolment(make_cohort(make_course("C91")), make_user())
    acts.correct(session=session, add=[elsewhere.pk], remove=[], reason="", by=cast.instructor, at=now)
    assert not Attendance.objects.exists()


# --- Making up ---


def send(learner, at, text="Leí la guía y cambié dos respuestas.") -> MakeUp:
    return make_ups.send(enrolment=learner, text=text, at=at)


def test_a_make_up_is_sent_returned_sent_again_and_accepted(cohort, cast, learner, now, counted):
    person, teacher = SignedInAnew(learner.user), SignedInAnew(cast.instructor)
    address = "/cursos/grupos/c90-1/reposicion/"
    with time_machine.travel(now, tick=False):
        assert person.post(address, {"text": " "}).status_code == 422
        assert person.post(address, {"text": "Leí la guía."}).status_code == 302
        make_up = MakeUp.objects.get()
        judge = f"{STAFF}reposiciones/{make_up.pk}/"
        seen = re.search(r'name="seen" value="([^"]+)"', teacher.get(judge).content.decode())[1]
        assert teacher.post(judge, {"op": "devolver", "seen": seen}).status_code == 422  # without a reason
        assert teacher.post(judge, {"op": "devolver", "seen": seen, "reason": "¿Qué cambió?"}).status_code == 302
    assert counted == []
    with time_machine.travel(now + MINUTE, tick=False):
        assert "¿Qué cambió?" in person.get(address).content.decode()
        person.post(address, {"text": "Cambié dos respuestas."})
        assert (
            teacher.post(judge, {"op": "aceptar", "seen": seen}).status_code == 409
        )  # what was read is not what stands there
        seen = MakeUp.objects.get().sent_at.isoformat()
        assert teacher.post(judge, {"op": "aceptar", "seen": seen}).status_code == 302
        assert teacher.post(judge, {"op": "aceptar", "seen": seen}).status_code == 409
    assert counted == [learner.pk]
    assert MakeUp.objects.get().judged_by == cast.instructor
    told = list(Notification.objects.order_by("pk").values_list("user__name", "title"))
    assert [title for name, title in told if name == "Ana Ejemplo"] == [
        "Se devolvió su reposición",
        "Se aceptó su reposición",
    ]
    assert len([name for name, _ in told if name == cast.instructor.name]) == 2


def test_a_make_up_is_for_who_needs_it(cohort, session, cast, learner, now):
    tests_only = make_enrolment(cohort, make_user(), has_prior_learning=True)
    with pytest.raises(make_ups.NotNeeded, match="solo presenta"):
        send(tests_only, now)
    acts.correct(session=session, add=[learner.pk], remove=[], reason="", by=cast.instructor, at=now)
    with pytest.raises(make_ups.NotNeeded, match="ya está anotada"):
        send(learner, now)
    assert not MakeUp.objects.exists()


def test_nobody_judges_their_own_make_up(cohort, cast, now):
    own = make_enrolment(cohort, cast.coordinator)
    make_up = send(own, now)
    for judge in (
        lambda: make_ups.accept(make_up=make_up, seen=now, by=cast.coordinator, at=now),
        lambda: make_ups.give_back(make_up=make_up, seen=now, reason="No.", by=cast.coordinator, at=now),
    ):
        with pytest.raises(make_ups.OwnMakeUp):
            judge()
    with pytest.raises(ReasonMissing):
        make_ups.give_back(make_up=make_up, seen=now, reason="", by=cast.instructor, at=now)


def test_an_instructor_judges_only_where_they_teach(cohort, learner, now):
    make_up = send(learner, now)
    with time_machine.travel(now, tick=False):
        browser = SignedInAnew(make_member(Role.INSTRUCTOR))
        assert browser.post(f"{STAFF}reposiciones/{make_up.pk}/", {"op": "aceptar"}).status_code == 404
