"""Where a learner goes on: the lesson that was left, the quiz that a read module earned, the code of a live session."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.permissions import Role
from tests.factories.accounts import make_member, make_user
from tests.factories.learning import attempt_with, mark, note, said, work_in
from tests.factories.training import AT, make_cohort, make_enrolment
from training.assignments.choices import WorkState
from training.cohorts.models import Attendance
from training.learning.presenters.courses import next_step_for
from training.learning.queries.reading import place_to_resume, visits_of

pytestmark = pytest.mark.django_db
QUIZ, WORK = "/aprender/g-1/1-responder/prueba/", "/aprender/g-1/1-responder/tarea/"
ONE, TWO, THREE = ("1-responder", "01-fondo"), ("1-responder", "02-claro"), ("2-publicar", "01-publicar")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def learner():
    return make_user()


@pytest.fixture
def cohort():
    return make_cohort(instructor=make_member(Role.INSTRUCTOR), code="g-1")


@pytest.fixture
def enrolment(cohort, learner, client):
    client.force_login(learner)
    return make_enrolment(cohort, learner)


def address(key, suffix=""):
    return f"/aprender/g-1/{key[0]}/{key[1]}/{suffix}"


def test_after_a_finished_lesson_the_next_unread_one_comes_then_those_skipped_then_nothing(enrolment):
    course = enrolment.cohort.version.parsed

    def resumed():
        found = place_to_resume(course, visits_of([enrolment]).get(enrolment.pk, {}))
        return found and (found[0].key, found[1])

    assert resumed() == (ONE, "")
    mark(enrolment, TWO)
    assert resumed() == (THREE, "")
    mark(enrolment, THREE, at=AT + timedelta(minutes=1))
    assert resumed() == (ONE, "")
    note(enrolment, ONE, "t-que-necesita", at=AT + timedelta(minutes=2))
    assert resumed() == (ONE, "t-que-necesita")
    mark(enrolment, ONE, at=AT + timedelta(minutes=3))
    assert resumed() is None


def test_a_module_that_was_read_leads_to_its_quiz_then_its_assignment_then_the_next_module(enrolment, client):
    def leads_to(url):
        """Where the page of the course, their list, and the foot of the last lesson lead."""
        said = next_step_for(enrolment, at=AT).url
        assert f'class="btn" href="{said}"' in client.get("/aprender/g-1/").content.decode()
        foot = client.get(address(TWO)).content.decode().partition("q-foot")[2]
        return said == url and f'class="btn" href="{url}"' in foot

    mark(enrolment, ONE)
    assert next_step_for(enrolment, at=AT).url == address(TWO)
    mark(enrolment, TWO)
    assert leads_to(QUIZ)
    attempt_with(enrolment, "1-responder", 1, "1", 5)
    assert leads_to(QUIZ), "with attempts left it is tried again"
    attempt_with(enrolment, "1-responder", 2, "5", 5)
    assert leads_to(WORK)
    work = work_in(enrolment, WorkState.HANDED_IN)
    assert leads_to(address(THREE)), "what waits for somebody else keeps nobody"
    work.state = WorkState.RETURNED
    work.save()
    assert leads_to(WORK)
    note(enrolment, THREE, "b-1", at=AT + timedelta(minutes=1))
    assert next_step_for(enrolment, at=AT).url == f"{address(THREE)}#b-1", "who already reads on goes on there"
    mark(enrolment, THREE, at=AT + timedelta(minutes=2))
    assert next_step_for(enrolment, at=AT).name == "Prueba del módulo 2"


def test_who_has_no_attempt_left_is_not_led_to_the_quiz(enrolment, client):
    mark(enrolment, ONE)
    for number in (1, 2, 3):
        attempt_with(enrolment, "1-responder", number, "1", 5)
    assert client.post(address(TWO, "leida/"))["Location"] == WORK


def test_the_course_page_offers_to_note_the_attendance_while_it_is_missing(enrolment, cohort, client):
    offer, session = 'href="/cursos/grupos/g-1/asistencia/">Anotar mi asistencia', cohort.sessions.get(number=1)
    assert client.get("/aprender/g-1/").content.decode().count(offer) == 1, "by the sessions, also before they begin"
    with time_machine.travel(session.starts_at - timedelta(minutes=20), tick=False):
        today = said(enrolment, at=timezone.now())[-1]
        assert (today.state, today.url) == ("es hoy a las 17:00", "/cursos/grupos/g-1/asistencia/")
        assert client.get("/aprender/g-1/").content.decode().count(offer) == 2
    with time_machine.travel(session.ends_at + timedelta(minutes=20), tick=False):
        assert said(enrolment, at=timezone.now())[-1].action == "Anotar mi asistencia"
    with time_machine.travel(session.ends_at + timedelta(days=1), tick=False):
        assert said(enrolment, at=timezone.now())[-1].action == "Agregar al calendario"
    Attendance.objects.create(
        session=session, enrolment=enrolment, source="list", at=AT, by=cohort.instructors.get()
    )  # fmt: skip
    assert offer not in client.get("/aprender/g-1/").content.decode()
