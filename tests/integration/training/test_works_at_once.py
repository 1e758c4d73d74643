"""At the same moment, on PostgreSQL: two windows that hand in, two instructors, handing in and a verdict, two offers."""

import pytest

from accounts.permissions import Role
from diagnostics.assessments.models import EvidenceUse
from tests.factories.accounts import make_member, make_user
from tests.factories.diagnostics import make_round
from tests.factories.territory import make_municipality
from tests.factories.training import AT, make_cohort, make_course, make_enrolment
from tests.factories.works import ENOUGH, LOW, MODULE, TEXT, accept, give_back, make_work, upload
from tests.integration.training.test_cohorts_at_once import at_once, refused
from training.assignments.actions import judging, works
from training.assignments.actions.offering import offer
from training.assignments.choices import WorkState
from training.assignments.models import Delivery, Judgement, Mark, Work, WorkFile
from training.cohorts.actions.progress import on_progress

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)


@pytest.fixture
def instructor():
    return make_member(Role.INSTRUCTOR)


@pytest.fixture
def enrolment(instructor):
    return make_enrolment(make_cohort(make_course(), instructor=instructor), make_user())


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(on_progress, "_fillers", [lambda row: found.append(row.pk)])
    return found


@pytest.mark.parametrize("turn", TURNS)
def test_button_pressed_twice_leaves_one_delivery(enrolment, turn):
    said = {"enrolment": enrolment, "module": MODULE, "text": TEXT, "files": [upload()], "seen": 0, "at": AT}
    results = at_once(*[lambda: works.hand_in(**said)] * 3)
    assert refused(results) == 0
    assert (Work.objects.count(), Delivery.objects.count(), WorkFile.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("turn", TURNS)
def test_two_windows_leave_the_words_of_one(enrolment, turn):
    results = at_once(
        *(
            lambda text=text: works.hand_in(enrolment=enrolment, module=MODULE, text=text, seen=0, at=AT)
            for text in ("De una ventana", "De la otra")
        )
    )
    assert refused(results) == 1
    assert Delivery.objects.get().text == Work.objects.get().text


@pytest.mark.parametrize("turn", TURNS)
def test_two_instructors_leave_one_verdict(enrolment, instructor, counted, turn):
    work, other = make_work(enrolment), make_member(Role.COORDINATOR)
    results = at_once(
        lambda: judging.accept(work=work, marks=ENOUGH, seen=work.version, by=instructor, at=AT),
        lambda: judging.give_back(work=work, marks=LOW, seen=work.version, by=other, at=AT),
    )
    assert refused(results) == 1
    judgement = Judgement.objects.get()
    assert Work.objects.get().state == (WorkState.ACCEPTED if judgement.is_accepted else WorkState.RETURNED)
    assert Mark.objects.count() == 4
    assert len(counted) == judgement.is_accepted


@pytest.mark.parametrize("turn", TURNS)
def test_two_who_accept_count_once(enrolment, instructor, counted, turn):
    work, other = make_work(enrolment), make_member(Role.COORDINATOR)
    results = at_once(
        *(
            lambda by=by: judging.accept(work=work, marks=ENOUGH, seen=work.version, by=by, at=AT)
            for by in (instructor, other, instructor)
        )
    )
    assert refused(results) == 2
    assert counted == [enrolment.pk]


@pytest.mark.parametrize("turn", TURNS)
def test_file_taken_out_while_it_is_handed_in_again(enrolment, instructor, turn):
    work = make_work(enrolment, upload())
    give_back(work, instructor)
    common = {"enrolment": enrolment, "module": MODULE, "text": TEXT, "seen": work.version, "at": AT}
    at_once(lambda: works.hand_in(**common), lambda: works.save_draft(without=1, **common))
    row, one = Work.objects.get(), WorkFile.objects.get()
    assert row.state == WorkState.HANDED_IN
    assert one.is_of(1)
    assert one.is_of(2) == (one.last_delivery is None)


@pytest.mark.parametrize("turn", TURNS)
def test_two_offers_leave_one_evidence(turn):
    place = make_municipality(facts={"has_council": "no"})
    person, teacher = make_member(Role.CONTRIBUTOR, place), make_member(Role.INSTRUCTOR)
    assessment = make_round(place).assessments.get()
    work = make_work(make_enrolment(make_cohort(make_course(), instructor=teacher), person), upload())
    accept(work, teacher)
    said = {"file": work.files.get(), "assessment": assessment, "question": "A-01", "by": person, "at": AT}
    results = at_once(*[lambda: offer(**said)] * 2)
    assert refused(results) == 1
    assert EvidenceUse.objects.count() == 1
