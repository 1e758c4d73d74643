"""The queue and the page of a case with the whole first edition: 72 questions, evidence on each, threads and replies."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from benchmarks.data import value_of
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.choices import Party
from diagnostics.assessments.models import Assessment
from diagnostics.instruments.actions import instruments
from diagnostics.instruments.loaders.instrument import read_instrument
from diagnostics.review.actions import conversations, reviews
from diagnostics.review.models import Message, Reply
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.reviewing import reviewing_of
from tests.budgets import queries_of
from tests.factories.diagnostics import AT, declare, make_replied, make_round, make_signed, mark_of

pytestmark = pytest.mark.django_db
EDITION = settings.BASE_DIR / "data" / "instruments" / "ip360-ga.yaml"
MOST = 19  # one of them for the messages that wait to be read


@pytest.fixture
def whole(cast) -> Assessment:
    """Every question answered with a proof, a third of the answers adjusted, five contested, six messages on each of these."""
    version = instruments.load(content=read_instrument(EDITION.read_text(encoding="utf-8")), at=AT)[0]
    round = make_round(cast.here, version=version, code="entero", name="Ciclo entero")
    declare(round, cast.reviewer, cast.coordinator)
    assessment, chance = Assessment.objects.with_context().get(round=round), random.Random(72)
    facts = {
        a.code: a.values[-1] if a.type == "choice" else a.type == "boolean" or 3 for a in version.parsed.attributes
    }
    assessments.confirm_facts(assessment=assessment, facts=facts, seen_version=0, by=cast.liaison, at=AT)
    drafts = [
        answers.Draft(q.code, value_of(q, chance), 0, links={"": [f"https://www.ejemplo.gov.co/{q.code}"]})
        for q in version.parsed.questions
    ]
    answers.store(assessment=assessment, drafts=drafts, by=cast.liaison, at=AT)
    assessments.submit(assessment=assessment, even_if_partial=True, by=cast.liaison, at=AT)
    sent = make_signed(assessment, cast.liaison)
    items = reviewing_of(sent).to_mark
    marks = [
        mark_of(item, accepts=n % 3 > 0, reason="No lo prueba" if n % 3 == 0 else "") for n, item in enumerate(items)
    ]
    assert reviews.mark_page(assessment=sent, marks=marks, by=cast.reviewer, at=AT) == []
    closed = reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    contested = [case.code for case in casefile_of(closed).adjusted][:5]
    replied = make_replied(closed, cast.liaison, *contested)
    for code in contested:
        for party, by in ((Party.MUNICIPALITY, cast.liaison), (Party.REVIEW, cast.coordinator)) * 3:
            conversations.say(assessment=replied, question=code, party=party, text="Mire el anexo", by=by, at=AT)
    return replied


def test_queue_and_three_columns_keep_their_budget_with_72_questions_threads_and_evidence(cast, whole, browser_of):
    assert len(whole.round.version.parsed.questions) == 72
    assert (Message.objects.count(), Reply.objects.count()) == (30, 5)
    code = Reply.objects.order_by("pk").values_list("answer__question__code", flat=True)[0]
    indicator = whole.round.version.parsed.indicator_of[code].code
    staff, town = "/revision/entero/aqui/", "/diagnostico/entero/aqui/"
    pages = [
        (cast.coordinator, "/revision/"), (cast.coordinator, staff), (cast.coordinator, f"{staff}casos/{code}/"),
        (cast.coordinator, f"{staff}preguntas/{indicator}/"), (cast.liaison, f"{town}revision/"),
        (cast.liaison, f"{town}revision/{code}/"), (cast.liaison, f"{town}respuestas/{code}/historia/"),
    ]  # fmt: skip
    costs = {}
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        for who, page in pages:
            browser = browser_of(who)
            costs[page] = len(queries_of(lambda page=page, browser=browser: browser.get(page)))
            assert browser.get(page).status_code == 200, page
    assert {page: cost for page, cost in costs.items() if cost > MOST} == {}
