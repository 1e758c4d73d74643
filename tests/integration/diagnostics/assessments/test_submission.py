"""Sending the assessment: who, when, what is shown before and what is left behind."""

from decimal import Decimal

import pytest
from django.utils import timezone

from core.models import AuditEntry
from core.process import working_days
from diagnostics.assessments.choices import Layer, Mode, State
from diagnostics.assessments.models import Answer, Assessment, ScoreRun
from diagnostics.assessments.queries.filling import filling_of
from tests.budgets import queries_of
from tests.factories.diagnostics import (
    BEST,
    edition,
    make_answer,
    make_filled,
    make_round,
    make_sent,
    make_signed,
    make_submitted,
    make_version,
)  # fmt: skip

pytestmark = pytest.mark.django_db
HOME = "/diagnostico/ciclo/aqui/"
PAGE = f"{HOME}enviar/"
PARTIAL = {"even_if_partial": "on"}


@pytest.fixture
def desk(cast, assessment, browser_of):
    return browser_of(cast.liaison)


def state_of(assessment: Assessment) -> str:
    return Assessment.objects.values_list("state", flat=True).get(pk=assessment.pk)


def test_liaison_sends_what_is_complete(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    assert "Está listo para enviar." in desk.get(PAGE).text
    response = desk.post(PAGE)
    assert (response.status_code, response.url) == (302, HOME)
    assessment.refresh_from_db()
    assert (assessment.state, assessment.submitted_by) == (State.SIGN_OFF, cast.liaison)
    assert assessment.submitted_at == assessment.attributes_frozen_at == assessment.changed_at
    assert assessment.attributes == {"has_council": False}
    entry = AuditEntry.of(assessment).get(verb="assessment.submitted")
    moved = {"from": "self_assessment", "to": "sign_off", "due": assessment.due_on.isoformat(), "partial": False}
    assert (entry.by, entry.data) == (cast.liaison, moved)
    assert assessment.due_on == working_days.add(timezone.localdate(), 5)
    assert "en aprobación de la alcaldía" in desk.get(HOME).text


def test_once_sent_the_page_no_longer_says_what_is_left(desk, cast, assessment):
    left = ("Lo que queda", "Cuando todo esté listo")
    assert [words in desk.get(HOME).text for words in left] == [True, True]
    make_sent(assessment, cast.liaison, {"A-01": "4"})
    assert [words in desk.get(HOME).text for words in left] == [False, False]


def test_name_of_an_indicator_keeps_its_capitals(desk, cast):
    document = edition(municipality_attributes=[])
    document["instrument"]["code"] = "OTRO"
    document["dimensions"][0]["indicators"][0]["name"] = "Publicación en SECOP"
    del document["dimensions"][1]["indicators"][0]["questions"][2]["applies_when"]
    make_round(cast.here, version=make_version(document), code="otro")
    assert "Empieza por «Publicación en SECOP»." in desk.get("/diagnostico/otro/aqui/").text


def test_signature_of_what_was_sent_leaves_a_provisional_score(
    desk, cast, assessment, django_capture_on_commit_callbacks
):
    make_filled(assessment, cast.contributor)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(PAGE)
    assert ScoreRun.objects.count() == 0, "the town hall may still send it back"
    with django_capture_on_commit_callbacks(execute=True):
        make_signed(assessment, cast.approver, at=timezone.now())
    run = ScoreRun.objects.get()
    assert (run.layer, run.mode) == (Layer.SELF_ASSESSED, Mode.PROVISIONAL)
    assert {t.municipality_id: t.displayed for t in run.totals.all()} == {
        cast.here.pk: Decimal("100.00"),
        cast.there.pk: None,
    }


def test_drafts_of_a_neighbour_do_not_hold_back_the_score(desk, cast, assessment, django_capture_on_commit_callbacks):
    make_answer(Assessment.objects.get(municipality=cast.there), "A-01", "nivel cuatro")
    make_filled(assessment, cast.contributor)
    desk.post(PAGE)
    with django_capture_on_commit_callbacks(execute=True):
        make_signed(assessment, cast.approver, at=timezone.now())
    assert ScoreRun.objects.get().totals.get(municipality=cast.here).displayed == Decimal("100.00")


def test_counts_are_those_of_what_was_sent(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    cast.here.facts = {"has_council": "si"}  # the file of municipalities was loaded again
    cast.here.save()
    desk.post(PAGE, PARTIAL)
    sent = Assessment.objects.with_context().get(pk=assessment.pk)
    whole = filling_of(sent).whole
    assert (sent.applicable_count, sent.answered_count, sent.unproven_count) == (6, 5, 0)
    assert (whole.total, whole.answered, whole.unproven) == (6, 5, 0)


@pytest.mark.parametrize("name", ["contributor", "approver", "reviewer", "coordinator", "admin"])
def test_others_cannot_send(cast, assessment, browser_of, name):
    make_filled(assessment, cast.contributor)
    browser = browser_of(cast.person(name))
    assert [browser.get(PAGE).status_code, browser.post(PAGE, PARTIAL).status_code] == [403, 403]
    assert state_of(assessment) == State.SELF_ASSESSMENT


def test_invalid_draft_blocks_even_when_partial(desk, cast, assessment):
    make_filled(assessment, cast.contributor, BEST | {"B-01": "60/50"})
    page = desk.get(PAGE)
    assert "No se puede enviar todavía" in page.text
    assert f'<a href="{HOME}preguntas/B.1/#B-01">B-01: el primer número no puede ser mayor' in page.text
    assert desk.post(PAGE, PARTIAL).status_code == 409
    assert state_of(assessment) == State.SELF_ASSESSMENT


def test_draft_of_a_question_that_does_not_apply_does_not_block(desk, cast, assessment):
    make_filled(assessment, cast.contributor, BEST | {"B-03": "muchas"})
    assert desk.post(PAGE).status_code == 302
    assert state_of(assessment) == State.SIGN_OFF


def test_missing_facts_block_even_when_partial(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    Assessment.objects.filter(pk=assessment.pk).update(attributes={"has_council": None})
    page = desk.get(PAGE)
    assert f'<a href="{HOME}datos/">Datos del municipio: falta «Tiene consejo»</a>' in page.text
    assert desk.post(PAGE, PARTIAL).status_code == 409
    assert state_of(assessment) == State.SELF_ASSESSMENT


def test_low_coverage_needs_an_express_yes(desk, cast, assessment):
    make_filled(assessment, cast.contributor, {"A-01": "4", "B-02": "o2"})
    page = desk.get(PAGE).text
    assert "Saldría como resultado parcial, sin nivel" in page
    assert "Apertura: se respondió 50\u202f% y el mínimo es 80\u202f%." in page
    refused = desk.post(PAGE)
    assert (refused.status_code, state_of(assessment)) == (409, State.SELF_ASSESSMENT)
    assert "Saldría como resultado parcial, sin nivel. Marque la casilla si quiere enviarlo así." in refused.text
    assert "data-error-summary" in refused.text, "said where the eye is"
    assert desk.post(PAGE, PARTIAL).status_code == 302
    assert AuditEntry.of(assessment).get(verb="assessment.submitted").data["partial"] is True


def test_what_counts_zero_is_listed_with_its_place(desk, assessment):
    make_answer(assessment, "A-01", "4")  # without proof
    make_answer(assessment, "A-02", "", not_applicable=True)  # without reason
    page = desk.get(PAGE).text
    assert "Contarán cero: 4 sin responder" in page
    unanswered, _, rest = page.partition('id="h-prueba"')
    for code, indicator in (("A-02", "A.1"), ("A-03", "A.1"), ("B-01", "B.1"), ("B-02", "B.1")):
        assert f'<a href="{HOME}preguntas/{indicator}/#{code}"><strong>{code}</strong>' in unanswered
    assert "B-03" not in page, "it does not apply here"
    assert "Valdrán menos: 1 sin la evidencia obligatoria" in rest
    assert f'<a href="{HOME}preguntas/A.1/#A-01">' in rest


def test_nothing_at_all_cannot_be_sent(desk, assessment):
    assert desk.get(PAGE).status_code == 200
    assert desk.post(PAGE, PARTIAL).status_code == 409
    assert state_of(assessment) == State.NOT_STARTED


def test_sending_twice_is_told_and_changes_nothing(desk, cast, assessment):
    make_submitted(assessment, cast.liaison)
    before = Assessment.objects.values().get(pk=assessment.pk)
    response = desk.post(PAGE, PARTIAL, follow=True)
    assert "Este diagnóstico ya se envió." in response.text
    assert Assessment.objects.values().get(pk=assessment.pk) == before
    assert AuditEntry.of(assessment).filter(verb="assessment.submitted").count() == 1


def test_sending_leaves_the_answers_as_they_are(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    before = list(Answer.objects.order_by("pk").values())
    desk.post(PAGE)
    assert list(Answer.objects.order_by("pk").values()) == before


def test_sending_has_its_budget(desk, cast, assessment):
    make_filled(assessment, cast.contributor)
    desk.get(HOME)
    assert len(queries_of(lambda: desk.get(PAGE))) <= 12
    # Eight of them tell the team and the reviewers, however many people they are.
    assert len(queries_of(lambda: desk.post(PAGE))) <= 18
