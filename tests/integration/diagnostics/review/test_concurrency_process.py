"""Two people at the same moment in the process, on PostgreSQL: one consistent state, one entry for each step."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from diagnostics.assessments.actions import assessments, participation
from diagnostics.assessments.choices import Layer, Party, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, Round
from diagnostics.results.actions import publications
from diagnostics.results.models import Publication
from diagnostics.review.actions import clarifications, conversations, decisions, replies, reviews, signing, terms
from diagnostics.review.choices import Ruling, SignerRole
from diagnostics.review.models import Message, ReplyDecision, SecondReview, Signature
from tests.factories.accounts import make_member
from tests.factories.diagnostics import (
    AT,
    declare,
    make_closed,
    make_filled,
    make_marked,
    make_replied,
    make_round,
    make_sent,
    make_submitted,
)  # fmt: skip

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
ROUNDS = range(3)  # without its lock a race is still won by luck now and then
Deed = Callable[[], object]
DONE = "done"


def at_once(*operations: Deed) -> list[str]:
    """Do the deeds at the same moment, each in a thread with a connection of its own; return how each ended."""
    barrier, ends, failures = threading.Barrier(len(operations)), [""] * len(operations), []

    def run(place: int, operation: Deed) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            operation()
            ends[place] = DONE
        except Refusal as refusal:
            ends[place] = type(refusal).__name__
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(operations)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == [], "a deed ended in an error"
    return ends


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def chain(assessment: Assessment) -> list[str]:
    """The states that the log tells, from the first to the one in which the diagnosis is; no gap, none twice."""
    moves = AuditEntry.of(assessment).filter(data__has_key="to").order_by("pk").values_list("data", flat=True)
    told = [State.NOT_STARTED.value, *(move["to"] for move in moves)]
    assert [move["from"] for move in moves] == told[:-1]
    assert told[-1] == now(assessment).state
    return told


def layers() -> dict[str, int]:
    return {layer.value: Answer.objects.filter(layer=layer).count() for layer in Layer}


def deciding(assessment: Assessment, by, question: str, ruling: Ruling) -> Deed:
    decision = decisions.Decision(question, ruling, "R9", "La página 3 lo dice")
    return lambda: decisions.decide(assessment=assessment, decision=decision, by=by, at=AT)


@pytest.fixture
def deciders(cast, assessment):
    pair = make_member(Role.REVIEWER, name="Una"), make_member(Role.REVIEWER, name="Otra")
    declare(assessment.round, *pair)
    return pair


@pytest.fixture
def contested(cast, assessment) -> Assessment:
    """A-01 and A-03 wait for their decision."""
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01", "A-03"))
    return make_replied(closed, cast.liaison, "A-01", "A-03")


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_decisions_on_one_question(contested, deciders, turn):
    one, other = deciders
    ends = at_once(
        deciding(contested, one, "A-01", Ruling.ACCEPTED), deciding(contested, other, "A-01", Ruling.KEPT)
    )  # fmt: skip
    assert sorted(ends) == ["NotContested", DONE]
    decision = ReplyDecision.objects.get()
    assert decision.decided_by == (one if ends[0] == DONE else other)
    assert (now(contested).state, layers()["final"]) == (State.REPLY_DECISION, 0)
    assert chain(contested)[-1] == "reply_decision"


@pytest.mark.parametrize("turn", ROUNDS)
def test_decisions_on_the_two_last_questions_write_one_final_layer(contested, deciders, turn):
    one, other = deciders
    ends = at_once(
        deciding(contested, one, "A-01", Ruling.ACCEPTED), deciding(contested, other, "A-03", Ruling.ACCEPTED)
    )  # fmt: skip
    assert ends == [DONE, DONE]
    assert (now(contested).state, now(contested).disputed_points, layers()["final"]) == (State.FINAL_READY, 0, 5)
    final = dict(Answer.objects.filter(layer=Layer.FINAL).values_list("question__code", "evidence_accepted"))
    assert (final["A-01"], final["A-03"]) == ("si", "si"), "the layer holds both decisions"
    assert chain(contested)[-2:] == ["reply_decision", "final_ready"]


@pytest.mark.parametrize("turn", ROUNDS)
def test_sending_at_the_last_instant_while_coordination_withdraws(cast, turn):
    round = make_round(cast.here, code="fechas", closes_on=date(2027, 3, 12))
    assessment = Assessment.objects.with_context().get(round=round)
    make_filled(assessment, cast.liaison)
    last, first = datetime(2027, 3, 13, 4, 59, 59, tzinfo=UTC), datetime(2027, 3, 13, 5, 0, 0, tzinfo=UTC)
    sent, out = at_once(
        lambda: assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=last),
        lambda: participation.withdraw(
            assessment=assessment, reason="Venció", by_mayors_office=False, by=cast.coordinator, at=first
        ),
    )
    told = chain(assessment)
    assert (sent, out, told[2:]) in [
        (DONE, "StillInTime", ["sign_off"]),  # the signature has a term of its own, which runs
        ("WrongState", DONE, ["withdrawn"]),
    ]
    assert (now(assessment).submitted_at is not None) == (sent == DONE)


def signing_of(assessment: Assessment, by) -> Deed:
    who = {"name": "Ana Prueba", "role": SignerRole.MAYOR, "position": "Alcaldesa"}
    return lambda: signing.sign(assessment=assessment, **who, by=by, at=AT)


@pytest.mark.parametrize("turn", ROUNDS)
def test_signing_while_it_is_sent_back(cast, assessment, turn):
    sent = make_submitted(assessment, cast.liaison)
    back = lambda: signing.send_back(assessment=sent, reason="Falta", by=cast.approver, at=AT)  # noqa: E731
    ends = at_once(signing_of(sent, cast.approver), back)
    assert sorted(ends) == ["WrongState", DONE]
    signed = ends[0] == DONE
    assert chain(sent)[3:] == (["in_review"] if signed else ["self_assessment"])
    assert (Signature.objects.count(), now(sent).submitted_at is not None) == (int(signed), signed)


@pytest.mark.parametrize("turn", ROUNDS)
def test_signing_twice(cast, assessment, turn):
    sent = make_submitted(assessment, cast.liaison)
    ends = at_once(signing_of(sent, cast.approver), signing_of(sent, cast.approver))
    assert sorted(ends) == ["WrongState", DONE]
    assert (Signature.objects.count(), SecondReview.objects.count()) == (1, 1)
    assert chain(sent)[3:] == ["in_review"]


@pytest.mark.parametrize("turn", ROUNDS)
def test_sending_the_reply_while_its_term_ends(cast, assessment, turn):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    said = replies.Said("A-01", "disagree", "Sí lo prueba", 0)
    replies.write(assessment=closed, said=said, by=cast.contributor, at=AT)
    last, first = datetime(2027, 3, 18, 4, 59, 59, tzinfo=UTC), datetime(2027, 3, 18, 5, 20, tzinfo=UTC)
    sent, _ = at_once(
        lambda: replies.send(assessment=closed, by=cast.liaison, at=last),
        lambda: terms.end_terms(today=date(2027, 3, 18), at=first),
    )
    end = {DONE: "reply_decision", "WrongState": "final_ready"}[sent]
    assert chain(closed)[-2:] == ["reply_open", end]
    assert layers()["final"] == (5 if end == "final_ready" else 0)


@pytest.mark.parametrize("turn", ROUNDS)
def test_terms_ended_by_two_workers(cast, assessment, turn):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    day = {"today": date(2027, 3, 18), "at": datetime(2027, 3, 18, 15, tzinfo=UTC)}
    assert at_once(lambda: terms.end_terms(**day), lambda: terms.end_terms(**day)) == [DONE, DONE]
    assert (chain(closed)[-2:], layers()["final"]) == (["reply_open", "final_ready"], 5)


@pytest.mark.parametrize("turn", ROUNDS)
def test_last_clarification_while_its_term_ends(cast, assessment, turn):
    sent = make_sent(assessment, cast.liaison)
    declare(sent.round, cast.reviewer)
    clarifications.ask(assessment=sent, question="A-01", text="¿Dónde?", by=cast.reviewer, at=AT)
    clarifications.send(assessment=sent, by=cast.reviewer, at=AT)
    last, first = datetime(2027, 3, 11, 4, 59, 59, tzinfo=UTC), datetime(2027, 3, 11, 5, 20, tzinfo=UTC)
    told, _ = at_once(
        lambda: clarifications.clarify(assessment=sent, question="A-01", text="Allí", by=cast.liaison, at=last),
        lambda: terms.end_terms(today=date(2027, 3, 11), at=first),
    )
    assert told in (DONE, "WrongState")
    assert chain(sent)[-2:] == ["clarification", "in_review"]
    assert Answer.objects.filter(reopened_at__isnull=False).count() == 0
    assert Message.objects.filter(party=Party.MUNICIPALITY).count() == (told == DONE)


@pytest.mark.parametrize("turn", ROUNDS)
def test_closing_twice(cast, assessment, deciders, turn):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer, rejects=("A-01",))
    close = [
        lambda by=by: reviews.close(assessment=sent, approves_many_na=True, by=by, at=AT)
        for by in (cast.reviewer, deciders[0])
    ]
    assert sorted(at_once(*close)) == ["WrongState", DONE]
    assert layers() == {"self_assessed": 5, "reviewed": 5, "final": 0}
    assert chain(sent)[-2:] == ["in_review", "reply_open"]


@pytest.mark.parametrize("turn", ROUNDS)
def test_publishing_while_the_last_reply_is_decided(cast, contested, deciders, turn):
    theirs = Assessment.objects.with_context().get(round=contested.round, municipality=cast.there)
    deciding(contested, deciders[0], "A-03", Ruling.KEPT)()
    published, decided = at_once(
        lambda: publications.publish(round=contested.round, by=cast.coordinator, at=AT),
        deciding(contested, deciders[1], "A-01", Ruling.ACCEPTED),
    )
    is_public = published == DONE
    assert (published, decided) in [(DONE, DONE), ("CannotPublish", DONE)]
    expected = ["reply_decision", "final_ready", *(["published"] if is_public else [])]
    assert chain(contested)[-len(expected) :] == expected
    assert chain(theirs) == ["not_started", *(["published"] if is_public else [])]
    status = RoundStatus.PUBLISHED if is_public else RoundStatus.OPEN
    assert (Round.objects.get().status, Publication.objects.count(), layers()["final"]) == (status, int(is_public), 5)


@pytest.mark.parametrize("turn", ROUNDS)
def test_publishing_while_one_that_withdrew_comes_back(cast, assessment, turn):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    theirs = Assessment.objects.with_context().get(round=assessment.round, municipality=cast.there)
    participation.withdraw(assessment=theirs, reason="No hay equipo", by_mayors_office=True, by=cast.neighbour, at=AT)
    published, back = at_once(
        lambda: publications.publish(round=assessment.round, by=cast.coordinator, at=AT),
        lambda: participation.rejoin(assessment=theirs, by=cast.coordinator, at=AT),
    )
    assert (published, back, now(theirs).state) in [
        (DONE, "WrongState", State.WITHDRAWN),
        ("CannotPublish", DONE, State.SELF_ASSESSMENT),
    ]
    chain(theirs)


@pytest.mark.parametrize("turn", ROUNDS)
def test_writing_to_the_review_while_the_answer_is_decided(cast, contested, deciders, turn):
    words = {"question": "A-01", "party": Party.MUNICIPALITY, "text": "Mire la página 3"}
    said, decided = at_once(
        lambda: conversations.say(assessment=contested, **words, by=cast.contributor, at=AT),
        deciding(contested, deciders[0], "A-01", Ruling.KEPT),
    )
    assert (said, decided) in [(DONE, DONE), ("ConversationClosed", DONE)]
    assert Message.objects.count() == (said == DONE)
