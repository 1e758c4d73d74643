"""At the same moment, on PostgreSQL: the last seat, one person twice, one code twice, two screens, two verdicts."""

from datetime import timedelta

import pytest

from accounts.permissions import Role
from tests.at_once import at_once, refused
from tests.factories.accounts import make_member, make_user
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from training.cohorts.actions import attendance, cohorts, enrolments, make_ups
from training.cohorts.actions.progress import on_progress
from training.cohorts.models import Attendance, AttendanceCode, CohortInstructor, Enrolment, MakeUp
from training.cohorts.queries.codes import code_of

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)
SAID = enrolments.Particulars("Ana Ejemplo", None, "")


@pytest.fixture
def instructor():
    return make_member(Role.INSTRUCTOR)


@pytest.fixture
def cohort(instructor):
    return make_cohort(make_course(), instructor=instructor, seats=1)


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(on_progress, "_fillers", [lambda enrolment: found.append(enrolment.pk)])
    return found


@pytest.mark.parametrize("turn", TURNS)
def test_the_last_seat_goes_to_one(cohort, turn):
    people = [make_user() for _ in range(4)]
    results = at_once(
        *(lambda user=user: enrolments.enrol(cohort=cohort, user=user, said=SAID, at=AT) for user in people)
    )
    assert refused(results) == 3
    assert Enrolment.objects.active().count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_one_person_enrols_once(cohort, turn):
    person = make_user()
    results = at_once(*[lambda: enrolments.enrol(cohort=cohort, user=person, said=SAID, at=AT)] * 4)
    assert {row.pk for row in results} == {Enrolment.objects.get().pk}


@pytest.mark.parametrize("turn", TURNS)
def test_who_enrols_and_is_named_to_teach_is_one_of_both(cohort, instructor, turn):
    person = make_member(Role.INSTRUCTOR)
    call = {name: getattr(cohort, name) for name in cohorts.CALL}
    sessions = [{name: getattr(row, name) for name in cohorts.OF_SESSION} for row in cohort.sessions.all()]
    results = at_once(
        lambda: enrolments.enrol(cohort=cohort, user=person, said=SAID, at=AT),
        lambda: cohorts.change(
            cohort=cohort, seen=1, by=instructor, at=AT, call=call, sessions=sessions, instructors=[instructor, person]
        ),
    )  # fmt: skip
    assert refused(results) == 1
    assert Enrolment.objects.count() + CohortInstructor.objects.filter(user=person).count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_a_code_typed_twice_counts_once(cohort, instructor, counted, turn):
    session = cohort.sessions.get(number=1)
    now = session.starts_at + timedelta(minutes=5)
    row = make_enrolment(cohort, make_user())
    code = code_of(attendance.show_code(session=session, by=instructor, at=now).salt)
    at_once(*[lambda: attendance.attend(enrolment=row, typed=code, at=now)] * 3)
    assert Attendance.objects.count() == 1
    assert counted == [row.pk]


@pytest.mark.parametrize("turn", TURNS)
def test_a_code_and_the_list_count_once(cohort, instructor, counted, turn):
    session = cohort.sessions.get(number=1)
    now = session.starts_at + timedelta(minutes=5)
    row = make_enrolment(cohort, make_user())
    code = code_of(attendance.show_code(session=session, by=instructor, at=now).salt)
    at_once(
        lambda: attendance.attend(enrolment=row, typed=code, at=now),
        lambda: attendance.correct(session=session, add=[row.pk], remove=[], reason="", by=instructor, at=now),
    )
    assert Attendance.objects.count() == 1
    assert counted == [row.pk]


@pytest.mark.parametrize("turn", TURNS)
def test_two_screens_show_one_code(cohort, instructor, turn):
    session = cohort.sessions.get(number=1)
    at_once(*[lambda: attendance.show_code(session=session, by=instructor, at=session.starts_at)] * 2)
    assert AttendanceCode.objects.count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_verdicts_on_a_make_up_leave_one(cohort, instructor, counted, turn):
    make_up = make_ups.send(enrolment=make_enrolment(cohort, make_user()), text="Leí la guía.", at=AT)
    results = at_once(
        lambda: make_ups.accept(make_up=make_up, seen=AT, by=instructor, at=AT),
        lambda: make_ups.give_back(make_up=make_up, seen=AT, reason="Falta.", by=instructor, at=AT),
    )
    assert refused(results) == 1
    row = MakeUp.objects.get()
    assert (row.accepted_at is None) != (row.returned_at is None)
    assert len(counted) == (row.accepted_at is not None)
