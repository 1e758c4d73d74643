"""The municipality's side of the review: signing on one screen, a reply with its evidence, uncut texts, own windows."""

import re

import pytest
import time_machine

from accounts.permissions import Role
from diagnostics.assessments.actions import answers, sharing
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.models import Answer, Evidence
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.teams import shares_of
from diagnostics.results.actions import publications
from diagnostics.review.actions import replies
from diagnostics.review.choices import Stance
from diagnostics.review.models import AnswerReview, Reply, ReplyEvidence
from diagnostics.review.models.reviews import MAX_WORDS
from diagnostics.review.queries.before_signing import before_signing, strongest_claims
from tests.factories.accounts import make_member
from tests.factories.diagnostics import (
    AT,
    judged,
    make_answer,
    make_closed,
    make_evidence,
    make_filled,
    make_sent,
    make_submitted,
    typed,
)  # fmt: skip
from tests.page_text import text_of

pytestmark = pytest.mark.django_db
HERE = "/diagnostico/ciclo/aqui/"
SAID = {"operation": "reply", "stance": "disagree", "asks": "own", "argument": "Está en el anexo", "version": 0}


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def closed(cast, assessment):
    return make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))


# --- The mayor's office ---


def test_mayors_office_reads_all_it_needs_one_press_from_its_first_page(cast, assessment, browser_of):
    make_submitted(assessment, cast.liaison)
    office = browser_of(cast.approver)
    landing = office.get("/trabajo/", follow=True).text
    (address,) = re.findall(r'href="([^"]+/firma/)"', landing)
    page = office.get(address).text
    for heading in ("Cómo va el resultado", "Lo más fuerte que se declara", "Evidencia por mirar", "Qué hace la firma"):
        assert f">{heading}</h2>" in page
    assert "Las 5 respuestas que más puntos del total dan" in page
    assert "Apertura" in page
    assert "Diálogo" in page
    assert "no señaló ningún archivo" in page
    assert "Firmar y enviar a revisión" in page


def test_office_is_told_what_nobody_checked(cast, assessment, browser_of):
    make_submitted(assessment, cast.liaison)
    address = f"/diagnostico/{assessment.round.code}/{cast.here.slug}/firma/"
    office = browser_of(cast.approver)
    unchecked = text_of(office.get(address).text)
    assert "todavía no se han comprobado" in unchecked
    assert "Todas las direcciones abrieron" not in unchecked
    Evidence.objects.update(checked_at=AT, check_failures=0, check_result="")
    assert "Todas las direcciones abrieron la última vez que se comprobaron" in text_of(office.get(address).text)


def test_strongest_claims_are_those_that_give_most_points_as_declared(cast, assessment):
    make_filled(assessment, cast.contributor)
    filling = filling_of(assessment)
    claims = strongest_claims(filling)
    points = [claim.points for claim in claims]
    assert points == sorted(points, reverse=True)
    assert all(claim.cell.proofs for claim in claims)
    scored = [cell for cell in filling.whole.applicable if cell.score]
    assert len(claims) == min(5, len(scored))


def test_result_before_signing_has_no_level_while_too_little_is_answered(cast, assessment, browser_of):
    make_submitted(assessment, cast.liaison, {"A-01": "4", "A-02": "si"})
    assessment.refresh_from_db()
    summary = before_signing(assessment, filling_of(assessment))
    assert (summary.level, summary.total > summary.with_gaps) == (None, True)
    page = browser_of(cast.approver).get(f"{HERE}firma/").text
    assert "Resultado parcial" in page
    assert "sin responder: la revisión las cuenta como cero" in page


def test_evidence_that_fell_is_named_before_signing(cast, assessment, browser_of):
    make_submitted(assessment, cast.liaison)
    Evidence.objects.update(check_failures=2)
    assert "no abre «" in browser_of(cast.approver).get(f"{HERE}firma/").text


# --- The reply ---


@pytest.mark.parametrize("stance", ["partly", "disagree"])
def test_contesting_without_a_reason_is_refused_where_it_is_written(cast, closed, browser_of, stance):
    page = browser_of(cast.liaison).post(f"{HERE}revision/A-01/", SAID | {"stance": stance, "argument": "  "})
    assert page.status_code == 422
    assert "sin una razón no hay qué decidir" in page.text
    assert not Reply.objects.exists()


def test_review_that_took_points_for_the_evidence_alone_says_so(cast, closed, browser_of):
    page = text_of(browser_of(cast.liaison).get(f"{HERE}revision/A-01/").text)
    assert "Sin evidencia aceptada para eso: por eso vale" in page


def test_new_evidence_is_offered_before_the_reply_is_saved_and_said(cast, closed, browser_of):
    desk, page = browser_of(cast.contributor), f"{HERE}revision/A-01/"
    assert Reply.objects.count() == 0
    offered = desk.get(page).text
    assert "Agregar una evidencia nueva" in offered
    assert "Sin ella, la réplica vale igual." in offered
    url = "https://a.gov.co/anexo"
    saved = desk.post(page, SAID | {"url": url, "dated_on": "2027-02-20", "place": "página 3"}, follow=True)
    assert f"Guardado con «{url}». La réplica sobre A-01 se envía con las demás." in saved.text
    assert (Reply.objects.get().argument, ReplyEvidence.objects.get().place) == ("Está en el anexo", "página 3")
    assert "1 evidencia nueva" in browser_of(cast.liaison).get(f"{HERE}revision/enviar/").text


def test_reply_and_its_evidence_are_saved_together_or_not_at_all(cast, closed, browser_of):
    page = f"{HERE}revision/A-01/"
    half = browser_of(cast.contributor).post(page, SAID | {"url": "https://a.gov.co/anexo"})
    assert half.status_code == 422
    assert "Escriba la fecha que lleva el documento." in half.text
    assert "Está en el anexo" in half.text
    agreed = browser_of(cast.contributor).post(
        page, SAID | {"stance": "agree", "url": "https://a.gov.co/anexo", "dated_on": "2027-02-20"}
    )
    assert agreed.status_code == 422
    assert "o quite la evidencia" in agreed.text
    assert (Reply.objects.count(), ReplyEvidence.objects.count()) == (0, 0)


def test_adjustments_that_are_hidden_are_not_denied(cast, assessment, browser_of):
    make_sent(assessment, cast.liaison)
    for who in ("contributor", "approver"):
        page = browser_of(cast.person(who)).get(f"{HERE}revision/A-01/").text
        assert "No hay ajustes" not in page
        assert "no ajustó" not in page
        assert "Se ven cuando la revisión cierre" in page


# --- Texts with a limit ---


@pytest.mark.parametrize("is_autosave", [True, False])
def test_reason_over_its_limit_is_refused_whole(cast, assessment, browser_of, is_autosave):
    desk, reason = browser_of(cast.contributor), "x" * 1001
    data = typed("A-02", na="on", reason=reason)
    page = f"{HERE}respuestas/A-02/" if is_autosave else f"{HERE}preguntas/A.1/"
    response = desk.post(page, data)
    assert response.status_code == 422
    assert "el texto pasa del límite" in response.text
    if is_autosave:
        assert response["X-Answer"] == "refused"
    else:
        assert reason in response.text
    assert not Answer.objects.exists()
    kept = desk.post(page, typed("A-02", na="on", reason="x\r\n" * 333))
    assert kept.status_code in (200, 302)
    assert Answer.objects.get().na_reason == ("x\n" * 333).strip()


def test_texts_of_the_reply_and_the_conversation_are_refused_whole(cast, closed, browser_of):
    desk, page, long = browser_of(cast.contributor), f"{HERE}revision/A-01/", "x" * (MAX_WORDS + 1)
    for data in (SAID | {"argument": long}, {"operation": "message", "message-text": long}):
        response = desk.post(page, data)
        assert response.status_code == 422
        assert long in response.text
    assert Reply.objects.count() == 0


def test_reason_of_a_mark_is_not_cut(cast, assessment, declared, browser_of):
    sent = make_sent(assessment, cast.liaison)
    marked = judged(sent, "A-01", "insufficient", reason_code="otra", why="x" * 2001)
    response = browser_of(cast.reviewer).post("/revision/ciclo/aqui/respuestas/A-01/", marked)
    assert "la razón pasa de 2000 letras" in response.text
    assert not AnswerReview.objects.exists()


def test_reason_for_publishing_is_not_cut(assessment):
    with pytest.raises(publications.WaiverTooLong):
        publications.publish(round=assessment.round, at=AT, waiver="x" * 501)


def test_every_limited_text_says_its_limit_and_none_is_cut_by_the_browser(cast, closed, browser_of):
    page = browser_of(cast.contributor).get(f"{HERE}revision/A-01/").text
    assert 'data-limit="2000"' in page
    assert page.count("Hasta 2.000 letras.") == 2
    assert 'aria-describedby="id_argument_helptext id_argument_limit"' in page
    assert "maxlength" not in page
    question = browser_of(cast.contributor).get(f"{HERE}preguntas/A.1/").text
    assert "Hasta 1.000 letras." in question
    assert "maxlength" not in question


# --- Another window of the same person ---


@pytest.mark.parametrize("is_autosave", [True, False])
def test_own_other_window_is_told_as_that(cast, assessment, browser_of, is_autosave):
    answers.store(assessment=assessment, drafts=[Draft("A-01", "3", 0)], by=cast.contributor, at=AT)
    page = f"{HERE}respuestas/A-01/" if is_autosave else f"{HERE}preguntas/A.1/"
    response = browser_of(cast.contributor).post(page, typed("A-01", value="4"))
    assert response.status_code == 409
    assert "Usted cambió esta respuesta en otra ventana, a las 10:00." in response.text
    assert "Usted, en otra ventana, a las 10:00" in response.text
    assert "Otra persona" not in response.text.partition("<main")[2 if not is_autosave else 0]
    other = browser_of(cast.liaison).post(page, typed("A-01", value="4"))
    assert "Otra persona cambió esta respuesta mientras usted la escribía." in other.text
    assert cast.contributor.name in other.text


def test_own_other_window_of_a_reply_and_of_the_split(cast, closed, assessment, browser_of):
    said = replies.Said("A-01", Stance.DISAGREE, "Primero", seen_version=0)
    replies.write(assessment=closed, said=said, by=cast.contributor, at=AT)
    own = browser_of(cast.contributor).post(f"{HERE}revision/A-01/", SAID)
    assert "Usted escribió sobre A-01 en otra ventana, a las 10:00. Mírela antes de guardar." in own.text
    other = browser_of(cast.liaison).post(f"{HERE}revision/A-01/", SAID)
    assert "Otra persona escribió sobre A-01 mientras usted la veía." in other.text


def test_split_by_somebody_else_is_not_told_as_ones_own(cast, assessment, browser_of):
    colleague, seen = make_member(Role.LIAISON, cast.here, name="Otro enlace"), shares_of(assessment).fingerprint
    sharing.split(assessment=assessment, wanted={"A": {cast.contributor.pk}}, seen=seen, by=colleague, at=AT)
    page = browser_of(cast.liaison).post(f"{HERE}equipo/", {"seen": seen}).text
    assert "Otra persona cambió el reparto mientras usted lo veía." in page


# --- Who has what ---


def test_team_page_says_what_each_person_has_left(cast, assessment, browser_of):
    seen = shares_of(assessment).fingerprint
    sharing.split(assessment=assessment, wanted={"A": {cast.contributor.pk}}, seen=seen, by=cast.liaison, at=AT)
    make_evidence(make_answer(assessment, "A-01", "4"))
    page = re.sub(r"<[^>]+>|\s+", " ", browser_of(cast.liaison).get(f"{HERE}equipo/").text)
    loads = re.sub(" +", " ", page.partition("Lo que le queda a cada quien")[2].partition("Respuestas y evidencias")[0])
    assert f"{cast.contributor.name} Apertura 2" in loads
    assert "Todo el equipo Diálogo 2" in loads
    landing = browser_of(cast.liaison).get(HERE).text
    assert "Espera a otras personas" in landing
    assert "2 de Apertura" in landing
