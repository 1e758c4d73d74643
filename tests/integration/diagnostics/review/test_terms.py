"""Terms in working days: how long each state lasts, more time, what ends by itself, and taking no part."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError

from core.models import AuditEntry
from core.process import deadlines
from core.process.transitions import DeadlinePassed, WrongState
from diagnostics.assessments.actions import answers, assessments, participation
from diagnostics.assessments.choices import Layer, State
from diagnostics.assessments.models import Answer, Assessment, Evidence, Extension, Round
from diagnostics.results.actions import publications
from diagnostics.review.actions import replies, reviews, signing, terms
from diagnostics.review.choices import Stance
from diagnostics.review.models import AnswerReview, Reply
from notices.models import Notification
from tests.factories.diagnostics import (
    AT,
    declare,
    make_closed,
    make_filled,
    make_marked,
    make_replied,
    make_round,
    make_sent,
    make_signed,
    make_submitted,
)  # fmt: skip

pytestmark = pytest.mark.django_db
OPENS, CLOSES = date(2027, 3, 1), date(2027, 3, 12)


def on(day: date | str, hour: int = 15) -> datetime:
    """Ten in the morning of a day in Medellín, unless told."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def now(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_context().get(pk=assessment.pk)


def end(day: str) -> int:
    return terms.end_terms(today=date.fromisoformat(day), at=on(day))


@pytest.fixture
def dated(cast) -> Assessment:
    """The diagnosis of `here` in a round with dates."""
    round = make_round(cast.here, cast.there, code="fechas", name="Ciclo con fechas", opens_on=OPENS, closes_on=CLOSES)
    return Assessment.objects.with_context().get(round=round, municipality=cast.here)


def in_state(state: State, assessment: Assessment, cast) -> Assessment:
    """The diagnosis brought to a state, all at AT."""
    if state == State.SIGN_OFF:
        return make_submitted(assessment, cast.liaison)
    if state == State.IN_REVIEW:
        return make_sent(assessment, cast.liaison)
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    return closed if state == State.REPLY_OPEN else make_replied(closed, cast.liaison, "A-01")


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (State.SIGN_OFF, "2027-03-10"),
        (State.IN_REVIEW, "2027-03-29"),  # Saint Joseph's Monday, Holy Thursday and Good Friday do not count
        (State.REPLY_OPEN, "2027-03-17"),
        (State.REPLY_DECISION, "2027-03-12"),
    ],
)
def test_term_of_each_state_in_working_days_of_colombia(cast, assessment, state, due):
    found = now(in_state(state, assessment, cast))
    assert (found.state, str(found.due_on), found.state_since) == (state, due, AT)


def test_filling_lasts_as_the_round(cast, dated):
    assert (dated.state, dated.due_on) == (State.NOT_STARTED, CLOSES)
    make_filled(dated, cast.contributor)
    assert (now(dated).state, now(dated).due_on) == (State.SELF_ASSESSMENT, CLOSES)


@pytest.mark.parametrize("day", ["2027-02-28", "2027-03-13"])
def test_nothing_is_written_before_the_round_opens_and_after_it_closes(cast, dated, day):
    make_filled(dated, cast.contributor, {"A-01": "2"})
    before = list(Answer.objects.values())
    with pytest.raises(DeadlinePassed) as refusal:
        answers.store(assessment=dated, drafts=[answers.Draft("A-01", "3", 1)], by=cast.contributor, at=on(day))
    assert ("abre el lunes 1 de marzo" in refusal.value.message) == (day == "2027-02-28")
    with pytest.raises(DeadlinePassed):
        assessments.confirm_facts(
            assessment=dated, facts={"has_council": True}, seen_version=0, by=cast.liaison, at=on(day)
        )
    with pytest.raises(DeadlinePassed):
        assessments.submit(assessment=dated, even_if_partial=True, by=cast.liaison, at=on(day))
    assert (list(Answer.objects.values()), now(dated).state) == (before, State.SELF_ASSESSMENT)


def test_saying_again_what_is_stored_is_unchanged_although_the_term_is_over(cast, dated):
    make_filled(dated, cast.contributor, {"A-01": "2"})
    same = answers.Draft("A-01", "2", 0, links=None)
    saved = answers.store(assessment=dated, drafts=[same], by=cast.contributor, at=on("2027-03-15"))
    assert (saved.outcomes, Answer.objects.get().version) == ({"A-01": answers.UNCHANGED}, 1)


def test_last_day_of_a_term_ends_at_midnight_in_colombia(cast, dated):
    last = datetime(2027, 3, 13, 4, 59, tzinfo=UTC)  # 23:59 of the 12th in Medellín
    answers.store(assessment=dated, drafts=[answers.Draft("A-01", "3", 0)], by=cast.contributor, at=last)
    with pytest.raises(DeadlinePassed):
        answers.store(
            assessment=dated,
            drafts=[answers.Draft("A-02", "si", 0)],
            by=cast.contributor,
            at=last + timedelta(minutes=1),
        )
    assert Answer.objects.count() == 1


def test_extension_is_logged_and_opens_the_term_again(cast, dated):
    late = on("2027-03-15")
    extension = terms.extend(
        assessment=dated, until=date(2027, 3, 17), reason="Inundación", by=cast.coordinator, at=late
    )
    stored = Extension.objects.get(pk=extension.pk)
    assert (stored.state, stored.due_before, stored.due_on, stored.reason, stored.granted_by, stored.granted_at) == (
        State.NOT_STARTED, CLOSES, date(2027, 3, 17), "Inundación", cast.coordinator, late,
    )  # fmt: skip
    entry = AuditEntry.of(dated).get(verb="term.extended")
    assert (entry.by, entry.reason, entry.data) == (
        cast.coordinator, "Inundación", {"state": "not_started", "before": "2027-03-12", "due": "2027-03-17"},
    )  # fmt: skip
    told = set(Notification.objects.values_list("user", flat=True))
    assert told == {cast.contributor.pk, cast.liaison.pk}
    answers.store(assessment=dated, drafts=[answers.Draft("A-01", "3", 0)], by=cast.contributor, at=late)
    assert (now(dated).state, now(dated).due_on) == (State.SELF_ASSESSMENT, date(2027, 3, 17))
    with pytest.raises(DatabaseError, match="immutable"):
        Extension.objects.update(reason="Otra")


def test_what_was_extended_stays_so_when_the_town_hall_sends_it_back(cast, dated):
    terms.extend(assessment=dated, until=date(2027, 4, 30), reason="Inundación", by=cast.coordinator, at=AT)
    make_submitted(dated, cast.liaison)
    signing.send_back(assessment=dated, reason="Falta", by=cast.approver, at=AT)
    assert now(dated).due_on == date(2027, 4, 30)


@pytest.mark.parametrize("until", ["2027-03-12", "2027-03-01"])
def test_extension_must_give_time(cast, dated, until):
    with pytest.raises(deadlines.NoMoreTime):
        terms.extend(assessment=dated, until=date.fromisoformat(until), reason="Sí", by=cast.coordinator, at=AT)


def test_there_is_nothing_to_extend_without_a_term(cast, assessment):
    with pytest.raises(deadlines.NoMoreTime):
        terms.extend(assessment=assessment, until=date(2027, 5, 1), reason="Sí", by=cast.coordinator, at=AT)
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer)
    with pytest.raises(WrongState):
        terms.extend(assessment=closed, until=date(2027, 5, 1), reason="Sí", by=cast.coordinator, at=AT)
    assert Extension.objects.count() == 0


@pytest.mark.parametrize("state", [State.SIGN_OFF, State.IN_REVIEW, State.REPLY_DECISION])
def test_state_in_which_others_must_act_never_passes_by_itself(cast, assessment, state):
    waiting = in_state(state, assessment, cast)
    before = Assessment.objects.filter(pk=waiting.pk).values().get()
    assert end("2027-12-31") == 0
    assert Assessment.objects.filter(pk=waiting.pk).values().get() == before
    assert now(waiting).is_overdue(date(2027, 12, 31))


def test_filling_never_passes_by_itself(cast, dated):
    make_filled(dated, cast.contributor)
    assert (end("2027-12-31"), now(dated).state) == (0, State.SELF_ASSESSMENT)


def test_silence_is_noted_as_acceptance_and_sends_nothing_in_anybodys_name(cast, assessment):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01", "A-03"))
    said = replies.Said("A-01", Stance.DISAGREE, "Sí lo prueba", 0)
    replies.write(assessment=closed, said=said, by=cast.contributor, at=AT)
    assert end("2027-03-17") == 0, "the last day is still in time"
    assert end("2027-03-18") == 1
    found = now(closed)
    assert (found.state, found.due_on, found.disputed_points) == (State.FINAL_READY, None, 0)
    assert Reply.objects.get().sent_at is None
    entry = AuditEntry.of(closed).get(verb="reply.expired")
    assert (entry.by, entry.data) == (
        None, {"from": "reply_open", "to": "final_ready", "due": None, "accepted_by_silence": 2, "drafts": 1},
    )  # fmt: skip
    fields = ("question", "value", "not_applicable", "na_accepted", "evidence_accepted")
    layers = [
        list(Answer.objects.filter(layer=x).order_by("question").values(*fields)) for x in (Layer.REVIEWED, Layer.FINAL)
    ]
    assert layers[0] == layers[1]


def test_ending_terms_again_does_nothing_more(cast, assessment):
    make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    assert [end("2027-03-18"), end("2027-03-18"), end("2027-03-19")] == [1, 0, 0]
    assert AuditEntry.of(assessment).filter(verb="reply.expired").count() == 1
    assert Answer.objects.filter(layer=Layer.FINAL).count() == 5


def test_reply_that_was_given_more_time_does_not_end(cast, assessment):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    terms.extend(assessment=closed, until=date(2027, 3, 31), reason="Semana Santa", by=cast.coordinator, at=AT)
    assert [end("2027-03-18"), end("2027-03-31"), end("2027-04-01")] == [0, 0, 1]


def test_late_reply_is_refused(cast, assessment):
    closed = make_closed(assessment, by=cast.liaison, reviewer=cast.reviewer, rejects=("A-01",))
    said = replies.Said("A-01", Stance.DISAGREE, "Sí lo prueba", 0)
    late = on("2027-03-18")
    with pytest.raises(DeadlinePassed):
        replies.write(assessment=closed, said=said, by=cast.contributor, at=late)
    with pytest.raises(DeadlinePassed):
        replies.send(assessment=closed, by=cast.liaison, at=late)
    assert (Reply.objects.count(), now(closed).state) == (0, State.REPLY_OPEN)


def test_late_review_waits_for_coordination(cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    declare(sent.round, cast.reviewer)
    late = on("2027-03-30")
    with pytest.raises(DeadlinePassed):
        reviews.mark_page(assessment=sent, marks=[], by=cast.reviewer, at=late)
    make_marked(sent, cast.reviewer)
    with pytest.raises(DeadlinePassed):
        reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=late)
    assert Answer.objects.exclude(layer=Layer.SELF_ASSESSED).count() == 0, "the layer was not written"
    terms.extend(assessment=sent, until=date(2027, 3, 31), reason="Falta poco", by=cast.coordinator, at=late)
    closed = reviews.close(assessment=sent, approves_many_na=True, by=cast.reviewer, at=late)
    assert (closed.state, AnswerReview.objects.count()) == (State.FINAL_READY, 5)


def withdraw(assessment: Assessment, by, *, own: bool, at: datetime = AT) -> Assessment:
    return participation.withdraw(assessment=assessment, reason="No hay equipo", by_mayors_office=own, by=by, at=at)


@pytest.mark.parametrize("state", [State.NOT_STARTED, State.SELF_ASSESSMENT, State.SIGN_OFF])
def test_town_hall_withdraws_until_it_signs(cast, dated, state):
    if state == State.SELF_ASSESSMENT:
        make_filled(dated, cast.liaison)
    if state == State.SIGN_OFF:
        make_submitted(dated, cast.liaison)
    out = withdraw(dated, cast.approver, own=True)
    assert (out.state, out.due_on, now(out).withdrawn_because) == (State.WITHDRAWN, None, "No hay equipo")
    entry = AuditEntry.of(out).get(verb="assessment.withdrawn")
    assert (entry.reason, entry.data["from"], entry.data["to"]) == ("No hay equipo", state, "withdrawn")
    with pytest.raises(answers.NotFillable):
        answers.store(assessment=out, drafts=[answers.Draft("A-01", "1", 1)], by=cast.liaison, at=AT)


def test_nobody_withdraws_what_was_signed(cast, assessment):
    sent = make_sent(assessment, cast.liaison)
    with pytest.raises(WrongState):
        withdraw(sent, cast.approver, own=True)
    assert now(sent).withdrawn_because == ""


def test_coordination_withdraws_only_once_the_term_is_over(cast, dated):
    with pytest.raises(participation.StillInTime):
        withdraw(dated, cast.coordinator, own=False, at=on("2027-03-12"))
    assert now(dated).state == State.NOT_STARTED
    assert withdraw(dated, cast.coordinator, own=False, at=on("2027-03-13")).state == State.WITHDRAWN


def test_coming_back_finds_everything_as_it_was(cast, dated):
    make_submitted(dated, cast.liaison)
    withdraw(dated, cast.approver, own=True)
    before = list(Answer.objects.order_by("pk").values())
    back = participation.rejoin(assessment=dated, by=cast.coordinator, at=AT)
    stored = now(back)
    assert (stored.state, stored.due_on, stored.withdrawn_because) == (State.SELF_ASSESSMENT, CLOSES, "")
    assert (stored.attributes_frozen_at, stored.submitted_at, stored.submitted_by) == (None, None, None)
    assert (list(Answer.objects.order_by("pk").values()), Evidence.objects.count()) == (before, 1)
    again = assessments.submit(assessment=stored, even_if_partial=True, by=cast.liaison, at=AT)
    assert make_signed(again, cast.approver).state == State.IN_REVIEW


def test_nobody_comes_back_to_days_that_another_round_took_meanwhile(cast, dated):
    withdraw(dated, cast.approver, own=True)
    make_round(cast.here, code="otro", name="Otro", opens_on=CLOSES, closes_on=date(2027, 4, 30))
    with pytest.raises(participation.InAnotherRound, match="Aquí ya está en «Otro» hasta el viernes 30 de abril"):
        participation.rejoin(assessment=dated, by=cast.coordinator, at=AT)
    assert now(dated).state == State.WITHDRAWN
    Round.objects.filter(code="otro").update(opens_on=CLOSES + timedelta(days=1))
    assert participation.rejoin(assessment=dated, by=cast.coordinator, at=AT).state == State.SELF_ASSESSMENT


def test_nobody_comes_back_once_the_round_is_published(cast, dated):
    make_closed(dated, by=cast.liaison, reviewer=cast.reviewer)
    theirs = Assessment.objects.with_context().get(round=dated.round, municipality=cast.there)
    withdraw(theirs, cast.coordinator, own=False, at=on("2027-03-13"))
    publications.publish(round=dated.round, at=on("2027-03-13"))
    with pytest.raises(WrongState, match="ya está publicado"):
        participation.rejoin(assessment=theirs, by=cast.coordinator, at=on("2027-03-14"))
    assert (now(theirs).state, Round.objects.get().status) == (State.WITHDRAWN, "published")
