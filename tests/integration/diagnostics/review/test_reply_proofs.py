"""Points that only evidence gives: a decision accepts the proofs that it rests on, or is refused."""

from datetime import date

import pytest

from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Evidence, EvidenceUse
from diagnostics.review.actions import replies, reviews
from diagnostics.review.actions.proofs import NoProof
from diagnostics.review.choices import Ruling
from diagnostics.review.models import ReplyDecision
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.entries import Entry
from diagnostics.review.queries.reviewing import reviewing_of
from files.choices import ProofState
from tests.factories.diagnostics import (
    AT,
    BEST,
    make_answer,
    make_evidence,
    make_marked,
    make_replied,
    make_sent,
    mark_answer,
    mark_of,
)
from tests.integration.diagnostics.review.test_replies import (  # noqa: F401
    attach,
    closed,
    decide,
    decider,
    now,
    own_proofs,
    paper,
    rows,
    say,
)

pytestmark = pytest.mark.django_db
# ruff: noqa: F811


def states(layer: Layer, question: str = "A-01") -> list[str]:
    found = EvidenceUse.objects.filter(answer__layer=layer, answer__question__code=question)
    return list(found.order_by("pk").values_list("state", flat=True))


def test_accepted_reply_accepts_the_proofs_that_the_answer_had(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01")
    decide(sent, decider, "A-01", Ruling.ACCEPTED)
    assert (states(Layer.REVIEWED), states(Layer.FINAL)) == (["insufficient"], ["accepted"])


def test_kept_review_keeps_what_it_found_of_each_proof(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01")
    decide(sent, decider, "A-01", Ruling.KEPT)
    assert states(Layer.FINAL) == ["insufficient"]


def test_proof_with_personal_data_is_not_accepted_with_the_reply(cast, assessment, decider):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer)
    item = reviewing_of(sent).items["A-01"]
    exposed = {judged.key: "contains_personal_data" for judged in item.judged}
    mark_answer(
        sent, mark_of(item, proofs=exposed, evidence_accepted="", reason="Trae cédulas"), by=cast.reviewer, at=AT
    )
    closed = reviews.close(assessment=now(sent), approves_many_na=True, by=cast.reviewer, at=AT)
    replied = make_replied(closed, cast.liaison, "A-01")
    with pytest.raises(NoProof, match="A-01: Ese resultado da puntos que piden evidencia"):
        decide(replied, decider, "A-01", Ruling.ACCEPTED)
    assert ReplyDecision.objects.count() == 0
    assert decide(replied, decider, "A-01", Ruling.KEPT).state == State.FINAL_READY


def test_own_ruling_needs_an_accepted_proof_for_what_only_a_proof_gives(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01")
    with pytest.raises(NoProof):
        decide(sent, decider, "A-01", Ruling.OTHER, value="3")
    assert (ReplyDecision.objects.count(), now(sent).state) == (0, State.REPLY_DECISION)
    decide(sent, decider, "A-01", Ruling.OTHER, value="1")
    assert rows(Layer.FINAL)["A-01"][0] == "1", "worth no more with a proof than without"


@pytest.mark.parametrize("found", ["insufficient", "contains_personal_data"])
def test_adjustment_does_not_stay_when_the_decision_refuses_the_proof_of_its_points(cast, assessment, decider, found):
    sent = make_sent(assessment, cast.liaison)
    make_marked(sent, cast.reviewer)
    lower = mark_of(reviewing_of(sent).items["A-01"], value="3", reason="Falta una parte")
    mark_answer(sent, lower, by=cast.reviewer, at=AT)
    closed = reviews.close(assessment=now(sent), approves_many_na=True, by=cast.reviewer, at=AT)
    replied = make_replied(closed, cast.liaison, "A-01")
    own = own_proofs(replied, "A-01", found)
    with pytest.raises(NoProof, match="A-01: Ese resultado da puntos que piden evidencia"):
        decide(replied, decider, "A-01", Ruling.KEPT, own_proofs=own)
    assert (ReplyDecision.objects.count(), Evidence.objects.exclude(withheld_at=None).count()) == (0, 0)
    assert decide(replied, decider, "A-01", Ruling.OTHER, value="1", own_proofs=own).state == State.FINAL_READY


def test_reply_whose_proofs_are_all_refused_is_not_accepted(cast, closed, paper, decider):
    say(closed, cast.liaison)
    use = attach(closed, paper, cast.liaison, date(2026, 11, 3))
    sent = replies.send(assessment=closed, by=cast.liaison, at=AT)
    refused = {use.pk: ProofState.OUT_OF_PERIOD}
    own = own_proofs(sent, "A-01", "insufficient")
    with pytest.raises(NoProof):
        decide(sent, decider, "A-01", Ruling.ACCEPTED, proofs=refused, own_proofs=own)
    decide(sent, decider, "A-01", Ruling.ACCEPTED, own_proofs=own)
    assert states(Layer.FINAL) == ["insufficient", "accepted"], "the new one proves it"


def test_declared_options_without_any_proof_are_not_asked_for(cast, assessment, decider):
    """Of a multiple only what was proven counted when it was declared; a reply without new proof asks for that."""
    sent = make_sent(assessment, cast.liaison, {code: value for code, value in BEST.items() if code != "A-03"})
    assert sent.state == State.IN_REVIEW
    answer = make_answer(sent, "A-03", "a|b")
    make_evidence(answer, option="a")
    make_marked(now(sent), cast.reviewer, rejects=("A-03",))
    closed = reviews.close(assessment=now(sent), approves_many_na=True, by=cast.reviewer, at=AT)
    replied = make_replied(closed, cast.liaison, "A-03")
    case = casefile_of(now(replied)).cases["A-03"]
    assert case.asked_points == case.item.declared_points
    decide(replied, decider, "A-03", Ruling.ACCEPTED)
    assert rows(Layer.FINAL)["A-03"] == ("a|b", False, False, "a")


def test_option_without_an_accepted_proof_is_not_given(closed):
    item = reviewing_of(closed).items["A-03"]
    entry = Entry("a|b", evidence_accepted="si")
    assert entry.unproven(item.instrument, item.cell.question, {"a"}) == ["b"]
    assert entry.unproven(item.instrument, item.cell.question, {""}) == []
    assert Entry("ninguna").unproven(item.instrument, item.cell.question, set()) == []


def test_proof_brought_once_more_stays_accepted_where_the_review_is_kept(cast, closed, decider):
    own = Evidence.objects.get(uses__answer__question__code="B-02", uses__answer__layer=Layer.REVIEWED)
    say(closed, cast.liaison, "B-02")
    replies.attach(
        assessment=closed,
        question="B-02",
        evidence=own,
        place="p. 9",
        dated_on=date(2026, 11, 3),
        by=cast.liaison,
        at=AT,
    )
    sent = replies.send(assessment=closed, by=cast.liaison, at=AT)
    decide(sent, decider, "B-02", Ruling.KEPT)
    assert states(Layer.FINAL, "B-02") == ["accepted"]
