"""Two sessions at the same moment, on PostgreSQL: one wins, the other is told, nothing is written twice."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from accounts.permissions import Role
from core.models import AuditEntry
from diagnostics.assessments.choices import Layer, Mode, RoundStatus, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, Reminder, Round, ScoreRun
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.results.models import Publication
from diagnostics.review.models import AnswerReview, SecondReview, Signature
from notices.models import Notification
from tests.factories.accounts import make_member
from tests.factories.diagnostics import declare, make_closed, make_filled, make_marked, make_sent, typed

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
HOME, REVIEW = "/diagnostico/ciclo/aqui/", "/revision/ciclo/aqui/"
ROUNDS = range(3)  # without its lock a race is still won by luck now and then
SIGNATURE = {"operation": "sign", "name": "Ana", "role": "mayor", "position": "Alcaldesa", "confirms_content": "on"}
Request = Callable[[], HttpResponse]


def at_once(*requests: Request) -> list[HttpResponse]:
    """Send the requests at the same moment, each in a thread with a connection of its own."""
    barrier, answers, failures = threading.Barrier(len(requests)), [None] * len(requests), []

    def send(place: int, request: Request) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            answers[place] = request()
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=pair) for pair in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == [], "a request ended in an error of the server"
    return answers


def statuses(*requests: Request) -> list[int]:
    return sorted(response.status_code for response in at_once(*requests))


def saving(browser: Client, question: str, **parts) -> Request:
    return lambda: browser.post(f"{HOME}respuestas/{question}/", typed(question, **parts))


def posting(browser: Client, url: str, fields: dict | None = None) -> Request:
    return lambda: browser.post(url, fields or {})


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def assert_counts_are_true(assessment: Assessment) -> None:
    stored = now(assessment)
    whole = filling_of(stored).whole
    assert (stored.applicable_count, stored.answered_count, stored.unproven_count) == (
        whole.total, whole.answered, whole.unproven,
    )  # fmt: skip


def reviewable(assessment: Assessment, cast) -> Assessment:
    """In review, with two reviewers who declared; no sample, which would hide a mark from the other one."""
    declare(assessment.round, cast.reviewer, cast.coordinator)
    sent = make_sent(assessment, cast.liaison)
    SecondReview.objects.all().delete()
    return sent


def judged(assessment: Assessment, state: str, *, version: int) -> dict:
    """What the page sends for A-01, with a reason where its proof is not accepted."""
    why = {} if state == "accepted" else {"A-01-reason-code": "otra", "A-01-why": "No lo prueba"}
    key = f"A-01-proof-:{assessment.evidence.get().pk}"
    return {"A-01-version": version, "A-01-answer": 1, "A-01-result": "declared", key: state} | why


@pytest.fixture
def pair(cast, assessment, browser_of) -> tuple[Client, Client]:
    return browser_of(cast.contributor), browser_of(cast.liaison)


def test_two_first_answers_to_one_question(pair, assessment):
    one, other = pair
    answers = at_once(saving(one, "A-01", value="1"), saving(other, "A-01", value="4"))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    won, told = sorted(answers, key=lambda answer: answer.status_code)
    stored = Answer.objects.get()
    assert (stored.value, stored.version) == ("1" if won is answers[0] else "4", 1)
    assert "Otra persona cambió esta respuesta" in told.text
    assert_counts_are_true(assessment)


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_writers_of_one_answer(pair, assessment, turn):
    one, other = pair
    one.post(f"{HOME}respuestas/A-01/", typed("A-01", value="2"))
    found = statuses(saving(one, "A-01", value="1", version=1), saving(other, "A-01", value="4", version=1))
    assert found == [200, 409]
    assert Answer.objects.get().version == 2
    assert_counts_are_true(assessment)


def test_two_writers_of_the_same_content_are_both_served(pair):
    one, other = pair
    same = {"value": "3", "links": {"": "https://aqui.gov.co/1"}}
    assert statuses(saving(one, "A-01", **same), saving(other, "A-01", **same)) == [200, 200]
    assert (Answer.objects.get().version, Evidence.objects.count()) == (1, 1)


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_writers_of_different_answers_are_both_saved_and_counted(pair, assessment, turn):
    one, other = pair
    link = {"": "https://aqui.gov.co/1"}
    found = statuses(saving(one, "A-01", value="3", links=link), saving(other, "B-02", value="o2", links=link))
    assert found == [200, 200]
    assert now(assessment).answered_count == 2
    assert_counts_are_true(assessment)
    assert Evidence.objects.count() == 1


def test_two_pages_saved_at_once_keep_one_of_each_answer(pair, assessment):
    one, other = pair
    page = f"{HOME}preguntas/A.1/"
    mine = typed("A-01", value="1") | typed("A-02", value="si") | typed("A-03", value="a")
    theirs = typed("A-01", value="4") | typed("A-02", value="si") | typed("A-03", value="b")
    assert statuses(posting(one, page, mine), posting(other, page, theirs)) == [302, 409]
    values = dict(Answer.objects.values_list("question__code", "value"))
    assert values in ({"A-01": "1", "A-02": "si", "A-03": "a"}, {"A-01": "4", "A-02": "si", "A-03": "b"})
    assert_counts_are_true(assessment)


@pytest.mark.parametrize("turn", ROUNDS)
def test_facts_confirmed_while_somebody_answers(pair, assessment, turn):
    one, other = pair
    facts = posting(other, f"{HOME}datos/", {"has_council": "True", "version": "0"})
    assert statuses(saving(one, "A-01", value="3"), facts) == [200, 302]
    assert now(assessment).applicable_count == 6
    assert_counts_are_true(assessment)


def test_facts_confirmed_twice(pair, assessment, cast, browser_of):
    one, other = browser_of(cast.liaison), browser_of(cast.coordinator)
    page = f"{HOME}datos/"
    yes, unknown = {"has_council": "True", "version": "0"}, {"has_council": "", "version": "0"}
    assert statuses(posting(one, page, yes), posting(other, page, unknown)) == [302, 409]
    assert now(assessment).attributes_version == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_sending_while_somebody_writes(pair, cast, assessment, browser_of, turn):
    one, other = pair
    make_filled(assessment, cast.contributor)
    saved, sent = at_once(saving(one, "A-01", value="1", version=1), posting(other, f"{HOME}enviar/"))
    assert (sent.status_code, now(assessment).state) == (302, State.SIGN_OFF)
    value = Answer.objects.get(question__code="A-01").value
    assert (saved.status_code, value) in [(200, "1"), (409, "4")], "what was told is what is stored"
    assert_counts_are_true(assessment)
    assert browser_of(cast.approver).post(f"{HOME}firma/", SIGNATURE).status_code == 302
    signed = {row["question"]: row["value"] for row in Signature.objects.get().document["answers"]}
    assert signed["A-01"] == value, "and what is stored is what is signed"
    assert ScoreRun.objects.filter(layer=Layer.SELF_ASSESSED, mode=Mode.PROVISIONAL).count() == 1


def test_sending_twice(pair, cast, assessment, browser_of):
    make_filled(assessment, cast.contributor)
    page = f"{HOME}enviar/"
    found = statuses(posting(browser_of(cast.liaison), page), posting(browser_of(cast.liaison), page))
    assert found in ([302, 302], [302, 409]), "the second is told, on this page or on the next"
    assert AuditEntry.of(assessment).filter(verb="assessment.submitted").count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_two_reviewers_marking_one_answer(cast, assessment, browser_of, turn):
    sent = reviewable(assessment, cast)
    url = f"{REVIEW}respuestas/A-01/"
    yes, no = (judged(sent, state, version=0) for state in ("accepted", "insufficient"))
    answers = at_once(
        posting(browser_of(cast.reviewer), url, yes), posting(browser_of(cast.coordinator), url, no)
    )  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    review = AnswerReview.objects.get()
    assert (review.evidence_accepted, review.version) == ("si" if answers[0].status_code == 200 else "", 1)


@pytest.mark.parametrize("turn", ROUNDS)
def test_closing_twice(cast, assessment, browser_of, turn):
    make_marked(reviewable(assessment, cast), cast.reviewer)
    url = f"{REVIEW}cerrar/"
    found = statuses(posting(browser_of(cast.reviewer), url), posting(browser_of(cast.coordinator), url))
    assert found == [302, 409]
    layers = {name: Answer.objects.filter(layer=name).count() for name in Layer}
    assert layers == dict.fromkeys(Layer, 5)
    assert ScoreRun.objects.filter(layer=Layer.FINAL).count() == 1
    assert AuditEntry.of(assessment).filter(verb="review.closed").count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_closing_while_somebody_changes_a_mark(cast, assessment, browser_of, turn):
    sent = reviewable(assessment, cast)
    make_marked(sent, cast.reviewer)
    change = judged(sent, "insufficient", version=1)
    marked, closed = at_once(
        posting(browser_of(cast.reviewer), f"{REVIEW}respuestas/A-01/", change),
        posting(browser_of(cast.coordinator), f"{REVIEW}cerrar/"),
    )
    assert closed.status_code == 302
    reviewed = Answer.objects.get(layer=Layer.REVIEWED, question__code="A-01").evidence_accepted
    assert (marked.status_code, reviewed, now(assessment).state) in [
        (200, "", State.REPLY_OPEN), (409, "si", State.FINAL_READY),
    ], "the layer holds the mark that was kept, and the state follows from it"  # fmt: skip


@pytest.mark.parametrize("turn", ROUNDS)
def test_publishing_twice(cast, assessment, browser_of, turn):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    url = "/tablero/ciclo/publicar/"
    answers = at_once(posting(browser_of(cast.coordinator), url), posting(browser_of(cast.coordinator), url))
    assert [answer.status_code for answer in answers] == [302, 302]
    round = Round.objects.get()
    assert (round.status, Publication.objects.count()) == (RoundStatus.PUBLISHED, 1)
    assert AuditEntry.of(round).filter(verb="round.published").count() == 1
    assert ScoreRun.objects.filter(layer=Layer.FINAL).count() == 1


@pytest.mark.parametrize("turn", ROUNDS)
def test_publishing_while_who_never_started_writes_a_first_answer(cast, assessment, browser_of, turn):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    neighbour = browser_of(cast.neighbour)
    first = posting(neighbour, "/diagnostico/ciclo/alla/respuestas/A-01/", typed("A-01", value="3"))
    published, saved = at_once(posting(browser_of(cast.coordinator), "/tablero/ciclo/publicar/"), first)
    assert published.status_code == 302
    theirs = Assessment.objects.get(municipality=cast.there)
    outcome = (saved.status_code, theirs.state, theirs.answers.count(), Publication.objects.count())
    assert outcome in [(409, State.PUBLISHED, 0, 1), (200, State.SELF_ASSESSMENT, 1, 0)]


@pytest.mark.parametrize("round", ROUNDS)
def test_two_coordinators_who_press_at_once_remind_a_person_once(cast, assessment, browser_of, round):
    Assessment.objects.update(due_on=date(2026, 1, 5))
    words = {
        "places": ["aqui", "alla"],
        "subject": "Falta un paso",
        "text": "Falta: {lo que falta}.",
        "operation": "send",
    }
    desks = [browser_of(cast.coordinator), browser_of(make_member(Role.COORDINATOR))]
    assert statuses(*(posting(desk, "/tablero/ciclo/recordar/", words) for desk in desks)) == [302, 422]
    people = sorted([cast.liaison.pk, cast.neighbour.pk])
    assert sorted(Reminder.objects.values_list("person", flat=True)) == people
    assert sorted(Notification.objects.filter(kind="reminder").values_list("user", flat=True)) == people
    assert AuditEntry.objects.filter(verb="assessment.reminded").count() == 2
