"""Questions about a lesson: three working days, own cohorts, published without a name for every cohort of the course."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import WrongState
from notices.models import Notification
from tests.factories.accounts import make_member, make_user
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from training.cohorts.choices import CohortState
from training.learning.actions import questions
from training.learning.actions.personal import erase
from training.learning.actions.visits import note_place
from training.learning.choices import MOST_QUESTIONS, QuestionState
from training.learning.models import LessonQuestion
from training.learning.queries.personal import rows_of

pytestmark = pytest.mark.django_db
LESSON = "/aprender/g-1/1-responder/01-fondo/"
LIST = "/docencia/preguntas/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def instructor():
    return make_member(Role.INSTRUCTOR)


@pytest.fixture
def cohort(instructor):
    return make_cohort(instructor=instructor, code="g-1")


@pytest.fixture
def enrolment(cohort):
    return make_enrolment(cohort, make_user(), name="Rosa Elvira Cano")


def ask(enrolment, text="¿Y si es urgente?", at=AT):
    module = enrolment.cohort.version.parsed.modules[0]
    return questions.ask(enrolment=enrolment, module=module, lesson=module.lessons[0], text=text, at=at)


def answer(question, by, *, public_text="", at=AT):
    return questions.answer(question=question, text="Responda hoy.", public_text=public_text, by=by, at=at)


def test_a_question_reaches_who_teaches_and_has_three_working_days(client, enrolment, instructor):
    client.force_login(enrolment.user)
    response = client.post(LESSON, {"text": "¿Y si es urgente?"})
    assert (response.status_code, response["Location"]) == (302, f"{LESSON}#preguntas")
    row = LessonQuestion.objects.get()
    assert (row.state, row.due_on) == (QuestionState.WAITING, date(2027, 2, 11))
    [told] = Notification.objects.filter(user=instructor)
    assert (told.url, "«Responder de fondo»" in told.body) == (f"{LIST}{row.pk}/", True)
    assert "jueves 11 de febrero" in told.body
    page = client.get(LESSON).content.decode()
    assert "¿Y si es urgente?" in page
    assert "Vence el jueves 11 de febrero" in page


def test_the_same_words_twice_are_one_question_while_it_waits(enrolment, instructor):
    assert ask(enrolment).pk == ask(enrolment).pk
    answer(LessonQuestion.objects.get(), instructor)
    ask(enrolment)
    assert LessonQuestion.objects.count() == 2


@pytest.mark.parametrize(("text", "status"), [("", 422), ("   ", 422), ("a" * 1001, 422)])
def test_a_bad_question_is_told_and_stays_typed(client, enrolment, text, status):
    client.force_login(enrolment.user)
    response = client.post(LESSON, {"text": text})
    assert response.status_code == status
    assert text.strip() in response.content.decode()
    assert not LessonQuestion.objects.exists()


def test_too_many_that_wait_and_an_ended_cohort_are_refused_with_what_was_typed(client, enrolment, cohort):
    for number in range(MOST_QUESTIONS):
        ask(enrolment, f"¿Pregunta {number}?")
    client.force_login(enrolment.user)
    response = client.post(LESSON, {"text": "¿Una más?"})
    assert response.status_code == 409
    assert "5 preguntas suyas esperan respuesta" in response.content.decode()
    assert "¿Una más?" in response.content.decode()
    type(cohort).objects.update(state=CohortState.ENDED, ended_at=AT)
    LessonQuestion.objects.all().delete()
    assert client.post(LESSON, {"text": "¿Una más?"}).status_code == 409
    assert not LessonQuestion.objects.exists()


def test_the_answer_reaches_who_asked_and_nobody_else_sees_it(client, enrolment, cohort, instructor):
    row = ask(enrolment)
    client.force_login(instructor)
    response = client.post(f"{LIST}{row.pk}/", {"answer": "Responda hoy.", "public_text": row.text})
    assert (response.status_code, response["Location"]) == (302, LIST)
    [told] = Notification.objects.filter(user=enrolment.user)
    assert told.url == f"{LESSON}#preguntas"
    other = make_enrolment(cohort, make_user())
    client.force_login(other.user)
    assert "urgente" not in client.get(LESSON).content.decode()
    client.force_login(enrolment.user)
    page = client.get(LESSON).content.decode()
    assert "Responda hoy." in page
    assert "Respondida el mismo día" in page


def test_a_published_one_stands_in_every_cohort_of_the_course_without_the_name(client, enrolment, instructor, cohort):
    row = ask(enrolment, "¿Y si Rosa Elvira Cano no contesta?")
    client.force_login(instructor)
    client.post(
        f"{LIST}{row.pk}/", {"answer": "Insista.", "publish": "on", "public_text": "¿Y si alguien no contesta?"}
    )
    later = make_course(version="1.1.0")
    same_course = make_enrolment(make_cohort(later, code="g-2"), make_user())
    other_course = make_enrolment(make_cohort(make_course("C77"), code="g-3"), make_user())
    client.force_login(same_course.user)
    page = client.get("/aprender/g-2/1-responder/01-fondo/").content.decode()
    assert "¿Y si alguien no contesta?" in page
    assert "Insista." in page
    assert "Rosa" not in page
    assert "alguien no contesta" not in client.get("/aprender/g-2/1-responder/02-claro/").content.decode()
    client.force_login(other_course.user)
    assert "alguien no contesta" not in client.get("/aprender/g-3/1-responder/01-fondo/").content.decode()


def test_it_leaves_the_frequent_ones_again_and_comes_back_in_other_words(client, enrolment, instructor):
    row = answer(ask(enrolment), instructor, public_text="¿Y si urge?")
    client.force_login(instructor)
    client.post(f"{LIST}{row.pk}/", {"public_text": "¿Y si urge?"})
    row.refresh_from_db()
    assert (row.is_published, row.answer) == (False, "Responda hoy.")
    client.post(f"{LIST}{row.pk}/", {"publish": "on", "public_text": "¿Qué hago si urge?"})
    row.refresh_from_db()
    assert (row.is_published, row.public_text) == (True, "¿Qué hago si urge?")
    response = client.post(f"{LIST}{row.pk}/", {"publish": "on", "public_text": " "})
    assert response.status_code == 422
    verbs = ["asked", "answered", "published", "unpublished", "published"]
    assert list(AuditEntry.of(row).values_list("verb", flat=True)) == [f"lesson_question.{verb}" for verb in verbs]


def test_an_instructor_reads_and_answers_only_in_own_cohorts_and_nobody_their_own(client, enrolment, instructor):
    row = ask(enrolment)
    other = make_member(Role.INSTRUCTOR)
    client.force_login(other)
    assert client.get(f"{LIST}{row.pk}/").status_code == 404
    assert "urgente" not in client.get(LIST).content.decode()
    coordinator = make_member(Role.COORDINATOR)
    own = ask(make_enrolment(enrolment.cohort, coordinator), "¿La mía?")
    client.force_login(coordinator)
    response = client.post(f"{LIST}{own.pk}/", {"answer": "Sí."})
    assert response.status_code == 422
    assert "la responde otra persona" in response.content.decode()
    own.refresh_from_db()
    assert own.is_waiting


def test_a_late_one_is_flagged_to_both_and_still_answered(client, enrolment, instructor):
    row = ask(enrolment, at=AT)
    with time_machine.travel(AT + timedelta(days=8), tick=False):
        client.force_login(instructor)
        page = client.get(LIST).content.decode()
        assert "Tarde" in page
        assert "Venció el jueves 11 de febrero: tarde 3 días hábiles" in page
        client.force_login(enrolment.user)
        assert "Tarde" in client.get(LESSON).content.decode()
        answer(row, instructor, at=AT + timedelta(days=8))
    assert AuditEntry.objects.get(verb="lesson_question.answered").data["late"] is True


def test_those_that_wait_come_first_the_most_urgent_at_the_top(client, enrolment, instructor):
    answer(ask(enrolment, "¿Respondida?", at=AT - timedelta(days=30)), instructor)
    ask(enrolment, "¿Nueva?")
    ask(enrolment, "¿Vieja?", at=AT - timedelta(days=9))
    client.force_login(instructor)
    page = client.get(LIST).content.decode()
    assert page.index("¿Vieja?") < page.index("¿Nueva?") < page.index("¿Respondida?")


def test_a_second_answer_is_refused_and_the_first_stays(client, enrolment, instructor):
    row = ask(enrolment)
    answer(row, instructor)
    with pytest.raises(WrongState):
        answer(row, make_member(Role.COORDINATOR))
    assert LessonQuestion.objects.get().answered_by == instructor


def test_the_database_keeps_no_answer_without_its_author(enrolment):
    row = ask(enrolment)
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonQuestion.objects.filter(pk=row.pk).update(answer="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        LessonQuestion.objects.filter(pk=row.pk).update(published_at=AT, public_text="x")


def test_the_list_costs_the_same_however_many_wait(client, instructor):
    client.force_login(instructor)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get(LIST).status_code == 200
        return len(seen)

    def more(count: int) -> None:
        for _ in range(count):
            cohort = make_cohort(make_course(f"Q{LessonQuestion.objects.count()}"), instructor=instructor)
            ask(make_enrolment(cohort, make_user()))

    more(2)
    cost()
    few = cost()
    more(20)
    cost()
    assert cost() == few
    assert few <= 12


def test_what_is_kept_of_a_reader_is_told_and_erased_but_for_the_words_without_a_name(enrolment, instructor):
    module = enrolment.cohort.version.parsed.modules[0]
    note_place(enrolment=enrolment, module=module, lesson=module.lessons[0], anchor="b-2", at=AT)
    answer(ask(enrolment, "Soy Rosa: ¿y si urge?"), instructor, public_text="¿Y si urge?")
    ask(enrolment, "¿Y la otra?")
    kept = rows_of(enrolment.user)
    assert [one["lugar"] for one in kept["lecciones"]] == ["b-2"]
    assert [one["publicada_sin_su_nombre"] for one in kept["preguntas_de_lecciones"]] == ["¿Y si urge?", ""]
    assert rows_of(instructor) == {"lecciones": [], "preguntas_de_lecciones": []}
    assert erase(user=enrolment.user, at=AT) == 3
    assert erase(user=enrolment.user, at=AT) == 0
    assert "Rosa" not in str(rows_of(enrolment.user))
    assert LessonQuestion.objects.published().get().public_text == "¿Y si urge?"
    assert AuditEntry.objects.filter(verb="lesson_question.erased").count() == 1
