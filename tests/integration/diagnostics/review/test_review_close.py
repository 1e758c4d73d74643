"""Closing the review: when it is refused, and the layers it writes."""

from decimal import Decimal

import pytest
from django.test import Client

from core.models import AuditEntry
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Answer, Assessment, EvidenceUse, ScoreRun
from tests.factories.diagnostics import (
    AT,
    LINK,
    declare,
    edition,
    judged,
    make_filled,
    make_marked,
    make_round,
    make_sent,
    make_signed,
    make_version,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HOME = "/revision/ciclo/aqui/"
CLOSE = f"{HOME}cerrar/"
WHY = {"reason_code": "otra", "why": "El enlace abre la portada"}
NO_CAP_ON_NA = {
    "allowed_only_if_flagged": True, "justification_required": True, "reviewer_must_accept": True,
    "effect": "excluded_and_reweighted", "max_share_of_dimension_weight": "0.20",
}  # fmt: skip


@pytest.fixture
def desk(cast, assessment, declared, browser_of) -> Client:
    return browser_of(cast.reviewer)


def layer(name: Layer) -> list[dict]:
    fields = ("question__code", "value", "not_applicable", "na_reason", "na_accepted", "evidence_accepted")
    return list(Answer.objects.filter(layer=name).order_by("question__position").values(*fields))


def mark(
    desk: Client, assessment: Assessment, question: str, found: str | dict[str, str] = "accepted", **parts
) -> None:
    place = f"/revision/{assessment.round.code}/{assessment.municipality.slug}/"
    response = desk.post(f"{place}respuestas/{question}/", judged(assessment, question, found, **parts))
    assert (response.status_code, response["X-Answer"]) == (200, "saved")


def state_of(assessment: Assessment) -> str:
    return Assessment.objects.values_list("state", flat=True).get(pk=assessment.pk)


def test_closing_is_refused_while_answers_wait_and_lists_them(desk, cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    mark(desk, sent, "A-01")
    response = desk.post(CLOSE)
    assert response.status_code == 409
    assert "Por marcar: 4 respuestas." in response.text
    listed = response.text.partition('role="alert"')[2]
    assert [f"<p>{code}.</p>" in listed for code in ("A-01", "A-02", "A-03", "B-01", "B-02", "B-03")] == [
        False, True, True, True, True, False,
    ]  # fmt: skip
    assert (state_of(sent), Answer.objects.exclude(layer=Layer.SELF_ASSESSED).count()) == (State.IN_REVIEW, 0)


def uses_of(layer: Layer) -> set[tuple]:
    uses = EvidenceUse.objects.filter(answer__layer=layer)
    return set(uses.values_list("answer__question__code", "evidence", "option", "state"))


NONE = {"not_applicable": False, "na_reason": "", "na_accepted": False, "evidence_accepted": ""}
DRAFTS = [
    answers.Draft("A-01", "4", 0, links={"": [LINK]}),
    answers.Draft("A-02", "si", 0, not_applicable=True, na_reason="No existe"),
    answers.Draft("A-03", "a|b", 0, links={"a": [LINK], "b": [LINK]}),
    answers.Draft("B-01", "9/10", 0),
    answers.Draft("B-02", "", 0, links={"": [LINK]}),
]


@pytest.mark.parametrize("lowers", [True, False])
def test_closing_writes_its_layers_as_copies_with_what_was_accepted(desk, cast, assessment, lowers):
    """The final layer too where nothing was adjusted: otherwise the municipality replies first."""
    answers.store(assessment=assessment, drafts=DRAFTS, by=cast.contributor, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    sent = make_signed(assessment, cast.approver)
    own = list(Answer.objects.order_by("pk").values())
    evidence = sent.evidence.get().pk
    found, why = ("broken_link", WHY) if lowers else ("accepted", {})
    mark(desk, sent, "A-01", found, **why)
    mark(desk, sent, "A-02", na="si")
    mark(desk, sent, "A-03", {"a": "accepted", "b": found}, **why)
    response = desk.post(CLOSE)
    assert (response.status_code, response.url) == (302, "/revision/")
    assert state_of(sent) == (State.REPLY_OPEN if lowers else State.FINAL_READY)
    expected = [
        {"question__code": "A-01", "value": "4"} | NONE | {"evidence_accepted": "" if lowers else "si"},
        {"question__code": "A-02", "value": "si"}
        | NONE
        | {"not_applicable": True, "na_reason": "No existe", "na_accepted": True},
        {"question__code": "A-03", "value": "a|b"} | NONE | {"evidence_accepted": "a" if lowers else "a|b"},
        {"question__code": "B-01", "value": "9/10"} | NONE,
    ]
    assert layer(Layer.REVIEWED) == expected
    assert layer(Layer.FINAL) == ([] if lowers else expected)
    assert list(Answer.objects.filter(layer=Layer.SELF_ASSESSED).order_by("pk").values()) == own
    copied = {("A-01", evidence, "", found), ("A-03", evidence, "a", "accepted"), ("A-03", evidence, "b", found)}
    assert uses_of(Layer.REVIEWED) == copied, "what nobody answered is not copied"
    assert uses_of(Layer.FINAL) == (set() if lowers else copied)
    later = Answer.objects.exclude(layer=Layer.SELF_ASSESSED)
    assert set(later.values_list("changed_by", flat=True)) == {cast.reviewer.pk}


def test_closing_leaves_the_official_result(desk, cast, assessment, django_capture_on_commit_callbacks):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(CLOSE)
    runs = {run.layer: run for run in ScoreRun.objects.all()}
    assert {name: run.mode for name, run in runs.items()} == {
        Layer.REVIEWED: Mode.OFFICIAL,
        Layer.FINAL: Mode.OFFICIAL,
    }
    total = runs[Layer.FINAL].totals.get(municipality=cast.here)
    assert (total.displayed, total.level, total.partial) == (Decimal("100.00"), 2, False)
    assert "Marcas ya no" not in desk.get(HOME).text
    assert "Las marcas ya no se cambian." in desk.get(HOME).text


def test_what_was_not_accepted_counts_in_the_result(desk, cast, assessment, django_capture_on_commit_callbacks):
    sent = make_sent(assessment, cast.liaison)
    mark(desk, sent, "A-01", "insufficient", **WHY)
    for code in ("A-02", "A-03", "B-01", "B-02"):
        mark(desk, sent, code)
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(CLOSE).status_code == 302
    # A: (2×25 + 1×100 + 1×100) / 4 = 62,50; B: 100; total 60 % of A and 40 % of B.
    run = ScoreRun.objects.get(layer=Layer.REVIEWED)
    total = run.totals.get(municipality_id=sent.municipality_id)
    assert (run.mode, total.displayed) == (Mode.OFFICIAL, Decimal("77.50"))
    assert not ScoreRun.objects.filter(layer=Layer.FINAL).exists(), "it may still be contested"


def test_closing_is_written_in_the_log_with_its_author(desk, cast, assessment):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    desk.post(CLOSE)
    entry = AuditEntry.of(assessment).get(verb="review.closed")
    data = {"from": "in_review", "to": "final_ready", "due": None, "approved_many_na": False, "adjusted": 0}
    assert (entry.by, entry.data) == (cast.reviewer, data)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.review_closed_at) == (State.FINAL_READY, entry.at)


def test_closing_twice_is_told_and_writes_nothing_more(desk, cast, assessment):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    desk.post(CLOSE)
    before = list(Answer.objects.order_by("pk").values())
    response = desk.post(CLOSE)
    assert response.status_code == 409
    assert list(Answer.objects.order_by("pk").values()) == before
    assert AuditEntry.of(assessment).filter(verb="review.closed").count() == 1


@pytest.mark.parametrize("name", ["liaison", "contributor", "approver", "neighbour", "admin"])
def test_who_does_not_review_cannot_close(cast, assessment, browser_of, name):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    assert browser_of(cast.person(name)).post(CLOSE).status_code == 403
    assert state_of(assessment) == State.IN_REVIEW


def test_only_posting_closes(desk, cast, assessment):
    make_marked(make_sent(assessment, cast.liaison), cast.reviewer)
    assert desk.get(CLOSE).status_code == 405


# --- Much «no aplica» ---


@pytest.fixture
def heavy(cast) -> Assessment:
    """A quarter of the first dimension is «no aplica», and the edition allows a fifth."""
    document = edition()
    document["scoring"]["not_applicable"] = NO_CAP_ON_NA
    round = make_round(cast.here, version=make_version(document), code="pesado")
    assessment = Assessment.objects.with_context().get(round=round)
    make_filled(assessment, cast.contributor, {"A-01": "4", "A-03": "a|b|c", "B-01": "9/10", "B-02": "o2"})
    na = answers.Draft("A-02", "", 0, not_applicable=True, na_reason="No existe")
    answers.store(assessment=assessment, drafts=[na], by=cast.contributor, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    sent = make_signed(assessment, cast.approver)
    declare(round, cast.coordinator)
    make_marked(sent, cast.reviewer)
    return sent


def test_much_not_applicable_needs_the_express_yes_of_coordination(cast, heavy, browser_of):
    home = "/revision/pesado/aqui/"
    approving = {"approves_many_na": "on"}
    reviewer, coordinator = browser_of(cast.reviewer), browser_of(cast.coordinator)
    assert "Debe cerrarla la coordinación" in reviewer.get(home).text
    assert "Apruebo que estas dimensiones" in coordinator.get(home).text
    for browser, form in ((reviewer, {}), (reviewer, approving), (coordinator, {})):
        refused = browser.post(f"{home}cerrar/", form)
        assert refused.status_code == 409
        assert "Apertura: 25,0\u202f% del peso quedó en «no aplica»." in refused.text
    assert state_of(heavy) == State.IN_REVIEW
    assert coordinator.post(f"{home}cerrar/", approving).status_code == 302
    assert AuditEntry.of(heavy).get(verb="review.closed").data["approved_many_na"] is True


def test_not_applicable_that_was_not_accepted_does_not_weigh(cast, heavy, browser_of):
    home, reviewer = "/revision/pesado/aqui/", browser_of(cast.reviewer)
    mark(reviewer, heavy, "A-02", na="no", version=1, **WHY)
    assert reviewer.post(f"{home}cerrar/").status_code == 302
    assert not Answer.objects.filter(na_accepted=True).exists()
