"""At the same moment, on PostgreSQL: two numbers, two closings, a change and a milestone, two evidences, two acceptances."""

import pytest

from accounts.permissions import Role
from followup.commitments.actions import changes, milestones, news, promises, readings
from followup.commitments.choices import Completion
from followup.commitments.models import (
    ChangeRequest,
    Commitment,
    Lowering,
    Milestone,
    News,
    PromiseVersion,
    SecondReading,
)
from tests.at_once import at_once, refused
from tests.factories.accounts import make_member
from tests.factories.commitments import AT, DUE, LINK, accepted, propose
from tests.factories.territory import make_municipality

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)


@pytest.fixture
def place():
    return make_municipality(name="Aquí", slug="aqui")


@pytest.fixture
def liaison(place):
    return make_member(Role.LIAISON, place)


@pytest.fixture
def approver(place):
    return make_member(Role.APPROVER, place)


@pytest.fixture
def row(place, liaison, approver) -> Commitment:
    return accepted(liaison, approver, place)


@pytest.fixture
def coordinator():
    return make_member(Role.COORDINATOR)


def prove(row, liaison, number, link=LINK):
    return milestones.prove(commitment=row, number=number, contents=[link], by=liaison, at=AT)


@pytest.mark.parametrize("turn", TURNS)
def test_each_of_four_writers_gets_a_number_of_its_own(place, turn):
    writers = [make_member(Role.LIAISON, place) for _ in range(4)]
    made = at_once(*(lambda by=by, n=n: propose(by, place, title=f"Uno {n}") for n, by in enumerate(writers)))
    assert sorted(one.code[-2:] for one in made) == ["01", "02", "03", "04"]


@pytest.mark.parametrize("turn", TURNS)
def test_button_pressed_twice_proposes_once(place, liaison, turn):
    made = at_once(*[lambda: propose(liaison, place)] * 3)
    assert len({one.pk for one in made}) == 1
    assert Commitment.objects.count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_accepted_twice_makes_one_version(place, liaison, approver, turn):
    row = propose(liaison, place)
    results = at_once(*[lambda: promises.accept(commitment=row, seen=1, by=approver, at=AT)] * 3)
    assert refused(results) == 0
    assert PromiseVersion.objects.count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_readers_close_it_once(row, liaison, turn):
    for number in DUE:
        prove(row, liaison, number, f"{LINK}/{number}")
    readers = [make_member(Role.REVIEWER) for _ in range(2)]
    results = at_once(
        *(
            lambda by=by, word=word: readings.close(commitment=row, completion=word, words="Leído.", by=by, at=AT)
            for by, word in zip(readers, (Completion.COMPLETE, Completion.LIMITED), strict=True)
        )
    )
    assert refused(results) == 1
    assert SecondReading.objects.count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_news_and_the_closing_come_one_after_the_other(row, liaison, turn):
    for number in DUE:
        prove(row, liaison, number, f"{LINK}/{number}")
    reader = make_member(Role.REVIEWER)
    at_once(
        lambda: readings.close(commitment=row, completion=Completion.COMPLETE, words="", by=reader, at=AT),
        lambda: news.tell_news(commitment=row, kind="novedad", text="Algo.", contents=[], by=liaison, at=AT),
    )
    assert SecondReading.objects.count() == 1
    assert News.objects.count() in (0, 1)


@pytest.mark.parametrize("turn", TURNS)
def test_granted_change_never_takes_evidence_that_comes_with_it(row, liaison, coordinator, turn):
    steps = {one.number: (one.title, one.due_on) for one in row.milestones.all() if one.number != 2}
    fields = {name: getattr(row, name) for name in promises.PROMISED}
    asked = changes.ask(
        commitment=row, fields=fields, milestones=steps, reason="Sobra.", seen=row.version, by=liaison, at=AT
    )
    results = at_once(
        lambda: changes.decide(request=asked, is_granted=True, words="", by=coordinator, at=AT),
        lambda: prove(row, liaison, 2),
    )
    found = Milestone.objects.filter(commitment=row, number=2).first()
    version = PromiseVersion.objects.get(commitment=row, number=2)
    kept = [one["number"] for one in version.content["milestones"]]
    if refused(results):
        assert (found, kept) == (None, [1, 3])
    else:
        assert found is not None
        assert (found.done_on is not None, found.evidence.count(), kept) == (True, 1, [1, 2, 3])


@pytest.mark.parametrize("turn", TURNS)
def test_two_evidences_of_one_milestone_leave_one(row, liaison, turn):
    results = at_once(*(lambda n=n: prove(row, liaison, 1, f"{LINK}/{n}") for n in range(2)))
    assert refused(results) == 1
    assert Milestone.objects.get(commitment=row, number=1).evidence.count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_decisions_leave_one(row, liaison, coordinator, turn):
    fields = {name: getattr(row, name) for name in promises.PROMISED} | {"measure": "6"}
    steps = {one.number: (one.title, one.due_on) for one in row.milestones.all()}
    asked = changes.ask(
        commitment=row, fields=fields, milestones=steps, reason="Menos.", seen=row.version, by=liaison, at=AT
    )
    other = make_member(Role.COORDINATOR)
    results = at_once(
        lambda: changes.decide(request=asked, is_granted=True, words="", by=coordinator, at=AT),
        lambda: changes.decide(request=asked, is_granted=False, words="No.", by=other, at=AT),
    )
    assert refused(results) == 1
    decided = ChangeRequest.objects.get()
    assert PromiseVersion.objects.count() == (2 if decided.is_granted else 1)


@pytest.mark.parametrize("turn", TURNS)
def test_change_is_withdrawn_or_decided_and_never_both(row, liaison, coordinator, turn):
    fields = {name: getattr(row, name) for name in promises.PROMISED} | {"measure": "6"}
    steps = {one.number: (one.title, one.due_on) for one in row.milestones.all()}
    asked = changes.ask(
        commitment=row, fields=fields, milestones=steps, reason="Menos.", seen=row.version, by=liaison, at=AT
    )
    results = at_once(
        lambda: changes.decide(request=asked, is_granted=True, words="", by=coordinator, at=AT),
        lambda: changes.withdraw(request=asked, by=liaison, at=AT),
    )
    assert refused(results) == 1
    asked.refresh_from_db()
    assert (asked.withdrawn_at is None) == (asked.decided_at is not None)
    assert PromiseVersion.objects.count() == (1 if asked.withdrawn_at else 2)


@pytest.mark.parametrize("turn", TURNS)
def test_two_lowerings_leave_the_worse_one_open(row, coordinator, turn):
    other = make_member(Role.COORDINATOR)
    at_once(
        lambda: readings.lower(commitment=row, to="en_riesgo", reason="Uno.", by=coordinator, at=AT),
        lambda: readings.lower(commitment=row, to="no_cumplido", reason="Dos.", by=other, at=AT),
    )
    assert [one.to for one in Lowering.objects.filter(lifted_on=None)] == ["no_cumplido"]
