"""What is offered as work is what state and deadlines let be done; one total of questions; nothing sent that nobody can sign."""

import re
from datetime import timedelta

import pytest
import time_machine

from accounts.models import Invitation, Membership
from accounts.permissions import Role
from core.models import AuditEntry
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.actions.answers import Draft
from diagnostics.assessments.choices import Layer, Reopening, State
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.work import work_of
from diagnostics.exchange.actions import imports
from diagnostics.exchange.exports.answers import ImportedAnswer
from diagnostics.review.actions import clarifications
from notices.models import Notification
from territory.actions import load_places
from territory.loaders.places import Place
from tests.factories.diagnostics import AT, BEST, declare, end_term, make_filled, make_marked, make_sent

pytestmark = pytest.mark.django_db
HOME = "/diagnostico/ciclo/aqui/"
TODAY = AT.date()
OFFERED = re.compile(r'class="task[ "].*?pregunta/([A-Z]-\d+)/', re.DOTALL)


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def asked(cast, assessment) -> Assessment:
    """Half filled, signed, and one answer reopened by a request for clarification."""
    sent = make_sent(assessment, cast.liaison, {code: BEST[code] for code in ("A-01", "A-02", "B-01")})
    declare(sent.round, cast.reviewer)
    make_marked(sent, cast.reviewer)
    clarifications.ask(assessment=sent, question="A-01", text="¿En qué página?", by=cast.reviewer, at=AT)
    clarifications.send(assessment=sent, by=cast.reviewer, at=AT)
    return Assessment.objects.with_context().get(pk=sent.pk)


def test_clarification_offers_only_what_it_reopened(cast, asked, browser_of):
    assert {task.code for task in work_of(asked, today=TODAY, user=cast.contributor).pending} > {"A-01"}
    page = browser_of(cast.contributor).get(HOME).text
    assert OFFERED.findall(page) == ["A-01"]
    assert "Lo que la revisión dejó abierto" in page
    assert "Lo que queda, por tandas" not in page


def test_page_of_a_question_says_what_the_review_asks_and_until_when(cast, asked, browser_of):
    desk = browser_of(cast.contributor)
    for page in (f"{HOME}pregunta/A-01/", f"{HOME}preguntas/A.1/"):
        text = desk.get(page).text
        assert "¿En qué página?" in text
        assert f'href="{HOME}revision/A-01/"' in text
        assert "tiene hasta el ." not in text
        assert "tiene hasta el" in text


def test_after_the_deadline_nothing_is_offered_and_what_is_missing_is_read(cast, assessment, browser_of):
    end_term(assessment.round, TODAY - timedelta(days=1))
    desk = browser_of(cast.contributor)
    page = desk.get(HOME).text
    assert OFFERED.findall(page) == []
    assert "Empezar" not in page
    assert "Ya no se responde: la coordinación metropolitana puede dar una prórroga." in page
    assert "Ver las preguntas: 5" in page
    assert "Subir la planilla" not in desk.get(f"{HOME}planilla/").text
    assert "Ahora no se puede agregar." in desk.get(f"{HOME}respuestas/A-01/evidencia/").text
    assert "<form" not in browser_of(cast.liaison).get(f"{HOME}datos/").text.partition("<main")[2]
    late = browser_of(cast.liaison).get(f"{HOME}enviar/").text
    assert "El plazo venció" in late
    assert "Enviar con" not in late


def test_before_the_opening_nothing_is_offered(cast, assessment, browser_of):
    assessment.round.opens_on = TODAY + timedelta(days=3)
    assessment.round.save(update_fields=["opens_on"])
    page = browser_of(cast.contributor).get(HOME).text
    assert OFFERED.findall(page) == []
    assert "Todavía no se responde" in page


@pytest.mark.parametrize("who", ["approver", "reviewer"])
def test_who_does_not_answer_is_offered_nothing(cast, assessment, browser_of, who):
    page = browser_of(cast.person(who)).get(HOME).text
    assert OFFERED.findall(page) == []
    assert "A Aquí le faltan 5 respuestas" in page


def test_reopened_answer_is_offered_while_its_own_term_runs(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    reopened = Answer.objects.filter(question__code="A-01", layer=Layer.SELF_ASSESSED)
    reopened.update(reopened_at=AT, reopening=Reopening.LINK_BROKEN)
    desk = browser_of(cast.contributor)
    assert OFFERED.findall(desk.get(HOME).text) == ["A-01"]
    reopened.update(reopened_at=AT - timedelta(days=30))
    assert OFFERED.findall(desk.get(HOME).text) == []
    assert "data-save=" not in desk.get(f"{HOME}pregunta/A-01/").text
    with pytest.raises(answers.NotFillable):
        answers.store(assessment=sent, drafts=[Draft("A-01", "1", 1)], by=cast.contributor, at=AT)


TOTAL = re.compile(r"\d+ de (\d+)(?= respondidas| preguntas|\.|</h2>|</span></div>)")


def totals(cast, browser_of) -> dict[str, set[str]]:
    """The total of questions as each page says it."""
    liaison, staff = browser_of(cast.liaison), browser_of(cast.coordinator)
    paths = ("", "enviar/", "imprimir/", "resultados/", "preguntas/A.1/")
    found = {path: set(TOTAL.findall(liaison.get(f"{HOME}{path}").text)) for path in paths}
    row = re.search(r"Aquí</a></th>.*?/ (\d+)<", staff.get("/tablero/ciclo/").text, re.DOTALL)
    return found | {"board": {row[1]}}


def same(total: str) -> dict[str, set[str]]:
    return {path: {total} for path in ("", "enviar/", "imprimir/", "resultados/", "preguntas/A.1/", "board")}


def test_every_page_says_the_same_total(cast, assessment, browser_of):
    assert totals(cast, browser_of) == same("5"), "before the first answer"
    place = Place(cast.here.divipola, "Aquí", "", "", None, None, None, [], {"has_council": "si"})
    load_places(places=[place])
    assert totals(cast, browser_of) == same("6"), "and after the facts changed"
    make_filled(Assessment.objects.with_context().get(pk=assessment.pk), cast.contributor, {"A-01": "4"})
    assert totals(cast, browser_of) == same("6")


def test_round_held_elsewhere_counts_the_answers_that_were_loaded(cast, assessment, browser_of):
    rows = [
        ImportedAnswer(cast.here.divipola, code, BEST[code], False, "", False, [], "si") for code in ("A-01", "A-02")
    ]
    imports.import_answers(round=assessment.round, layer=Layer.FINAL, answers=rows, at=AT, by=cast.coordinator)
    stored = Assessment.objects.with_context().get(pk=assessment.pk)
    whole = filling_of(stored).whole
    assert (whole.answered, whole.total) == (stored.answered_count, stored.applicable_count) == (2, 5)
    assert "Respondió 2 de 5" in browser_of(cast.liaison).get(HOME).text


def test_nothing_is_sent_where_nobody_could_sign(cast, assessment, browser_of):
    Membership.objects.filter(user=cast.approver).update(ended_at=AT)
    make_filled(assessment, cast.contributor)
    with pytest.raises(assessments.NobodySigns, match="La alcaldía de Aquí no tiene cuenta"):
        assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    desk = browser_of(cast.liaison)
    page = desk.get(f"{HOME}enviar/").text
    assert "La alcaldía de Aquí no tiene cuenta" in page
    assert "Enviar a la alcaldía</button>" not in page
    assert desk.post(f"{HOME}enviar/", {"even_if_partial": "on"}).status_code == 409
    assessment.refresh_from_db()
    assert assessment.state == State.SELF_ASSESSMENT


def test_account_of_the_mayors_office_is_asked_for_once_a_day(cast, assessment, browser_of):
    Membership.objects.filter(user=cast.approver).update(ended_at=AT)
    desk = browser_of(cast.liaison)
    first = desk.post(f"{HOME}enviar/", {"operation": "ask"}, follow=True)
    assert "La coordinación recibió su solicitud" in first.text
    again = desk.post(f"{HOME}enviar/", {"operation": "ask"}, follow=True)
    assert "La coordinación ya recibió hoy esta solicitud" in again.text
    told = Notification.objects.filter(title="Aquí: falta la cuenta de la alcaldía para firmar")
    assert {row.user_id for row in told} == {cast.coordinator.pk, cast.admin.pk}
    assert {row.url for row in told} == {"/equipo/?municipio=aqui"}
    assert AuditEntry.objects.filter(verb="assessment.signer_asked").count() == 1


def test_pending_invitation_of_the_mayors_office_is_said(cast, assessment, browser_of):
    Membership.objects.filter(user=cast.approver).update(ended_at=AT)
    Invitation.objects.create(
        email="alcaldia@aqui.example", role=Role.APPROVER, municipality=cast.here, token_sha256="0" * 64, created_at=AT,
        expires_at=AT + timedelta(days=14),
    )  # fmt: skip
    page = browser_of(cast.liaison).get(f"{HOME}enviar/").text
    assert "Se invitó a alcaldia@aqui.example el 3 de marzo, y todavía no acepta." in page


def test_work_left_is_told_in_hours(cast, browser_of):
    from core.words import about_time

    said = {
        1: "un minuto",
        12: "unos 12 minutos",
        60: "una hora",
        85: "una hora y media",
        216: "unas 3 horas y media",
        240: "unas 4 horas",
    }
    assert {minutes: about_time(minutes) for minutes in said} == said
