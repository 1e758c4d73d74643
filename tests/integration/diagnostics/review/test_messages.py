"""A message about an answer reaches the other side: told once, marked in both lists until it is read."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail

from diagnostics.assessments.choices import Party
from diagnostics.assessments.models import Assessment
from diagnostics.review.actions import conversations
from notices.models import Notification
from tests.budgets import queries_of
from tests.factories.diagnostics import AT, declare, make_closed, make_sent

pytestmark = pytest.mark.django_db
OUTCOME, REVIEW = "/diagnostico/ciclo/aqui/revision/", "/revision/ciclo/aqui/"
NEW = "Mensajes por leer"


@pytest.fixture(autouse=True)
def _in_time():
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        yield


@pytest.fixture
def closed(cast, assessment) -> Assessment:
    return make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01", "A-03"))


def say(assessment: Assessment, party: Party, by, question: str = "A-01") -> None:
    conversations.say(assessment=assessment, question=question, party=party, text="¿Puede mirarlo?", by=by, at=AT)


def test_message_of_the_review_waits_for_the_municipal_team(
    cast, closed, browser_of, django_capture_on_commit_callbacks
):
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        say(closed, Party.REVIEW, cast.reviewer)
    told = Notification.objects.filter(kind="message")
    assert {one.user_id for one in told} == {cast.liaison.pk, cast.contributor.pk}
    assert {one.url for one in told} == {f"{OUTCOME}A-01/"}
    assert {address for letter in mail.outbox for address in letter.to} >= {cast.liaison.email}
    assert "¿Puede mirarlo?" not in "".join(letter.body for letter in mail.outbox), (
        "what was said is read in the portal"
    )
    desk, other = browser_of(cast.liaison), browser_of(cast.contributor)
    page = desk.get(OUTCOME).text
    assert NEW in page
    assert f'href="{OUTCOME}A-01/"' in page
    assert "Mensaje nuevo" in desk.get(f"{OUTCOME}A-03/").text
    assert "Mensaje nuevo" not in desk.get(f"{OUTCOME}A-01/").text, "she reads it now"
    assert NEW not in desk.get(OUTCOME).text
    assert NEW in other.get(OUTCOME).text, "each person reads for herself"


def test_message_of_the_municipality_waits_for_those_who_reviewed_the_answer(cast, closed, browser_of):
    say(closed, Party.MUNICIPALITY, cast.liaison)
    told = Notification.objects.filter(kind="message")
    assert {one.user_id for one in told} == {cast.reviewer.pk}
    assert {one.title for one in told} == {"Aquí le escribe sobre A-01"}
    desk = browser_of(cast.reviewer)
    assert NEW in desk.get(REVIEW).text
    assert "Mensaje nuevo" in desk.get(f"{REVIEW}casos/A-03/").text
    desk.get(f"{REVIEW}casos/A-01/")
    assert NEW not in desk.get(REVIEW).text


def test_nobody_is_told_of_her_own_message(cast, closed):
    say(closed, Party.MUNICIPALITY, cast.liaison)
    say(closed, Party.REVIEW, cast.reviewer)
    assert not Notification.objects.filter(
        kind="message", key__contains=":A-01:", user=cast.reviewer, title__startswith="La revisión"
    )
    assert not Notification.objects.filter(kind="message", user=cast.liaison, title__startswith="Aquí")


def test_lists_cost_one_query_more_whatever_the_messages(cast, closed, browser_of):
    desk = browser_of(cast.liaison)
    before = len(queries_of(lambda: desk.get(OUTCOME)))
    for question in ("A-01", "A-03", "A-01"):
        say(closed, Party.REVIEW, cast.reviewer, question)
    assert len(queries_of(lambda: desk.get(OUTCOME))) == before


def test_without_anybody_who_answers_the_mayors_office_is_told(cast, closed, browser_of):
    leave(cast.liaison, cast.contributor)
    say(closed, Party.REVIEW, cast.reviewer)
    assert {one.user_id for one in Notification.objects.filter(kind="message")} == {cast.approver.pk}
    home = browser_of(cast.approver).get("/diagnostico/ciclo/aqui/").text
    assert "La revisión le escribió." in home
    assert f'href="{OUTCOME}A-01/"' in home


def test_message_that_reaches_nobody_is_not_called_sent(cast, closed, browser_of):
    leave(cast.liaison, cast.contributor, cast.approver)
    desk = browser_of(cast.reviewer)
    words = {"operation": "message", "message-text": "¿Puede mirarlo?"}
    page = desk.post(f"{REVIEW}casos/A-01/", words, follow=True).text
    assert "Nadie de Aquí tiene cuenta" in page
    assert "Mensaje enviado" not in page


def test_conversation_stands_on_the_page_of_the_municipality_while_marks_are_hidden(cast, assessment, browser_of):
    sent = make_sent(assessment, cast.liaison)
    declare(sent.round, cast.reviewer)
    say(sent, Party.REVIEW, cast.reviewer)
    desk = browser_of(cast.liaison)
    desk.get(f"{OUTCOME}A-01/")
    page = desk.get(OUTCOME).text
    assert "Todavía no hay nada que ver aquí" not in page
    assert f'href="{OUTCOME}A-01/"' in page


def leave(*people) -> None:
    for person in people:
        person.memberships.update(ended_at=AT)
