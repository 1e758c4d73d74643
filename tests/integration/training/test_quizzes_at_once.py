"""At the same moment, on PostgreSQL: two starts, two browsers on one attempt, two hand-ins. One result each."""

import pytest

from tests.at_once import at_once
from tests.factories.accounts import make_user
from tests.factories.training import AT, make_cohort, make_enrolment
from training.cohorts.actions import progress
from training.cohorts.models import Enrolment
from training.grading.document import Module
from training.quizzes.actions import attempts as acts
from training.quizzes.models import Attempt, AttemptAnswer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)


@pytest.fixture
def enrolment() -> Enrolment:
    return make_enrolment(make_cohort(), make_user())


@pytest.fixture
def module(enrolment) -> Module:
    return enrolment.cohort.version.parsed.modules[0]


@pytest.fixture
def begun(enrolment, module) -> Attempt:
    return acts.start(enrolment=enrolment, module=module, at=AT)


def save(attempt: Attempt, *values: str, **how):
    drafts = [acts.Draft("P4", value, 0, value) for value in values]
    return acts.save(among=Attempt.objects.filter(pk=attempt.pk), read=lambda _: drafts, at=AT, **how)


@pytest.mark.parametrize("turn", TURNS)
def test_two_starts_are_one_attempt(enrolment, module, turn):
    first, second = at_once(*[lambda: acts.start(enrolment=enrolment, module=module, at=AT)] * 2)
    assert first.pk == second.pk
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_browsers_on_one_answer_are_one_value_and_one_conflict(begun, turn):
    results = at_once(lambda: save(begun, "7"), lambda: save(begun, "8"))
    conflicts = [saved.is_conflict for _, (saved,) in results]
    assert sorted(conflicts) == [False, True]
    kept = AttemptAnswer.objects.get()
    assert (kept.value, kept.version) == (("7", "8")[conflicts.index(False)], 1)


@pytest.mark.parametrize("turn", TURNS)
def test_two_hand_ins_are_one_result_and_one_progress(begun, turn, monkeypatch):
    told = []
    monkeypatch.setattr(progress, "on_progress", [told.append])
    monkeypatch.setattr(acts, "counts_as_passed", lambda enrolment, attempt: True)
    at_once(lambda: save(begun, "7", hands_in=True), lambda: acts.hand_in(attempt=begun, at=AT))
    closed = Attempt.objects.get()
    answered = AttemptAnswer.objects.filter(attempt=closed).count()
    assert (len(told), closed.points) == (1, str(answered))


@pytest.mark.parametrize("turn", TURNS)
def test_an_answer_against_the_hand_in_counts_or_is_refused(begun, turn):
    saved, closed = at_once(lambda: save(begun, "7"), lambda: acts.hand_in(attempt=begun, at=AT))
    kept = AttemptAnswer.objects.count()
    assert kept == (0 if isinstance(saved, acts.Closed) else 1)
    assert (closed.points, Attempt.objects.get().points) == (str(kept), str(kept))
