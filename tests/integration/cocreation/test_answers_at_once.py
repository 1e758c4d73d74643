"""At the same moment, on PostgreSQL: two answers, an answer against the closing or a withdrawal, two merges. One result each."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from cocreation.agendas.actions import stages
from cocreation.agendas.choices import Channel, StageCode
from cocreation.contributions.actions import answer_reviews, answers, authoring, merging
from cocreation.contributions.choices import ContributionState, Outcome
from cocreation.contributions.models import Answer, AnswerReview, Contribution, ContributionSupport, Merge, MergeMember
from core.process.transitions import locked, transition
from tests.at_once import at_once, refused
from tests.factories.cocreation import (
    make_agenda,
    make_contact,
    make_contribution,
    make_merge,
    make_participant,
    moment_in,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
S = ContributionState
TURNS = range(3)
CLOSED_AT = datetime(2027, 4, 26, 5, 15, tzinfo=UTC)
LATER = moment_in(StageCode.PROTOTYPES)
YES = {
    "outcome": Outcome.YES,
    "headline": "se hace",
    "taken_up": "Todo.",
    "not_taken_up": "",
    "resources": "",
    "what_follows": "",
}
NO = YES | {"outcome": Outcome.NO, "taken_up": "", "not_taken_up": "No es nuestro."}


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def waits(agenda, cast):
    return make_contribution(agenda, state=S.UNDER_REVIEW, answering=cast.here, due_on=date(2027, 5, 17))


@pytest.mark.parametrize("turn", TURNS)
def test_two_answers(cast, waits, turn):
    results = at_once(
        lambda: answers.answer(contribution=waits, by=cast.liaison, at=LATER, **YES),
        lambda: answers.answer(contribution=waits, by=cast.approver, at=LATER, **NO),
    )
    assert (refused(results), Answer.objects.count()) == (1, 1)
    waits.refresh_from_db()
    assert (waits.state == S.TAKEN_UP) is (Answer.objects.get().outcome == Outcome.YES)


@pytest.mark.parametrize("turn", TURNS)
def test_several_answers_published_by_two_while_a_colleague_writes_one(agenda, cast, turn):
    """Either of the first two publishes all, unless the one that was written changed before: then nobody publishes any."""
    rows = [
        make_contribution(agenda, state=S.UNDER_REVIEW, answering=cast.here, due_on=date(2027, 5, 17)) for _ in range(3)
    ]
    reasons, said = (
        {row.pk: f"No es nuestro: {row.code}." for row in rows},
        {"headline": "no", "resources": "", "what_follows": ""},
    )
    answers.save_several(reasons=reasons, seen={}, outcome=Outcome.NO, taken_up="", by=cast.liaison, at=LATER, **said)
    seen = dict.fromkeys(reasons, 1)
    published = [
        lambda: answers.publish_several(versions=seen, by=cast.liaison, at=LATER),
        lambda: answers.publish_several(versions=dict(reversed(seen.items())), by=cast.approver, at=LATER),
    ]
    written = {"contribution": rows[turn], "seen": 1, "by": cast.approver, "at": LATER} | NO
    results = at_once(*published, lambda: answers.save_draft(**written))
    assert (refused(results), Answer.objects.count()) in ((2, 3), (2, 0))


@pytest.mark.parametrize("turn", TURNS)
def test_answer_against_the_closing(agenda, cast, turn):
    """Nothing can be answered before its stage closes: either it was too early, or it is answered; never something between."""
    row = make_contribution(agenda, answering=cast.here)
    results = at_once(
        lambda: stages.close_passed(at=CLOSED_AT),
        lambda: answers.answer(contribution=row, by=cast.liaison, at=LATER, **YES),
    )
    row.refresh_from_db()
    assert row.state == (S.UNDER_REVIEW if refused(results) else S.TAKEN_UP)
    assert Answer.objects.count() == 1 - refused(results)


@pytest.mark.parametrize("turn", TURNS)
def test_one_review_is_asked_for_and_one_decision_stands(cast, waits, turn):
    answers.answer(contribution=waits, by=cast.liaison, at=LATER, **NO)
    asked = at_once(*[lambda: answer_reviews.ask(contribution=waits, reason="No es eso.", at=LATER)] * 2)
    assert (refused(asked), AnswerReview.objects.count()) == (1, 1)
    decided = at_once(
        lambda: answer_reviews.decide(
            contribution=waits, outcome=Outcome.YES, decision="Se hace.", by=cast.approver, at=LATER
        ),
        lambda: answer_reviews.decide(
            contribution=waits, outcome=Outcome.NO, decision="No se hace.", by=cast.facilitator, at=LATER
        ),
        lambda: authoring.withdraw(contribution=waits, at=LATER),
    )
    waits.refresh_from_db()
    review = AnswerReview.objects.get()
    assert refused(decided) >= 1
    assert (waits.state == S.TAKEN_UP) is (review.outcome == Outcome.YES)
    assert (review.reason, waits.text) == ("", "")


def withdraw(row: Contribution) -> bool:
    with transaction.atomic():
        found = locked(row)
        found.title = found.text = found.signature = found.neighbourhood = ""
        found.erased_at = LATER
        fields = ("title", "text", "signature", "neighbourhood", "erased_at")
        transition(found, "contribution.withdrawn", S.WITHDRAWN, by=None, at=LATER, fields=fields)
    return True


@pytest.mark.parametrize("turn", TURNS)
def test_answer_against_a_withdrawal(cast, waits, turn):
    results = at_once(
        lambda: withdraw(waits), lambda: answers.answer(contribution=waits, by=cast.liaison, at=LATER, **YES)
    )
    waits.refresh_from_db()
    assert refused(results) == 1
    assert (waits.state, Answer.objects.count()) in ((S.WITHDRAWN, 0), (S.TAKEN_UP, 1))


@pytest.mark.parametrize("turn", TURNS)
def test_two_proposals_with_one_text_in_common(agenda, cast, turn):
    rows = [make_contribution(agenda, participant=make_participant(agenda, channel=Channel.MAIL)) for _ in range(3)]
    for row in rows:
        make_contact(row.participant)
    said = {"title": "Uno", "text": "Un solo texto para todos.", "reason": "Lo mismo.", "by": cast.facilitator}
    at = moment_in(StageCode.IDEAS)
    results = at_once(
        lambda: merging.propose(contributions=rows[:2], at=at, **said),
        lambda: merging.propose(contributions=rows[1:], at=at, **said),
    )
    assert (refused(results), Merge.objects.count()) == (1, 1)
    assert MergeMember.objects.filter(contribution=rows[1]).count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_last_two_consents(agenda, cast, turn):
    merge = make_merge(agenda, by=cast.facilitator)
    first, second = merge.members.select_related("contribution")
    reader, at = make_participant(agenda), moment_in(StageCode.IDEAS)
    for member in (first, second):
        ContributionSupport.objects.create(contribution=member.contribution, participant=reader, at=at)
    results = at_once(
        lambda: merging.consent(member=first, agreed=True, at=at),
        lambda: merging.consent(member=second, agreed=True, at=at),
    )
    assert refused(results) == 0
    merge.refresh_from_db()
    assert merge.result.supports.count() == 1
    assert Contribution.objects.filter(state=S.MERGED, merged_into=merge.result).count() == 2
