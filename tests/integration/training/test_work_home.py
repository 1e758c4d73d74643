"""«Mi trabajo» of who teaches: what people of their cohorts wait for."""

import pytest

from accounts.permissions import Role
from tests.factories.accounts import make_member, make_user
from tests.factories.training import AT, make_cohort, make_enrolment
from tests.factories.works import accept, make_work
from training.cohorts.models import MakeUp
from training.learning.actions import questions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
NOTHING = "Todavía no hay nada a su cargo"


@pytest.fixture
def instructor(client):
    found = make_member(Role.INSTRUCTOR)
    client.force_login(found)
    return found


def main_of(client):
    page = client.get("/trabajo/").content.decode()
    return page.partition("<main")[2]


def ask(enrolment):
    module = enrolment.cohort.version.parsed.modules[0]
    return questions.ask(enrolment=enrolment, module=module, lesson=module.lessons[0], text="¿Y si es urgente?", at=AT)


def test_works_questions_and_make_ups_wait_in_ones_own_work(client, instructor):
    enrolment = make_enrolment(make_cohort(instructor=instructor), make_user())
    assert NOTHING in main_of(client)
    work, question = make_work(enrolment), ask(enrolment)
    MakeUp.objects.create(enrolment=enrolment, text="Leí la guía.", sent_at=AT)
    page = main_of(client)
    assert NOTHING not in page
    for url, words in (
        ("/docencia/tareas/", "Tareas por corregir: 1"), ("/docencia/preguntas/", "Preguntas por responder: 1"),
        ("/formacion/grupos/", "Reposiciones por responder: 1"),
    ):  # fmt: skip
        assert f'<a href="{url}"' in page
        assert words in page
    accept(work, instructor)
    questions.answer(question=question, text="Responda hoy.", public_text="", by=instructor, at=AT)
    page = main_of(client)
    assert "por corregir" not in page
    assert "Preguntas por responder" not in page


def test_what_waits_in_other_cohorts_or_is_ones_own_is_not_counted(client, instructor):
    other = make_cohort(instructor=make_member(Role.INSTRUCTOR))
    ask(make_enrolment(other, make_user()))
    ask(make_enrolment(make_cohort(other.version, instructor=instructor), instructor))
    assert NOTHING in main_of(client)
