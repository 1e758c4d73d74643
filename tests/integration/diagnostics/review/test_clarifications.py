"""Requests for clarification: asked once, answered one by one or not at all, while the review's clock stands still."""

from datetime import UTC, date, datetime

import pytest

from core.models import AuditEntry
from core.process.transitions import DeadlinePassed, WrongState
from diagnostics.assessments.actions import answers
from diagnostics.assessments.choices import Layer, Party, State
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.review.actions import clarifications, conversations, reopening, reviews, terms
from diagnostics.review.models import AnswerReview, Message
from diagnostics.review.queries.cases import casefile_of
from diagnostics.review.queries.reviewing import reviewing_of
from tests.factories.diagnostics import AT, LINK, declare, make_marked, make_sent, mark_answer, mark_of

pytestmark = pytest.mark.django_db
NEW = "https://www.ejemplo.gov.co/pagina-3"


def on(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=15)


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def ask(assessment: Assessment, by, *questions: str, at: datetime = AT) -> None:
    for question in questions:
        clarifications.ask(assessment=assessment, question=question, text="¿En qué página?", by=by, at=at)


def clarify(assessment: Assessment, by, question: str, at: datetime = AT) -> Assessment:
    return clarifications.clarify(assessment=assessment, question=question, text="En la 3", by=by, at=at)


def store(
    assessment: Assessment, by, question: str, value: str, *, at: datetime = AT, url: str = NEW
) -> dict[str, str]:
    version = Answer.objects.self_assessed().get(question__code=question).version
    draft = answers.Draft(question, value, version, links={"": [url]})
    return answers.store(assessment=assessment, drafts=[draft], by=by, at=at).outcomes


def end(day: str) -> int:
    return terms.end_terms(today=date.fromisoformat(day), at=on(day))


@pytest.fixture
def sent(cast, assessment) -> Assessment:
    declare(assessment.round, cast.reviewer)
    return make_sent(assessment, cast.liaison)


@pytest.fixture
def asked(cast, sent) -> Assessment:
    """A-01 and B-02 were asked about on Monday the 8th, three working days into the review."""
    make_marked(sent, cast.reviewer)
    ask(sent, cast.reviewer, "A-01", "B-02", at=on("2027-03-08"))
    clarifications.send(assessment=sent, by=cast.reviewer, at=on("2027-03-08"))
    return now(sent)


def test_requests_wait_unseen_until_they_are_sent_together(cast, sent):
    ask(sent, cast.reviewer, "A-01", "B-02")
    ask(sent, cast.reviewer, "A-01")
    assert list(Message.objects.values_list("is_request", "sent_at")) == [(True, None)] * 2
    clarifications.drop(assessment=sent, question="B-02", by=cast.reviewer, at=AT)
    clarifications.send(assessment=sent, by=cast.reviewer, at=AT)
    assert list(Message.objects.values_list("answer__question__code", "sent_at")) == [("A-01", AT)]
    assert AuditEntry.of(sent).get(verb="clarification.sent").data["questions"] == ["A-01"]


def test_nothing_to_send_is_refused(cast, sent):
    with pytest.raises(clarifications.NothingToSend):
        clarifications.send(assessment=sent, by=cast.reviewer, at=AT)
    assert now(sent).state == State.IN_REVIEW


def test_unsent_requests_keep_the_review_from_being_closed(cast, sent):
    make_marked(sent, cast.reviewer)
    ask(sent, cast.reviewer, "A-01")
    with pytest.raises(reviews.ReviewIncomplete) as refusal:
        reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=AT)
    assert refusal.value.details == ["A-01"]


def test_asked_answers_lose_their_marks_and_the_points_that_hung_on_them(cast, sent):
    lower = mark_of(reviewing_of(sent).items["A-01"], value="2", reason="Dice otra cosa")
    mark_answer(sent, lower, by=cast.reviewer, at=AT)
    assert now(sent).disputed_points == 15
    ask(sent, cast.reviewer, "A-01")
    clarifications.send(assessment=sent, by=cast.reviewer, at=AT)
    assert (AnswerReview.objects.count(), now(sent).disputed_points) == (0, 0)


def test_only_what_was_asked_about_changes(cast, asked):
    assert store(asked, cast.contributor, "A-01", "3", at=on("2027-03-09")) == {"A-01": answers.SAVED}
    with pytest.raises(answers.NotFillable):
        store(asked, cast.contributor, "A-02", "no", at=on("2027-03-09"))
    with pytest.raises(clarifications.NotAsked):
        clarify(asked, cast.contributor, "A-02", at=on("2027-03-09"))
    values = dict(Answer.objects.values_list("question__code", "value"))
    assert (values["A-01"], values["A-02"]) == ("3", "si")


def test_nothing_is_marked_nor_closed_meanwhile(cast, asked):
    with pytest.raises(WrongState):
        reviews.mark_page(assessment=asked, marks=[], by=cast.reviewer, at=on("2027-03-09"))
    with pytest.raises(WrongState):
        reviews.close(assessment=asked, approves_many_na=True, by=cast.reviewer, at=on("2027-03-09"))


def test_last_clarification_gives_all_back_and_the_clock_goes_on(cast, asked):
    assert (asked.state, asked.due_on, asked.days_left) == (State.CLARIFICATION, date(2027, 3, 15), 12)
    half = clarify(asked, cast.contributor, "A-01", at=on("2027-03-10"))
    assert (half.state, Answer.objects.get(question__code="A-01").reopened_at) == (State.CLARIFICATION, None)
    with pytest.raises(answers.NotFillable):
        store(asked, cast.contributor, "A-01", "1", at=on("2027-03-10"))
    with pytest.raises(clarifications.NotAsked):
        clarify(asked, cast.contributor, "A-01", at=on("2027-03-10"))
    done = now(clarify(asked, cast.contributor, "B-02", at=on("2027-03-11")))
    assert (done.state, done.due_on, done.days_left) == (State.IN_REVIEW, date(2027, 4, 1), None), (
        "12 days from the 11th"
    )
    assert AuditEntry.of(done).filter(verb="clarification.answered").count() == 1
    assert Answer.objects.filter(reopened_at__isnull=False).count() == 0


def test_clarifications_are_asked_once(cast, asked):
    for question in ("A-01", "B-02"):
        clarify(asked, cast.contributor, question, at=on("2027-03-10"))
    with pytest.raises(clarifications.AskedAlready):
        ask(asked, cast.reviewer, "A-03", at=on("2027-03-10"))
    with pytest.raises(clarifications.AskedAlready):
        clarifications.send(assessment=asked, by=cast.reviewer, at=on("2027-03-10"))


def test_silence_ends_with_the_term_and_is_noted(cast, asked):
    store(asked, cast.contributor, "B-02", "o1", at=on("2027-03-09"))
    clarify(asked, cast.contributor, "A-01", at=on("2027-03-10"))
    assert end("2027-03-15") == 0
    assert end("2027-03-16") == 1
    back = now(asked)
    assert (back.state, back.due_on) == (State.IN_REVIEW, date(2027, 4, 6)), "12 working days from the 16th"
    entry = AuditEntry.of(back).get(verb="clarification.expired")
    assert (entry.by, entry.data["unanswered"], entry.data["to"]) == (None, ["B-02"], "in_review")
    assert Answer.objects.get(question__code="B-02").value == "o1", "what was changed in time stays"
    assert Answer.objects.filter(reopened_at__isnull=False).count() == 0
    waits = [case.code for case in casefile_of(back).requests if case.waits_for_clarification]
    assert waits == ["B-02"]
    assert end("2027-03-16") == 0


def test_late_clarification_is_refused(cast, asked):
    with pytest.raises(DeadlinePassed):
        clarify(asked, cast.contributor, "A-01", at=on("2027-03-16"))
    with pytest.raises(answers.NotFillable):
        store(asked, cast.contributor, "A-01", "1", at=on("2027-03-16"))


def test_message_alone_gives_nothing_back(cast, asked):
    conversations.say(
        assessment=asked, question="A-01", party=Party.MUNICIPALITY, text="Ya casi", by=cast.contributor,
        at=on("2027-03-09"),
    )  # fmt: skip
    assert [case.code for case in casefile_of(asked).unanswered_requests] == ["A-01", "B-02"]
    clarify(asked, cast.contributor, "B-02", at=on("2027-03-10"))
    assert now(asked).state == State.CLARIFICATION
    assert end("2027-03-16") == 1
    assert (now(asked).state, Answer.objects.filter(reopened_at__isnull=False).count()) == (State.IN_REVIEW, 0)


def test_clarified_answer_is_marked_again_and_the_review_closes(cast, asked):
    store(asked, cast.contributor, "A-01", "3", at=on("2027-03-09"))
    for question in ("A-01", "B-02"):
        clarify(asked, cast.contributor, question, at=on("2027-03-10"))
    marks = [mark_of(item) for item in reviewing_of(now(asked)).pending]
    assert [mark.question for mark in marks] == ["A-01", "B-02"]
    at = on("2027-03-11")
    assert reviews.mark_page(assessment=asked, marks=marks, by=cast.reviewer, at=at) == []
    closed = reviews.close(assessment=asked, approves_many_na=True, by=cast.reviewer, at=at)
    reviewed = Answer.objects.get(layer=Layer.REVIEWED, question__code="A-01")
    assert (closed.state, reviewed.value) == (State.FINAL_READY, "3")


def test_reopened_answers_of_a_clarification_do_not_end_with_those_of_fallen_links(cast, asked):
    assert reopening.end_old(today=date(2027, 12, 31), at=on("2027-12-31")) == 0
    with pytest.raises(reopening.NotReopened):
        reopening.finish(assessment=asked, question="A-01", by=cast.contributor, at=on("2027-03-09"))
    assert Answer.objects.filter(reopened_at__isnull=False).count() == 2


def test_unreadable_answer_is_not_given_back(cast, asked):
    store(asked, cast.contributor, "B-02", "o9", at=on("2027-03-09"), url=LINK)
    with pytest.raises(clarifications.NotAsked, match="Corríjala"):
        clarify(asked, cast.contributor, "B-02", at=on("2027-03-09"))


def test_term_that_ends_in_the_middle_of_a_word_leaves_what_was_signed(cast, asked):
    """What cannot be read is not given back, and never costs the municipality the answer that its town hall signed."""
    store(asked, cast.contributor, "A-01", "si", at=on("2027-03-09"))
    with pytest.raises(clarifications.NotAsked):
        clarify(asked, cast.contributor, "A-01", at=on("2027-03-09"))
    store(asked, cast.contributor, "B-02", "o1", at=on("2027-03-09"))
    assert end("2027-03-16") == 1
    left = Answer.objects.self_assessed().filter(question__code__in=["A-01", "B-02"])
    assert dict(left.values_list("question__code", "value")) == {"A-01": "4", "B-02": "o1"}
    assert AuditEntry.objects.filter(verb="answer.restored").count() == 1
    assert reviewing_of(now(asked)).items["A-01"].cell.error == ""
