"""Moderating what people found, and the answer of the office: who may, in which state, in what term, and who is told."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from citizens.choices import DeclineRule
from core.models import AuditEntry
from core.refusals import Refusal
from followup.sightings.actions import moderation, sending, telling
from followup.sightings.choices import Finding, SightingState
from followup.sightings.models import Photo, Sighting
from followup.sightings.queries.work import count_waiting
from notices.models import Notification
from tests.factories.followup import make_commitment
from tests.factories.sightings import FOUND, REPLY, make_sighting

pytestmark = pytest.mark.django_db
S = SightingState
QUEUE, WORK = "/seguimiento/relatos/", "/seguimiento/relatos/CO-1/1/"
AT = datetime(2027, 3, 3, 10, 0, tzinfo=ZoneInfo("America/Bogota"))
REASON = "Nombra a una persona y la acusa."


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(AT, tick=False)
    return time_machine


@pytest.fixture
def commitment(cast):
    return make_commitment(cast.here)


def acts_on(row: Sighting, cast) -> dict:
    moderated = {"sighting": row, "seen": row.version, "by": cast.facilitator, "at": AT}
    declined = {"sighting": row, "rule": DeclineRule.INSULT, "reason": REASON, "by": cast.facilitator, "at": AT}
    moved = {"office": "PQRSD", "number": "7", "on": AT.date()}
    return {
        "publish": lambda: moderation.publish(with_photo=True, **moderated),
        "decline": lambda: moderation.decline(seen=row.version, **declined),
        "transfer": lambda: moderation.transfer(**moved, **moderated),
        "take_down": lambda: moderation.take_down(**declined),
        "answer": lambda: moderation.answer(sighting=row, text=REPLY, by=cast.liaison, at=AT),
        "correct": lambda: sending.correct(sighting=row, finding=Finding.NO, text="Otra cosa encontré.", at=AT),
        "withdraw": lambda: sending.withdraw(sighting=row, at=AT),
    }


# What each act leads to from each state; a dash: refused, and nothing changes.
TRUTH = """
                en_moderacion  publicado     respondido    no_publicado  trasladado  retirado
    publish     publicado      -             -             -             -           -
    decline     no_publicado   -             -             -             -           -
    transfer    trasladado     -             -             -             -           -
    take_down   -              no_publicado  no_publicado  -             -           -
    answer      -              respondido    -             -             -           -
    correct     en_moderacion  -             -             -             -           -
    withdraw    retirado       retirado      retirado      retirado      retirado    retirado
"""


def truth() -> list[tuple[str, str, str]]:
    head, *lines = TRUTH.strip().splitlines()
    states = head.split()
    assert set(states) == set(S.values)
    return [(act, state, to) for act, *row in map(str.split, lines) for state, to in zip(states, row, strict=True)]


@pytest.mark.parametrize(("act", "state", "to"), truth())
def test_every_act_in_every_state(cast, commitment, act, state, to):
    row = make_sighting(commitment, state=S(state), by=cast.coordinator)
    before, logged = Sighting.objects.values().get(), AuditEntry.objects.count()
    if to == "-":
        with pytest.raises(Refusal):
            acts_on(row, cast)[act]()
        assert (Sighting.objects.values().get(), AuditEntry.objects.count()) == (before, logged)
        return
    acts_on(row, cast)[act]()
    assert Sighting.objects.get().state == to
    assert AuditEntry.objects.count() == logged + (state != to or act == "correct")


# --- Terms ---


def test_terms_are_two_and_fifteen_working_days(cast, commitment):
    row = make_sighting(commitment, state=S.IN_MODERATION, at=AT)
    assert row.due_on == date(2027, 3, 5)
    moderation.publish(sighting=row, seen=1, with_photo=False, by=cast.facilitator, at=AT)
    row.refresh_from_db()
    assert (row.due_on, row.answer_due_on) == (date(2027, 3, 29), date(2027, 3, 29))  # 22, 25 and 26 March are holidays
    late = AT + timedelta(days=30)
    moderation.answer(sighting=row, text=REPLY, by=cast.liaison, at=late)
    row.refresh_from_db()
    assert (row.due_on, row.answer_due_on) == (None, date(2027, 3, 29)), "late is said, not refused"


def test_late_answer_says_so(client, cast, commitment, text_of):
    row = make_sighting(commitment, state=S.ANSWERED, by=cast.liaison, answer_due_on=AT.date())
    assert "Tarde" not in text_of(client.get("/compromisos/CO-1/lo-vio/"))
    Sighting.objects.filter(pk=row.pk).update(answered_at=AT + timedelta(days=1))
    assert "Tarde" in text_of(client.get("/compromisos/CO-1/lo-vio/"))


def test_answer_late_in_the_evening_of_its_last_day_is_in_time(client, cast, commitment, text_of):
    evening = datetime(2027, 3, 3, 23, 30, tzinfo=ZoneInfo("America/Bogota"))
    make_sighting(commitment, state=S.ANSWERED, by=cast.liaison, answer_due_on=evening.date(), answered_at=evening)
    assert "Tarde" not in text_of(client.get("/compromisos/CO-1/lo-vio/"))


def test_late_ones_are_told_once_a_day_each_to_whom_it_concerns(cast, commitment):
    make_sighting(commitment, state=S.IN_MODERATION, at=AT)
    make_sighting(commitment, state=S.PUBLISHED, at=AT, due_on=date(2027, 3, 5))
    other = make_commitment(cast.there, code="CO-2")
    make_sighting(other, state=S.PUBLISHED, at=AT, due_on=date(2027, 3, 5))
    assert telling.warn_of_late(at=AT + timedelta(days=2)) == 0, "the last day itself is in time"
    for _ in range(2):
        telling.warn_of_late(at=AT + timedelta(days=3))
    said = Notification.objects.values_list("user__email", "body")
    found = {(email, "moderar" if "por moderar" in body else "responder") for email, body in said}
    assert found == {
        (cast.facilitator.email, "moderar"), (cast.coordinator.email, "moderar"), (cast.coordinator.email, "responder"),
        (cast.liaison.email, "responder"), (cast.neighbour.email, "responder"),
    }  # fmt: skip
    assert len(said) == 6  # the coordination answers for both offices


# --- Who ---


def test_only_moderators_moderate_and_only_the_office_answers(cast, commitment):
    waits, public = make_sighting(commitment, state=S.IN_MODERATION), make_sighting(commitment)
    for person in (cast.liaison, cast.reviewer, cast.admin, cast.citizen):
        with pytest.raises(moderation.MayNotModerate):
            moderation.publish(sighting=waits, seen=1, with_photo=True, by=person, at=AT)
    for person in (cast.neighbour, cast.facilitator, cast.approver, cast.citizen):
        with pytest.raises(moderation.MayNotAnswer):
            moderation.answer(sighting=public, text=REPLY, by=person, at=AT)
    moderation.answer(sighting=public, text=REPLY, by=cast.liaison, at=AT)
    public.refresh_from_db()
    assert (public.answered_as, public.answered_by) == ("Secretaría de Participación", cast.liaison)


def test_coordination_answers_in_its_own_name(cast, commitment):
    row = make_sighting(commitment)
    moderation.answer(sighting=row, text=REPLY, by=cast.coordinator, at=AT)
    row.refresh_from_db()
    assert row.answered_as == "Coordinación metropolitana"


def test_of_a_metropolitan_commitment_no_municipality_answers(cast):
    row = make_sighting(make_commitment(None, municipalities=[cast.here, cast.there]))
    assert count_waiting(cast.liaison) == 0
    with pytest.raises(moderation.MayNotAnswer):
        moderation.answer(sighting=row, text=REPLY, by=cast.liaison, at=AT)
    moderation.answer(sighting=row, text=REPLY, by=cast.coordinator, at=AT)
    row.refresh_from_db()
    assert row.answered_as == "Secretaría de Participación"


def test_text_that_changed_meanwhile_is_read_again(cast, commitment, browser_of):
    row = make_sighting(commitment, state=S.IN_MODERATION)
    sending.correct(sighting=row, finding=Finding.NO, text="Lo insulto a usted y a su oficina.", at=AT)
    answer = browser_of(cast.facilitator).post(WORK, {"operation": "publish", "seen": "1"})
    assert (answer.status_code, "Lo insulto" in answer.text, "Su autor cambió el texto" in answer.text) == (
        409,
        True,
        True,
    )
    assert Sighting.objects.get().state == S.IN_MODERATION


# --- Through the pages ---


def test_moderator_publishes_and_the_office_is_told_and_answers(client, cast, commitment, browser_of, text_of):
    make_sighting(commitment, state=S.IN_MODERATION)
    moderator, office = browser_of(cast.facilitator), browser_of(cast.liaison)
    assert (count_waiting(cast.facilitator), count_waiting(cast.liaison)) == (1, 0)
    assert FOUND in moderator.get(QUEUE).text
    assert FOUND not in office.get(QUEUE).text
    assert moderator.post(WORK, {"operation": "publish", "seen": "1"}).url == QUEUE
    assert (count_waiting(cast.facilitator), count_waiting(cast.liaison), count_waiting(cast.neighbour)) == (0, 1, 0)
    told = Notification.objects.filter(title__contains="CO-1").values_list("user__email", "url")
    assert set(told) == {(cast.liaison.email, WORK), (cast.coordinator.email, WORK)}
    assert "a más tardar el 29 de marzo de 2027" in text_of(client.get("/compromisos/CO-1/lo-vio/"))
    assert office.post(WORK, {"operation": "answer", "answer-text": "corta"}).status_code == 422
    assert office.post(WORK, {"operation": "answer", "answer-text": REPLY}).url == QUEUE
    said = text_of(client.get("/compromisos/CO-1/lo-vio/"))
    assert "Responde Secretaría de Participación, 3 de marzo de 2027" in said
    assert REPLY in said
    assert cast.liaison.name not in said


def test_text_with_personal_data_is_published_only_after_looking(cast, commitment, browser_of):
    make_sighting(commitment, state=S.IN_MODERATION, text=f"{FOUND} Llame al 300 123 45 67.")
    moderator = browser_of(cast.facilitator)
    assert "parece traer datos personales: 1 teléfono" in moderator.get(WORK).text
    assert moderator.post(WORK, {"operation": "publish", "seen": "1"}).status_code == 422
    assert moderator.post(WORK, {"operation": "publish", "seen": "1", "publish-is_clean": "on"}).status_code == 302


@pytest.mark.parametrize(("state", "operation"), [(S.IN_MODERATION, "decline"), (S.PUBLISHED, "take_down")])
def test_rule_and_reason_go_to_the_author_only(client, cast, commitment, browser_of, state, operation):
    row = make_sighting(commitment, state=state, with_photo=True)
    moderator = browser_of(cast.facilitator)
    sent = {"operation": operation, "seen": "1", f"{operation}-rule": "insult", f"{operation}-reason": REASON}
    assert moderator.post(WORK, sent | {f"{operation}-reason": ""}).status_code == 422
    assert moderator.post(WORK, sent).url == QUEUE
    public = client.get("/compromisos/CO-1/lo-vio/").text
    assert REASON not in public
    assert FOUND not in public
    assert not Photo.objects.exists()
    own = client.get(client.post("/c/", {"code": row.receipt_of_it}).url).text
    assert REASON in own
    assert REASON in moderator.get(WORK).text


def test_petition_is_handed_over_within_its_days(cast, commitment, browser_of, client):
    row = make_sighting(commitment, state=S.IN_MODERATION)
    sent = {"operation": "transfer", "seen": "1", "transfer-office": "PQRSD de Aquí", "transfer-number": "2027-9"}
    moderator = browser_of(cast.facilitator)
    for day in ("2027-03-02", "2027-03-04"):
        assert moderator.post(WORK, sent | {"transfer-on": day}).status_code == 422
    assert moderator.post(WORK, sent | {"transfer-on": "2027-03-03"}).url == QUEUE
    own = client.get(client.post("/c/", {"code": row.receipt_of_it}).url).text
    assert "con el número 2027-9" in own


def test_second_moderator_is_told_what_the_first_decided_and_keeps_the_reason(cast, commitment, browser_of):
    row = make_sighting(commitment, state=S.IN_MODERATION)
    browser = browser_of(cast.coordinator)
    moderation.publish(sighting=row, seen=1, with_photo=True, by=cast.facilitator, at=AT)
    sent = {"operation": "decline", "seen": "1", "decline-rule": "insult", "decline-reason": REASON}
    answer = browser.post(WORK, sent)
    assert (answer.status_code, REASON in answer.text, "está «espera respuesta»" in answer.text) == (409, True, True)


def test_office_does_not_learn_of_what_waits_or_was_declined(cast, commitment, browser_of):
    for state in (S.IN_MODERATION, S.DECLINED, S.TRANSFERRED, S.WITHDRAWN):
        row = make_sighting(commitment, state=state)
        assert browser_of(cast.liaison).get(f"/seguimiento/relatos/CO-1/{row.number}/").status_code == 404
    make_sighting(make_commitment(cast.there, code="CO-2"), text="Allá sí lo vi, completo.")
    page = browser_of(cast.liaison).get(f"{QUEUE}?estado=moderar").text
    assert FOUND not in page
    assert "Allá sí lo vi" not in page
    assert "Por moderar" not in page


def test_queue_takes_as_many_queries_however_long(cast, commitment, browser_of, django_assert_max_num_queries):
    browser = browser_of(cast.coordinator)
    for _ in range(2):
        make_sighting(commitment, with_photo=True)
    browser.get(f"{QUEUE}?estado=responder")
    with django_assert_max_num_queries(20) as few:
        browser.get(f"{QUEUE}?estado=responder")
    for number in range(18):
        make_sighting(make_commitment(cast.there, code=f"CO-{number + 10}"), with_photo=True)
    with django_assert_max_num_queries(len(few)):
        assert browser.get(f"{QUEUE}?estado=responder").text.count("Con foto") == 20


def test_first_that_waits_is_told_and_the_next_not(cast, commitment):
    for text in ("Lo vi en la plaza.", "Lo vi en la biblioteca."):
        sending.receive(commitment=commitment, finding=Finding.YES, text=text, at=timezone.now())
    assert Notification.objects.count() == 2  # facilitation and coordination, once each
