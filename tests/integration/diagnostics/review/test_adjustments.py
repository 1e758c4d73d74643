"""Marks that change an answer, who may write them, and what closing the review makes of them."""

from decimal import Decimal

import pytest
from django.db import DatabaseError

from accounts.permissions import Role
from core.models import AuditEntry
from core.process.transitions import WrongState
from core.refusals import Stale
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.actions import evidence as library
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, EvidenceUse
from diagnostics.assessments.queries.inputs import inputs_of
from diagnostics.review.actions import reviews, second_readings, signing
from diagnostics.review.actions.proofs import NoProof
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.reviewing import Item, reviewing_of
from diagnostics.scoring import columns, engine
from files.choices import ProofState
from tests.factories.accounts import make_member, make_membership
from tests.factories.diagnostics import (
    AT,
    BEST,
    LINK,
    declare,
    make_filled,
    make_marked,
    make_sent,
    make_signed,
    mark_answer,
    mark_of,
)

pytestmark = pytest.mark.django_db
OTHER_LINK = "https://www.ejemplo.gov.co/acta"
WHY = {"reason_code": "R1", "reason": "El documento dice otra cosa"}


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def item(assessment: Assessment, question: str) -> Item:
    return reviewing_of(now(assessment)).items[question]


def mark(assessment: Assessment, question: str, by, **parts) -> None:
    given = mark_of(item(assessment, question), **parts)
    mark_answer(assessment, given, by=by, at=AT)


def mark_exposed(assessment: Assessment, question: str, by) -> None:
    """A mark that finds personal data in every proof, and so accepts none."""
    found = proofs_of(item(assessment, question), ProofState.PERSONAL_DATA)
    mark(assessment, question, by, proofs=found, evidence_accepted="", reason="Trae cédulas")


def review_of(question: str) -> AnswerReview:
    return AnswerReview.objects.get(answer__question__code=question)


def rows(layer: Layer) -> dict[str, tuple]:
    found = Answer.objects.filter(layer=layer).order_by("question__position")
    fields = ("question__code", "value", "not_applicable", "na_accepted", "evidence_accepted")
    return {code: rest for code, *rest in found.values_list(*fields)}


def uses(layer: Layer) -> list[tuple]:
    found = EvidenceUse.objects.filter(answer__layer=layer).order_by(
        "answer__question__position", "option", "evidence__url"
    )
    return list(found.values_list("answer__question__code", "option", "evidence__url", "state"))


def total_with(assessment: Assessment, changes: dict[str, dict]) -> Decimal:
    """The exact total that the engine gives when some declared answers are taken to say something else."""
    inputs = inputs_of(assessment.round, Layer.SELF_ASSESSED, only=assessment)
    frame = inputs.answers.copy()
    for question, fields in changes.items():
        for name, value in fields.items():
            frame.loc[frame[columns.QUESTION] == question, name] = value
    result = engine.score(inputs.instrument, frame, inputs.municipalities, inputs.attributes, Mode.OFFICIAL.value)
    exact = result.total.exact
    return Decimal(int(exact.num[0])) / Decimal(int(exact.den[0]))


def points(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.0001"))


@pytest.fixture
def sent(cast, assessment) -> Assessment:
    declare(assessment.round, cast.reviewer)
    return make_sent(assessment, cast.liaison)


def test_accepting_all_needs_no_reason_and_adjusts_nothing(cast, sent):
    mark(sent, "A-01", cast.reviewer)
    review = review_of("A-01")
    assert (review.value, review.evidence_accepted, review.is_adjusted, review.reason) == (None, "si", False, "")
    assert (review.marked_by, review.marked_at, review.version) == (cast.reviewer, AT, 1)
    assert now(sent).disputed_points == 0


@pytest.mark.parametrize("parts", [{"value": "2"}, {"accepts": False}, {"value": "2", "reason_code": "R1"}])
def test_adjustment_without_its_reason_is_refused(cast, sent, parts):
    with pytest.raises(reviews.NeedsReason, match="A-01: elija la razón"):
        mark(sent, "A-01", cast.reviewer, **parts)
    assert AnswerReview.objects.count() == 0


def test_another_value_is_an_adjustment_with_its_reason(cast, sent):
    mark(sent, "A-01", cast.reviewer, value="2", **WHY)
    review = review_of("A-01")
    assert (review.value, review.is_adjusted, review.reason_code, review.reason) == ("2", True, *WHY.values())
    entry = AuditEntry.of(review.answer).get(verb="answer.marked")
    assert entry.data == {"version": 1, "adjusted": True, "reason": "R1"}
    assert item(sent, "A-01").reviewed_points == 50


def test_the_declared_value_said_as_another_one_is_no_adjustment(cast, sent):
    mark(sent, "A-01", cast.reviewer, value="4")
    assert (review_of("A-01").value, review_of("A-01").is_adjusted) == (None, False)


@pytest.mark.parametrize("value", ["9", "", "cuatro"])
def test_value_that_the_question_does_not_know_is_refused(cast, sent, value):
    with pytest.raises(reviews.NeedsReason):
        mark(sent, "A-01", cast.reviewer, value=value, **WHY)
    assert AnswerReview.objects.count() == 0


def test_evidence_that_was_not_accepted_where_nothing_hangs_on_it_needs_no_reason(cast, assessment):
    declare(assessment.round, cast.reviewer)
    sent = make_sent(assessment, cast.liaison, BEST | {"A-01": "0"})
    mark(sent, "A-01", cast.reviewer, accepts=False)
    assert not review_of("A-01").is_adjusted, "nothing is worth nothing, with and without proof"


def test_upward_change_takes_the_same_way(cast, assessment):
    declare(assessment.round, cast.reviewer)
    sent = make_sent(assessment, cast.liaison, BEST | {"A-01": "1"})
    with pytest.raises(reviews.NeedsReason):
        mark(sent, "A-01", cast.reviewer, value="3")
    mark(sent, "A-01", cast.reviewer, value="3", reason_code="R5", reason="La evidencia demuestra más")
    review = review_of("A-01")
    assert (review.is_adjusted, review.reason_code) == (True, "R5")
    assert (item(sent, "A-01").declared_points, item(sent, "A-01").reviewed_points) == (25, 75)


@pytest.fixture
def with_na(cast, assessment) -> Assessment:
    """A-02 is «no aplica»."""
    declare(assessment.round, cast.reviewer)
    make_filled(assessment, cast.liaison)
    draft = answers.Draft("A-02", "", 1, not_applicable=True, na_reason="No existe", links={})
    answers.store(assessment=assessment, drafts=[draft], by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    return make_signed(assessment, cast.approver)


def test_rejected_not_applicable_is_an_adjustment(cast, with_na):
    with pytest.raises(reviews.NeedsReason):
        mark(with_na, "A-02", cast.reviewer, accepts=False)
    mark(with_na, "A-02", cast.reviewer, accepts=False, reason="Sí aplica")
    make_marked(with_na, cast.reviewer, rejects=("A-02",))
    closed = reviews.close(assessment=with_na, approves_many_na=True, by=cast.reviewer, at=AT)
    assert closed.state == State.REPLY_OPEN
    assert rows(Layer.REVIEWED)["A-02"] == ["", True, False, ""]


def test_accepted_not_applicable_is_none(cast, with_na):
    make_marked(with_na, cast.reviewer)
    closed = reviews.close(assessment=with_na, approves_many_na=True, by=cast.reviewer, at=AT)
    assert (closed.state, rows(Layer.FINAL)["A-02"]) == (State.FINAL_READY, ["", True, True, ""])


def proofs_of(found: Item, state: ProofState) -> dict[str, str]:
    return {judged.key: state.value for judged in found.judged}


def test_personal_data_hides_the_evidence_at_once_and_shows_it_again(cast, sent):
    mark_exposed(sent, "A-01", cast.reviewer)
    assert Evidence.objects.get().withheld_at == AT
    mark_exposed(sent, "A-02", cast.reviewer)
    mark(sent, "A-01", cast.reviewer)
    assert Evidence.objects.get().withheld_at == AT, "another answer still says so of the same evidence"
    mark(sent, "A-02", cast.reviewer)
    assert Evidence.objects.get().withheld_at is None


def test_evidence_whose_mark_was_taken_away_is_shown_again_by_the_next_one(cast, sent):
    mark_exposed(sent, "A-01", cast.reviewer)
    AnswerReview.objects.all().delete()  # as a request for clarification does
    mark(sent, "A-01", cast.reviewer)
    assert Evidence.objects.get().withheld_at is None


def test_mark_that_gives_points_without_an_accepted_proof_is_refused(cast, sent):
    found = proofs_of(item(sent, "A-01"), ProofState.INSUFFICIENT)
    with pytest.raises(NoProof, match="A-01: Ese resultado da puntos que piden evidencia"):
        mark(sent, "A-01", cast.reviewer, proofs=found, reason="No lo prueba")
    with pytest.raises(NoProof):
        mark(sent, "A-01", cast.reviewer, proofs=found, value="3", reason="Llega a 3")
    assert AnswerReview.objects.count() == 0
    mark(sent, "A-01", cast.reviewer, proofs=found, evidence_accepted="", reason="No lo prueba")
    assert AnswerReview.objects.count() == 1


def test_who_has_a_part_in_the_diagnosis_marks_nothing(cast, sent):
    make_membership(Role.CONTRIBUTOR, cast.here, user=cast.reviewer)
    with pytest.raises(reviews.OwnMunicipality, match="Usted tiene un rol en Aquí"):
        mark(sent, "A-01", cast.reviewer)


def test_who_once_wrote_in_it_marks_nothing_although_others_wrote_over_it(cast, assessment):
    helper = make_member(Role.REVIEWER)
    declare(assessment.round, helper)
    answers.store(assessment=assessment, drafts=[answers.Draft("A-01", "1", 0)], by=helper, at=AT)
    answers.store(assessment=assessment, drafts=[answers.Draft("A-01", "4", 1)], by=cast.liaison, at=AT)
    rest = {code: value for code, value in BEST.items() if code != "A-01"}
    sent = make_sent(assessment, cast.liaison, rest)
    with pytest.raises(reviews.OwnMunicipality, match="Usted trabajó en este diagnóstico"):
        mark(sent, "A-02", helper)


def test_who_only_attached_a_proof_marks_nothing(cast, assessment):
    helper = make_member(Role.REVIEWER)
    declare(assessment.round, helper)
    make_filled(assessment, cast.liaison)
    paper = Evidence.objects.create(assessment=assessment, url=OTHER_LINK, added_at=AT)
    library.attach(assessment=assessment, evidence=paper, use=library.Use("B-02"), by=helper, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    signed = make_signed(assessment, cast.approver)
    with pytest.raises(reviews.OwnMunicipality, match="Usted trabajó en este diagnóstico"):
        mark(signed, "A-01", helper)


def test_who_signed_it_marks_nothing_when_she_works_elsewhere_now(cast, sent):
    declare(sent.round, cast.liaison)
    cast.liaison.memberships.all().delete()
    make_membership(Role.REVIEWER, user=cast.liaison)
    with pytest.raises(reviews.OwnMunicipality, match="Usted trabajó en este diagnóstico"):
        mark(sent, "A-01", cast.liaison)


def test_declared_conflict_keeps_from_marking_and_closing_there_only(cast, sent):
    declare(sent.round, cast.reviewer, conflicts={cast.here.pk: "Mi hermana trabaja allí"})
    with pytest.raises(reviews.OwnMunicipality, match="Usted declaró un conflicto"):
        mark(sent, "A-01", cast.reviewer)
    with pytest.raises(reviews.OwnMunicipality):
        reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    declare(sent.round, cast.reviewer, conflicts={cast.there.pk: "Viví allí"})
    mark(sent, "A-01", cast.reviewer)
    assert AnswerReview.objects.count() == 1
    assert AuditEntry.of(sent.round).filter(verb="conflicts.declared").count() == 3


def test_nothing_is_marked_before_declaring(cast, sent):
    with pytest.raises(reviews.NotDeclared):
        mark(sent, "A-01", cast.coordinator)
    declare(sent.round, cast.coordinator)
    mark(sent, "A-01", cast.coordinator)
    assert AnswerReview.objects.count() == 1


def sampled(assessment: Assessment) -> str:
    return SecondReview.objects.get(answer__assessment=assessment).answer.question.code


def read_again(assessment: Assessment, question: str, by) -> SecondReview:
    given = mark_of(item(assessment, question))
    return second_readings.mark(assessment=assessment, mark=given, by=by, at=AT)


def test_first_reader_is_never_the_second_also_when_her_mark_was_replaced(cast, sent):
    code, other = sampled(sent), make_member(Role.REVIEWER)
    declare(sent.round, other)
    mark(sent, code, cast.reviewer)
    with pytest.raises(second_readings.FirstReader):
        read_again(sent, code, cast.reviewer)
    mark(sent, code, other, accepts=False, reason="No")
    with pytest.raises(second_readings.FirstReader):
        read_again(sent, code, cast.reviewer)
    assert SecondReview.objects.get().marked_at is None


def test_second_reader_is_never_the_first(cast, sent):
    code, other = sampled(sent), make_member(Role.REVIEWER)
    declare(sent.round, other)
    read_again(sent, code, other)
    with pytest.raises(Stale, match="la primera le toca a otra persona"):
        mark(sent, code, other)
    mark(sent, code, cast.reviewer)
    with pytest.raises(second_readings.NotInSample):
        read_again(sent, code, other)
    second = SecondReview.objects.get()
    accepted = "a|b|c" if code == "A-03" else "si"
    assert (second.marked_by, second.evidence_accepted) == (other, accepted)
    assert review_of(code).marked_by == cast.reviewer


def test_closing_without_adjustments_is_definitive_with_three_layers(cast, sent):
    make_marked(sent, cast.reviewer)
    closed = reviews.close(assessment=sent, approves_many_na=False, by=cast.reviewer, at=AT)
    assert (closed.state, closed.due_on, closed.review_closed_at, closed.disputed_points) == (
        State.FINAL_READY, None, AT, 0,
    )  # fmt: skip
    accepted = {"A-03": "a|b|c"}
    expected = {code: [value, False, False, accepted.get(code, "si")] for code, value in BEST.items()}
    assert (rows(Layer.REVIEWED), rows(Layer.FINAL)) == (expected, expected)
    assert {code: row[0] for code, row in rows(Layer.SELF_ASSESSED).items()} == BEST


def test_closing_with_adjustments_opens_the_reply_with_the_reviewed_layer_alone(cast, sent):
    mark(sent, "A-01", cast.reviewer, value="2", **WHY)
    make_marked(sent, cast.reviewer, rejects=())
    mark(sent, "A-01", cast.reviewer, value="2", **WHY)
    closed = reviews.close(assessment=sent, approves_many_na=False, by=cast.reviewer, at=AT)
    assert (closed.state, str(closed.due_on)) == (State.REPLY_OPEN, "2027-03-17")
    assert (rows(Layer.REVIEWED)["A-01"], rows(Layer.FINAL)) == (["2", False, False, "si"], {})
    entry = AuditEntry.of(closed).get(verb="review.closed")
    assert (entry.data["to"], entry.data["adjusted"]) == ("reply_open", 1)


def test_disputed_points_are_the_exact_difference_of_the_totals(cast, sent):
    best = total_with(sent, {})
    lower = {"A-01": {columns.VALUE: "2"}, "B-02": {columns.VALUE: "o1"}}
    moved = [best - total_with(sent, {code: change}) for code, change in lower.items()]
    assert [points(m) for m in moved] == [Decimal("15.0000"), Decimal("15.0000")]
    mark(sent, "A-01", cast.reviewer, value="2", **WHY)
    assert now(sent).disputed_points == points(moved[0])
    mark(sent, "B-02", cast.reviewer, value="o1", **WHY)
    assert now(sent).disputed_points == points(moved[0]) + points(moved[1])
    points_at_stake = casefile_of(now(sent)).points_at_stake
    assert {code: stake.points for code, stake in points_at_stake.by_code.items()} == dict(
        zip(lower, map(points, moved), strict=True)
    )
    assert points_at_stake.together.points == points(best - total_with(sent, lower))


def test_uses_of_later_layers_carry_what_was_found_of_each_proof(cast, assessment):
    declare(assessment.round, cast.reviewer)
    links = {"A-01": {"": [LINK, OTHER_LINK]}, "A-03": {"a": [LINK], "b": [OTHER_LINK]}}
    drafts = [answers.Draft(code, value, 0, links=links.get(code, {})) for code, value in BEST.items()]
    answers.store(assessment=assessment, drafts=drafts, by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    signed = make_signed(assessment, cast.approver)
    keys = dict(Evidence.objects.values_list("url", "pk"))
    one = {f":{keys[LINK]}": "accepted", f":{keys[OTHER_LINK]}": "out_of_period"}
    mark(signed, "A-01", cast.reviewer, proofs=one)
    options = {f"a:{keys[LINK]}": "accepted", f"b:{keys[OTHER_LINK]}": "insufficient"}
    mark(signed, "A-03", cast.reviewer, proofs=options, evidence_accepted="a", reason="Falta b")
    reviews.close(assessment=signed, approves_many_na=True, by=cast.reviewer, at=AT)
    assert uses(Layer.REVIEWED) == [
        ("A-01", "", OTHER_LINK, "out_of_period"),
        ("A-01", "", LINK, "accepted"),
        ("A-03", "a", LINK, "accepted"),
        ("A-03", "b", OTHER_LINK, "insufficient"),
    ]
    assert {state for *_, state in uses(Layer.SELF_ASSESSED)} == {"pending"}


def test_reviewed_layer_never_changes_once_the_review_is_closed(cast, sent):
    make_marked(sent, cast.reviewer, rejects=("A-01",))
    reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    with pytest.raises(DatabaseError, match="immutable"):
        Answer.objects.filter(layer=Layer.REVIEWED).update(value="0")


def test_sent_back_diagnosis_is_not_reviewed(cast, assessment):
    make_filled(assessment, cast.liaison)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    signing.send_back(assessment=assessment, reason="Falta", by=cast.approver, at=AT)
    declare(assessment.round, cast.reviewer)
    with pytest.raises(WrongState):
        mark(assessment, "A-01", cast.reviewer)
    assert AnswerReview.objects.count() == 0
