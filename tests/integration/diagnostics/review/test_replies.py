"""The right of reply: what a municipality says of adjustments, who decides it, and what becomes definitive."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import DeadlinePassed, WrongState
from core.refusals import Stale
from diagnostics.assessments.actions import scores
from diagnostics.assessments.choices import MODE_OF, Layer, Party, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse, MunicipalScore, Round
from diagnostics.results.actions import publications
from diagnostics.review.actions import conversations, decisions, replies, reviews
from diagnostics.review.choices import Ruling, Stance
from diagnostics.review.models import Message, Reply, ReplyDecision, ReplyEvidence
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.conflicts import reviewed_dimensions
from diagnostics.review.queries.reviewing import reviewing_of
from files.choices import ProofState
from tests.factories.accounts import make_member
from tests.factories.diagnostics import (
    AT,
    BEST,
    declare,
    make_answer,
    make_closed,
    make_marked,
    make_replied,
    make_sent,
    mark_answer,
    mark_of,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def rows(layer: Layer) -> dict[str, tuple]:
    found = Answer.objects.filter(layer=layer).order_by("question__position")
    fields = ("question__code", "value", "not_applicable", "na_accepted", "evidence_accepted")
    return {code: tuple(rest) for code, *rest in found.values_list(*fields)}


def say(assessment: Assessment, by, question: str = "A-01", stance: Stance = Stance.DISAGREE, **parts) -> Reply:
    fields = {"argument": "Sí lo prueba", "seen_version": 0} | parts
    return replies.write(assessment=assessment, said=replies.Said(question, stance, **fields), by=by, at=AT)


def decide(assessment: Assessment, by, question: str, ruling: Ruling, **parts) -> Assessment:
    fields = {"reason_code": "R9", "reason": "La página 3 lo dice"} | parts
    return decisions.decide(
        assessment=assessment, decision=decisions.Decision(question, ruling, **fields), by=by, at=AT
    )


def own_proofs(assessment: Assessment, question: str, state: str) -> dict[str, str]:
    """That state for every proof that the answer had before its reply."""
    return {judged.key: state for judged in casefile_of(now(assessment)).cases[question].item.proofs}


@pytest.fixture
def decider(cast, assessment):
    other = make_member(Role.REVIEWER, name="Quien decide")
    declare(assessment.round, other)
    return other


@pytest.fixture
def closed(cast, assessment) -> Assessment:
    """A-01, A-03 and B-02 were declared best, and nothing of their proof was accepted but A-03's option b."""
    sent = make_sent(assessment, cast.liaison)
    declare(sent.round, cast.reviewer)
    items = reviewing_of(sent).items
    less = mark_of(items["A-03"], evidence_accepted="b", reason="Solo hay actas")
    lower = mark_of(items["B-02"], value="o1", reason="Es por carta")
    assert reviews.mark_page(assessment=sent, marks=[less, lower], by=cast.reviewer, at=AT) == []
    rest = [
        mark_of(items[c], accepts=c != "A-01", reason="No abre" if c == "A-01" else "")
        for c in ("A-01", "A-02", "B-01")
    ]
    assert reviews.mark_page(assessment=sent, marks=rest, by=cast.reviewer, at=AT) == []
    return reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)


def test_reply_is_kept_as_a_draft_with_stance_argument_and_wanted_value(cast, closed):
    reply = say(closed, cast.contributor, stance=Stance.PARTLY, wanted="3")
    stored = Reply.objects.get(pk=reply.pk)
    assert (stored.stance, stored.argument, stored.wanted, stored.version) == (Stance.PARTLY, "Sí lo prueba", "3", 1)
    assert (stored.written_by, stored.written_at, stored.sent_at) == (cast.contributor, AT, None)
    assert casefile_of(now(closed)).contested == [], "a draft contests nothing"
    entry = AuditEntry.of(stored.answer).get(verb="reply.written")
    assert entry.data == {"version": 1, "stance": "partly"}


def test_draft_written_over_an_unseen_one_is_stale_and_the_same_again_is_no_harm(cast, closed):
    say(closed, cast.contributor)
    with pytest.raises(Stale):
        say(closed, cast.liaison, stance=Stance.AGREE, argument="")
    assert say(closed, cast.contributor).version == 1
    say(closed, cast.liaison, stance=Stance.AGREE, argument="", seen_version=1)
    assert (Reply.objects.get().stance, Reply.objects.get().version) == (Stance.AGREE, 2)


def test_only_adjustments_are_contested(cast, closed):
    with pytest.raises(replies.NotAdjusted):
        say(closed, cast.contributor, "A-02")
    with pytest.raises(replies.NotAdjusted):
        say(closed, cast.contributor, "Z-99")


@pytest.mark.parametrize("wanted", ["7", "", "todo"])
def test_value_that_the_question_does_not_know_is_not_asked_for(cast, closed, wanted):
    with pytest.raises(replies.UnfinishedReply):
        say(closed, cast.contributor, wanted=wanted)
    assert Reply.objects.count() == 0


@pytest.fixture
def paper(closed) -> Evidence:
    return Evidence.objects.create(assessment=closed, url="https://www.ejemplo.gov.co/nuevo", added_at=AT)


def attach(assessment: Assessment, evidence: Evidence, by, dated_on: date) -> ReplyEvidence:
    return replies.attach(
        assessment=assessment, question="A-01", evidence=evidence, place="p. 2", dated_on=dated_on, by=by, at=AT
    )


def test_evidence_dated_after_the_cutoff_is_refused(cast, closed, paper):
    Round.objects.update(cutoff_on=date(2026, 12, 31))
    with pytest.raises(replies.UnfinishedReply):
        attach(now(closed), paper, cast.contributor, date(2026, 12, 31))
    say(closed, cast.contributor)
    with pytest.raises(replies.TooRecent, match="31 de diciembre de 2026"):
        attach(now(closed), paper, cast.contributor, date(2027, 1, 1))
    use = attach(now(closed), paper, cast.contributor, date(2026, 12, 31))
    again = attach(now(closed), paper, cast.contributor, date(2026, 12, 30))
    assert (use.pk, ReplyEvidence.objects.get().dated_on) == (again.pk, date(2026, 12, 30))
    replies.detach(assessment=closed, question="A-01", use=use.pk, by=cast.contributor, at=AT)
    assert ReplyEvidence.objects.count() == 0


def test_contested_adjustment_without_argument_keeps_the_reply_from_being_sent(cast, closed):
    say(closed, cast.contributor, argument="  ")
    with pytest.raises(replies.UnfinishedReply) as refusal:
        replies.send(assessment=closed, by=cast.liaison, at=AT)
    assert refusal.value.details == ["A-01."]
    assert (now(closed).state, Reply.objects.get().sent_at) == (State.REPLY_OPEN, None)


@pytest.mark.parametrize("says_it", [True, False])
def test_agreeing_with_all_is_definitive_and_equal_to_the_review(cast, closed, says_it):
    if says_it:
        say(closed, cast.contributor, stance=Stance.AGREE, argument="")
    sent = replies.send(assessment=closed, by=cast.liaison, at=AT)
    assert (sent.state, sent.due_on, now(sent).disputed_points) == (State.FINAL_READY, None, 0)
    assert rows(Layer.FINAL) == rows(Layer.REVIEWED)
    data = AuditEntry.of(sent).get(verb="reply.agreed").data
    assert (data["from"], data["to"], data["contested"], data["agreed"]) == ("reply_open", "final_ready", 0, 3)


def test_contested_reply_waits_for_its_decision(cast, closed):
    points_at_stake = casefile_of(closed).points_at_stake.by_code
    sent = make_replied(closed, cast.liaison, "A-01", "A-03")
    assert (sent.state, sent.due_on) == (State.REPLY_DECISION, date(2027, 3, 12))
    assert now(sent).disputed_points == points_at_stake["A-01"].points + points_at_stake["A-03"].points
    assert rows(Layer.FINAL) == {}
    data = AuditEntry.of(sent).get(verb="reply.sent").data
    assert (data["contested"], data["agreed"]) == (2, 1)
    with pytest.raises(WrongState):
        say(sent, cast.liaison, "B-02")
    with pytest.raises(WrongState):
        replies.send(assessment=sent, by=cast.liaison, at=AT)


def test_who_reviewed_the_dimension_does_not_decide_in_it(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01", "B-02")
    for question in ("A-01", "B-02"):
        with pytest.raises(decisions.ReviewedIt):
            decide(sent, cast.reviewer, question, Ruling.KEPT)
    assert ReplyDecision.objects.count() == 0
    decide(sent, decider, "A-01", Ruling.KEPT)
    assert ReplyDecision.objects.get().decided_by == decider


def test_who_once_marked_in_the_dimension_does_not_decide_although_her_mark_was_replaced(cast, assessment, decider):
    sent = make_sent(assessment, cast.liaison)
    first = mark_of(reviewing_of(sent).items["A-02"])
    mark_answer(sent, first, by=decider, at=AT)
    declare(sent.round, cast.reviewer)
    make_marked(sent, cast.reviewer)
    rejected = mark_of(reviewing_of(sent).items["A-02"], evidence_accepted="", reason="No lo prueba")
    mark_answer(sent, rejected, by=cast.reviewer, at=AT)
    lower = mark_of(reviewing_of(sent).items["A-01"], accepts=False, reason="No lo prueba")
    mark_answer(sent, lower, by=cast.reviewer, at=AT)
    closed = reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    replied = make_replied(closed, cast.liaison, "A-01")
    assert (reviewed_dimensions(decider, replied), reviewed_dimensions(cast.coordinator, replied)) == ({"A"}, set())
    with pytest.raises(decisions.ReviewedIt):
        decide(replied, decider, "A-01", Ruling.ACCEPTED)


@pytest.mark.parametrize("person", ["liaison", "reviewer_of_here", "coordinator"])
def test_who_has_a_part_or_has_not_declared_does_not_decide(cast, closed, person):
    sent = make_replied(closed, cast.liaison, "A-01")
    if person == "reviewer_of_here":
        by = make_member(Role.REVIEWER)
        declare(sent.round, by, conflicts={cast.here.pk: "Trabajé allí"})
        refusal = reviews.OwnMunicipality
    else:
        by = cast.person(person)
        refusal = reviews.NotDeclared if person == "coordinator" else reviews.OwnMunicipality
    with pytest.raises(refusal):
        decide(sent, by, "A-01", Ruling.KEPT)


@pytest.mark.parametrize(
    ("ruling", "parts", "final"),
    [
        (Ruling.ACCEPTED, {}, ("4", False, False, "si")),
        (Ruling.KEPT, {}, ("4", False, False, "")),
        (Ruling.OTHER, {"value": "3", "own_proofs": "accepted"}, ("3", False, False, "si")),
    ],
)
def test_decision_makes_the_final_answer(cast, closed, decider, ruling, parts, final):
    sent = make_replied(closed, cast.liaison, "A-01")
    if "own_proofs" in parts:
        parts = parts | {"own_proofs": own_proofs(sent, "A-01", parts["own_proofs"])}
    decided = decide(sent, decider, "A-01", ruling, **parts)
    assert (decided.state, decided.due_on, now(decided).disputed_points) == (State.FINAL_READY, None, 0)
    assert rows(Layer.FINAL) == rows(Layer.REVIEWED) | {"A-01": final}
    decision = ReplyDecision.objects.get()
    assert (decision.ruling, decision.reason, decision.decided_at) == (ruling, "La página 3 lo dice", AT)
    assert AuditEntry.of(decided).filter(verb="reply.decided").count() == 1


def test_accepted_reply_gives_the_value_it_asked_for(cast, closed, decider):
    say(closed, cast.liaison, "B-02", wanted="o2")
    say(closed, cast.liaison, "A-01", stance=Stance.PARTLY, wanted="2")
    sent = replies.send(assessment=closed, by=cast.liaison, at=AT)
    decide(sent, decider, "B-02", Ruling.ACCEPTED)
    decide(sent, decider, "A-01", Ruling.ACCEPTED)
    found = rows(Layer.FINAL)
    assert (found["A-01"], found["B-02"][0]) == (("2", False, False, "si"), "o2")


@pytest.mark.parametrize(("ruling", "accepted"), [(Ruling.ACCEPTED, True), (Ruling.KEPT, False)])
def test_contested_not_applicable_is_decided_as_such(cast, assessment, decider, ruling, accepted):
    make_answer(assessment, "B-03", "", not_applicable=True, na_reason="No hay")
    Assessment.objects.update(attributes={"has_council": True})
    closed = make_closed(now(assessment), by=cast.liaison, reviewer=cast.reviewer, rejects=("B-03",))
    sent = make_replied(closed, cast.liaison, "B-03")
    decide(sent, decider, "B-03", ruling)
    assert rows(Layer.REVIEWED)["B-03"] == ("", True, False, "")
    assert rows(Layer.FINAL)["B-03"] == ("", True, accepted, "")


def test_only_the_last_decision_writes_the_final_layer_and_the_earlier_layers_stay(cast, closed, decider):
    for layer in (Layer.SELF_ASSESSED, Layer.REVIEWED):
        scores.compute(round=closed.round, layer=layer, mode=MODE_OF[layer], at=AT)
    fields = ("run__layer", "score", "displayed", "dimensions", "detail")
    totals = list(MunicipalScore.objects.order_by("pk").values_list(*fields))
    before = rows(Layer.SELF_ASSESSED), rows(Layer.REVIEWED)
    sent = make_replied(closed, cast.liaison, "A-01", "B-02")
    first = decide(sent, decider, "A-01", Ruling.ACCEPTED)
    assert (first.state, rows(Layer.FINAL)) == (State.REPLY_DECISION, {})
    assert now(first).disputed_points == casefile_of(now(first)).points_at_stake.by_code["B-02"].points
    with pytest.raises(decisions.NotContested):
        decide(sent, decider, "A-01", Ruling.KEPT)
    decide(sent, decider, "B-02", Ruling.KEPT)
    scores.compute(round=closed.round, layer=Layer.FINAL, mode=MODE_OF[Layer.FINAL], at=AT)
    assert (rows(Layer.SELF_ASSESSED), rows(Layer.REVIEWED)) == before
    assert list(MunicipalScore.objects.exclude(run__layer=Layer.FINAL).order_by("pk").values_list(*fields)) == totals
    for layer in (Layer.SELF_ASSESSED, Layer.REVIEWED):
        again = scores.compute(round=closed.round, layer=layer, mode=MODE_OF[layer], at=LATER)
        assert again.computed_at == AT, "the inputs are the same, so is the run"


@pytest.mark.parametrize(
    "parts",
    [{"reason": " "}, {"reason_code": ""}, {"ruling": Ruling.OTHER}, {"ruling": Ruling.OTHER, "value": "9"}],
)
def test_decision_without_reason_or_readable_value_is_refused(cast, closed, decider, parts):
    sent = make_replied(closed, cast.liaison, "A-01")
    with pytest.raises(decisions.BadRuling):
        decide(sent, decider, "A-01", parts.pop("ruling", Ruling.KEPT), **parts)
    assert (ReplyDecision.objects.count(), now(sent).state) == (0, State.REPLY_DECISION)


def test_decision_after_its_term_is_refused(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01")
    fields = decisions.Decision("A-01", Ruling.KEPT, "R9", "No")
    with pytest.raises(DeadlinePassed):
        decisions.decide(assessment=sent, decision=fields, by=decider, at=AT + timedelta(days=10))


def test_decision_closes_the_conversation(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01", "B-02")
    words = {"assessment": sent, "text": "Mire la página 3", "at": AT}
    conversations.say(**words, question="A-01", party=Party.MUNICIPALITY, by=cast.contributor)
    conversations.say(**words, question="A-01", party=Party.REVIEW, by=decider)
    decide(sent, decider, "A-01", Ruling.KEPT)
    with pytest.raises(conversations.ConversationClosed):
        conversations.say(**words, question="A-01", party=Party.MUNICIPALITY, by=cast.contributor)
    conversations.say(**words, question="B-02", party=Party.MUNICIPALITY, by=cast.contributor)
    assert Message.objects.count() == 3
    decide(sent, decider, "B-02", Ruling.KEPT)
    with pytest.raises(WrongState):
        conversations.say(**words, question="A-03", party=Party.MUNICIPALITY, by=cast.contributor)
    with pytest.raises(DatabaseError, match="immutable"):
        Message.objects.update(text="Otra cosa")


def test_proofs_of_a_reply_are_judged_with_it_and_reach_the_final_layer(cast, closed, paper, decider):
    say(closed, cast.liaison)
    use = attach(closed, paper, cast.liaison, date(2026, 11, 3))
    sent = replies.send(assessment=closed, by=cast.liaison, at=AT)
    decide(sent, decider, "A-01", Ruling.ACCEPTED)
    assert ReplyEvidence.objects.get(pk=use.pk).state == ProofState.ACCEPTED
    final = EvidenceUse.objects.filter(answer__layer=Layer.FINAL, evidence=paper)
    assert list(final.values_list("answer__question__code", "place", "state")) == [("A-01", "p. 2", "accepted")]
    assert EvidenceUse.objects.filter(answer__layer=Layer.REVIEWED, evidence=paper).count() == 0


def test_proof_of_a_reply_with_personal_data_is_hidden_at_once(cast, closed, paper, decider):
    say(closed, cast.liaison)
    use = attach(closed, paper, cast.liaison, date(2026, 11, 3))
    sent = replies.send(assessment=closed, by=cast.liaison, at=AT)
    decide(sent, decider, "A-01", Ruling.KEPT, proofs={use.pk: ProofState.PERSONAL_DATA})
    paper.refresh_from_db()
    assert (ReplyEvidence.objects.get().state, paper.withheld_at) == (ProofState.PERSONAL_DATA, AT)


def test_final_answers_never_change_after_the_last_decision(cast, closed, decider):
    sent = make_replied(closed, cast.liaison, "A-01")
    decide(sent, decider, "A-01", Ruling.ACCEPTED)
    with pytest.raises(DatabaseError, match="immutable"):
        Answer.objects.filter(layer=Layer.FINAL).update(value="0")


def test_undecided_reply_keeps_the_round_from_being_published(cast, closed):
    make_replied(closed, cast.liaison, "A-01")
    with pytest.raises(publications.CannotPublish) as refusal:
        publications.publish(round=closed.round, at=AT)
    assert "Aquí, A-01: réplica sin decidir." in refusal.value.details
    assert {code: row[0] for code, row in rows(Layer.SELF_ASSESSED).items()} == BEST
