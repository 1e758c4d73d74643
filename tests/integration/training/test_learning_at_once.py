"""At the same moment, on PostgreSQL: reading, asking, being asked again, saying what one thinks, and erasing. One result each."""

from datetime import timedelta

import pytest

from accounts.actions import personal
from accounts.models import User
from mail.models import Outbox
from tests.at_once import at_once, refused
from tests.factories.accounts import make_user
from tests.factories.recall import make_round
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from tests.factories.works import MODULE
from training.assignments.actions import works
from training.assignments.models import Work
from training.cohorts.actions.enrolments import Particulars, change, enrol
from training.cohorts.choices import ERASED_NAME, CohortState
from training.cohorts.models import Cohort, Enrolment
from training.learning.actions import questions, visits
from training.learning.choices import MOST_QUESTIONS
from training.learning.models import LessonQuestion, LessonVisit
from training.quizzes.actions import attempts
from training.quizzes.models import Attempt, AttemptAnswer
from training.recall.actions.rounds import answer, make_due
from training.recall.actions.satisfaction import say
from training.recall.models import RecallAnswer, RecallRound, Satisfaction
from training.recall.queries.rounds import shown_questions

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def person() -> User:
    return make_user()


@pytest.fixture
def enrolment(person) -> Enrolment:
    return make_enrolment(make_cohort(make_course()), person)


@pytest.fixture
def place(enrolment) -> dict:
    module = enrolment.cohort.version.parsed.modules[0]
    return {"module": module, "lesson": module.lessons[0]}


def end(cohort: Cohort) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(state=CohortState.ENDED, ended_at=AT)
    cohort.refresh_from_db()


# --- Reading and asking ---


@pytest.mark.parametrize("turn", TURNS)
def test_two_browsers_are_one_visit_with_what_both_said(enrolment, place, turn):
    common = {"enrolment": enrolment, **place}
    at_once(
        lambda: visits.note_place(anchor="b-2", at=AT, **common),
        lambda: visits.mark_read(at=LATER, **common),
    )
    visit = LessonVisit.objects.get()
    assert (visit.anchor, visit.done_at, visit.last_at) == ("b-2", LATER, LATER)


@pytest.mark.parametrize("turn", TURNS)
def test_a_question_sent_twice_is_one(enrolment, place, turn):
    results = at_once(*[lambda: questions.ask(enrolment=enrolment, text="¿Cuándo?", at=AT, **place)] * 4)
    assert {row.pk for row in results} == {LessonQuestion.objects.get().pk}


@pytest.mark.parametrize("turn", TURNS)
def test_no_more_questions_wait_than_may(enrolment, place, turn):
    results = at_once(
        *(
            lambda n=n: questions.ask(enrolment=enrolment, text=f"¿{n}?", at=AT, **place)
            for n in range(MOST_QUESTIONS + 2)
        )
    )
    assert (refused(results), LessonQuestion.objects.count()) == (2, MOST_QUESTIONS)


# --- After the course ---


@pytest.mark.parametrize("turn", TURNS)
def test_two_runs_make_each_recall_once(enrolment, turn):
    for _ in range(3):
        make_enrolment(enrolment.cohort, make_user())
    end(enrolment.cohort)
    made = at_once(*[lambda: make_due(at=AT + timedelta(days=3))] * 3)
    assert (sum(made), RecallRound.objects.count()) == (4, 4)
    assert Outbox.objects.filter(kind="course_recall").count() == 4


@pytest.mark.parametrize("turn", TURNS)
def test_the_first_answer_to_a_recall_stays(enrolment, person, turn):
    round = make_round(enrolment.cohort, person)
    key, question = next(iter(shown_questions(round).items()))
    results = at_once(
        *(lambda code=option.code: answer(round=round, question=key, chosen=code, at=AT) for option in question.options)
    )
    kept = RecallAnswer.objects.get()
    assert {(row.pk, row.chosen) for row in results} == {(kept.pk, kept.chosen)}


@pytest.mark.parametrize("turn", TURNS)
def test_an_opinion_is_given_once(enrolment, turn):
    end(enrolment.cohort)
    results = at_once(*(lambda n=n: say(enrolment=enrolment, score=n, text=f"{n}", at=AT) for n in (1, 3, 5)))
    assert refused(results) == 2
    assert Satisfaction.objects.get().text == str(Satisfaction.objects.get().score)


# --- Erasing ---


@pytest.mark.parametrize("turn", TURNS)
def test_two_erasures_are_one(enrolment, person, place, turn):
    questions.ask(enrolment=enrolment, text="¿Cuándo?", at=AT, **place)
    results = at_once(*[lambda: personal.erase(user=person, at=AT)] * 3)
    assert sorted(one["formacion"] for one in results)[:2] == [0, 0]
    assert sum(one["formacion"] for one in results) == 2


@pytest.mark.parametrize("turn", TURNS)
def test_nothing_that_was_on_its_way_stays_after_an_erasure(enrolment, person, place, turn):
    """Each writes before the erasure, which then takes it, or after it, and is refused."""
    begun = attempts.start(enrolment=enrolment, module=place["module"], at=AT)
    draft = attempts.Draft("P4", "7", 0, "x")
    said = Particulars("Otro Nombre", None, "Oficina")
    mine = Attempt.objects.filter(pk=begun.pk)
    at_once(
        lambda: personal.erase(user=person, at=AT),
        lambda: questions.ask(enrolment=enrolment, text="¿Cuándo?", at=AT, **place),
        lambda: visits.mark_read(enrolment=enrolment, at=AT, **place),
        lambda: works.hand_in(enrolment=enrolment, module=MODULE, text="Señora Marta", files=[], seen=0, at=AT),
        lambda: attempts.save(among=mine, read=lambda _: [draft], at=AT),
        lambda: change(enrolment=enrolment, said=said, at=AT),
    )
    row = Enrolment.objects.get()
    assert (row.name, row.office, row.is_active) == (ERASED_NAME, "", False)
    assert not LessonVisit.objects.exists()
    assert not AttemptAnswer.objects.exists()
    assert Attempt.objects.get().handed_in_at == AT
    assert not LessonQuestion.objects.filter(text="¿Cuándo?").exists()
    assert not Work.objects.exclude(text="").exists()


@pytest.mark.parametrize("turn", TURNS)
def test_no_opinion_and_no_recall_stay_after_an_erasure(enrolment, person, turn):
    round = make_round(enrolment.cohort, person)
    end(enrolment.cohort)
    key, question = next(iter(shown_questions(round).items()))
    at_once(
        lambda: personal.erase(user=person, at=AT),
        lambda: say(enrolment=enrolment, score=1, text="Malo", at=AT),
        lambda: answer(round=round, question=key, chosen=question.options[0].code, at=AT),
    )
    assert not Satisfaction.objects.exists()
    assert not RecallAnswer.objects.exists()


@pytest.mark.parametrize("turn", TURNS)
def test_coming_back_while_erasing_is_one_of_both_orders(enrolment, person, turn):
    said = Particulars("Vuelve", None, "")
    at_once(
        lambda: personal.erase(user=person, at=AT),
        lambda: enrol(cohort=enrolment.cohort, user=person, said=said, at=AT),
    )
    row = Enrolment.objects.get()
    assert (row.name, row.is_active) in {(ERASED_NAME, False), ("Vuelve", True)}
