"""One verdict for evidence that several options or answers use, where the person ticks it."""

import pytest
from django.test import Client

from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.models import Assessment, Evidence
from diagnostics.review.actions import reviews
from diagnostics.review.models import AnswerReview, SecondReview
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.doubts import fingerprint_of, worklist_of
from tests.factories.diagnostics import AT, LINK, judged, make_signed, mark_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("declared")]
HOME = "/revision/ciclo/aqui/"
WHY = {"reason_code": "otra", "why": "La dirección abre la portada"}


@pytest.fixture
def desk(cast, browser_of) -> Client:
    return browser_of(cast.reviewer)


@pytest.fixture
def sent(cast, assessment) -> Assessment:
    """One link proves A-01, B-01 and all three options of A-03; A-02 rests on it and on another one."""
    same = {"": [LINK]}
    drafts = [
        answers.Draft("A-01", "3", 0, links=same), answers.Draft("A-02", "si", 0, links={"": [LINK, f"{LINK}/otro"]}),
        answers.Draft("A-03", "a|b|c", 0, links=same), answers.Draft("B-01", "9/10", 0, links=same),
        answers.Draft("B-02", "o2", 0),
    ]  # fmt: skip
    answers.store(assessment=assessment, drafts=drafts, by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    signed = make_signed(assessment, cast.liaison)
    SecondReview.objects.all().delete()
    return signed


def here() -> Assessment:
    return Assessment.objects.with_context().get(round__code="ciclo", municipality__slug="aqui")


def item(code: str):
    return casefile_of(here()).cases[code].item


def key() -> int:
    return Evidence.objects.get(url=LINK).pk


def also(*codes: str) -> dict[str, list[str]]:
    return {f"A-01-also-:{key()}": [f"{code} {fingerprint_of(item(code))}" for code in codes]}


def states() -> dict[str, list[str]]:
    rows = AnswerReview.objects.values_list("answer__question__code", "proofs")
    return {code: list(proofs.values()) for code, proofs in rows}


def test_other_answers_that_rest_on_the_same_link_alone_are_offered_and_no_others(desk, cast, sent):
    page = desk.get(f"{HOME}preguntas/A.1/").text
    own = page.partition('id="comparte-A-01"')[2].partition("</fieldset>")[0]
    assert [code for code in ("A-02", "A-03", "B-01") if f'value="{code} ' in own] == ["A-03", "B-01"]
    assert "checked" not in own, "nothing is ticked for anybody"
    of_options = page.partition('id="comparte-A-03"')[2].partition("</fieldset>")[0]
    assert "las otras 2 opciones de esta pregunta" in of_options


def test_verdict_goes_to_the_ticked_answers_with_its_reason_and_to_no_other(desk, cast, sent):
    response = desk.post(f"{HOME}respuestas/A-01/", judged(here(), "A-01", "broken_link", **WHY) | also("B-01"))
    assert (response.status_code, response["X-Answer"]) == (200, "saved")
    assert states() == {"A-01": ["broken_link"], "B-01": ["broken_link"]}
    assert set(AnswerReview.objects.values_list("reason", flat=True)) == {WHY["why"]}
    assert 'id="comparte-A-01"' in response.text, "the ticks are brought up to date"
    assert "B-01" not in response.text.partition('id="comparte-A-01"')[2].partition("</div>")[0]


def test_accepted_verdict_goes_to_every_option_of_a_multiple(desk, cast, sent):
    desk.post(f"{HOME}respuestas/A-01/", judged(here(), "A-01") | also("A-03"))
    assert states()["A-03"] == ["accepted"] * 3
    assert AnswerReview.objects.get(answer__question__code="A-03").evidence_accepted == "a|b|c"


def test_verdict_on_one_option_goes_to_the_others_when_it_is_ticked(desk, cast, sent):
    first = {"A-03-version": 0, "A-03-answer": 1, f"A-03-proof-a:{key()}": "accepted"}
    half = desk.post(f"{HOME}respuestas/A-03/", first)
    assert (half["X-Answer"], states()) == ("unfinished", {})
    desk.post(f"{HOME}respuestas/A-03/", first | {f"A-03-same-a:{key()}": "si"})
    assert states() == {"A-03": ["accepted"] * 3}


def test_own_choice_for_an_option_goes_before_the_tick(desk, cast, sent):
    chosen = {f"A-03-proof-{option}:{key()}": state for option, state in (("a", "accepted"), ("b", "insufficient"))}
    fields = {"A-03-version": 0, "A-03-answer": 1, f"A-03-same-a:{key()}": "si"} | chosen
    fields |= {"A-03-reason-code": "otra", "A-03-why": "Faltan las actas"}
    desk.post(f"{HOME}respuestas/A-03/", fields)
    assert states() == {"A-03": ["accepted", "insufficient", "accepted"]}


def test_answer_that_changed_or_was_marked_meanwhile_refuses_both(desk, cast, sent):
    old = also("B-01")
    mark = mark_of(item("B-01"), accepts=False, reason="No lo prueba")
    assert reviews.mark_page(assessment=here(), marks=[mark], by=cast.coordinator, at=AT) == []
    response = desk.post(f"{HOME}respuestas/A-01/", judged(here(), "A-01") | old)
    assert response["X-Answer"] == "refused"
    assert "B-01 cambió mientras usted la veía" in response.text
    assert states() == {"B-01": ["insufficient"]}


def test_answer_sent_twice_is_written_once(desk, cast, sent):
    fields = judged(here(), "A-01") | also("B-01")
    for _ in range(2):
        assert desk.post(f"{HOME}respuestas/A-01/", fields)["X-Answer"] == "saved"
    assert list(AnswerReview.objects.values_list("version", flat=True)) == [1, 1]


def test_hidden_marks_and_answers_open_to_change_are_not_offered(cast, sent):
    answer = item("B-01").cell.answer
    mark = mark_of(item("B-01"))
    assert reviews.mark_page(assessment=here(), marks=[mark], by=cast.coordinator, at=AT) == []
    SecondReview.objects.create(answer=answer)
    casefile = casefile_of(here()).seen_by_review({"B-01"})
    shared = worklist_of(cast.reviewer, casefile, blind={"B-01"}).shared(casefile.cases["A-01"].item)
    assert [one.code for found in shared.values() for one in found.elsewhere] == ["A-03"]
