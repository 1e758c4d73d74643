"""The desk of who moderates, what everybody reads of moderation, and the appeal from the receipt."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.permissions import Role
from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.models import Contact
from cocreation.contributions.actions import moderation as acts
from cocreation.contributions.choices import CONTRIBUTION, CommentState, ContributionState
from cocreation.contributions.models import Comment, Contribution, ContributionVersion
from cocreation.contributions.queries.versions import mark_of
from core.receipts.actions import issue
from tests.factories.accounts import make_member
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in

pytestmark = pytest.mark.django_db
S = ContributionState
AT = moment_in(StageCode.IDEAS)
REASON = "Nombra a una persona y la acusa."
QUEUE, COMMENTS = "/cocreacion/moderacion/", "/cocreacion/moderacion/comentarios/"
HOSTILE = "<script>alert(1)</script> https://spam.example/ \u202egnp.exe javascript:alert(2) " + "\u200b" * 300 + " fin"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def desk(browser_of, cast) -> Client:
    return browser_of(cast.facilitator)


def waiting(agenda, **fields) -> Contribution:
    return make_contribution(agenda, state=S.IN_MODERATION, due_on=(AT + timedelta(days=2)).date(), **fields)


def page_of(row: Contribution) -> str:
    return f"{QUEUE}{row.agenda.code}/{row.code}/"


def add_comment(row: Contribution, text: str = "De acuerdo.", **fields) -> Comment:
    return Comment.objects.create(
        contribution=row, participant=make_participant(row.agenda), text=text, received_at=AT, **fields
    )


def declined(agenda, by, **fields) -> Contribution:
    row = waiting(agenda, **fields)
    acts.decline(contribution=row, rule=agenda.moderation_rules.get(), reason=REASON, by=by, at=AT)
    row.refresh_from_db()
    return row


# --- The desk ---


def test_empty_queue_says_why(desk, agenda):
    assert "Todo está al día" in desk.get(QUEUE).text


def test_queue_lists_all_kinds_filters_and_locks_own_decisions(desk, agenda, cast):
    row, mine = waiting(agenda), declined(agenda, cast.facilitator)
    acts.appeal(contribution=mine, at=AT)
    add_comment(make_contribution(agenda))
    page = desk.get(QUEUE)
    assert page.context["total"] == 3
    assert "La decide otra persona" in page.text
    assert [entry.contribution for entry in desk.get(f"{QUEUE}?clase=aportes").context["entries"]] == [row]
    make_agenda(code="AG-2")
    assert desk.get(f"{QUEUE}?agenda=AG-2").context["entries"] == []
    assert desk.get(f"{QUEUE}?agenda=nada&clase=nada").context["page"].paginator.count == 3
    assert "la revisión la decide otra persona" in desk.get(page_of(mine)).text


def test_queue_costs_the_same_queries_however_long(desk, agenda, django_assert_max_num_queries):
    public = make_contribution(agenda)
    for _ in range(3):
        waiting(agenda)
        add_comment(public)
    desk.get(QUEUE)
    with django_assert_max_num_queries(24) as few:
        desk.get(QUEUE)
    for _ in range(12):
        waiting(agenda)
        add_comment(public)
    with django_assert_max_num_queries(len(few)):
        desk.get(QUEUE)
    with django_assert_max_num_queries(24):
        desk.get(COMMENTS)


def test_publish_goes_on_with_the_next(desk, agenda):
    first, second = waiting(agenda), waiting(agenda)
    page = desk.get(page_of(first))
    assert (page.context["before"], page.context["after"]) == (None, f"{page_of(second)}#aporte")
    answer = desk.post(page_of(first), {"operation": "publish", "seen": mark_of(first)})
    assert (answer.status_code, answer.url) == (302, f"{page_of(second)}#aporte")
    assert desk.post(page_of(second), {"operation": "publish", "seen": mark_of(second)}).url == QUEUE
    assert set(Contribution.objects.values_list("state", flat=True)) == {S.PUBLISHED}


def test_decline_by_a_rule_of_the_agenda(desk, agenda):
    row = waiting(agenda)
    sent = {"operation": "decline", "decline-rule": "R1", "decline-reason": REASON}
    for wrong in ({"decline-rule": "R9"}, {"decline-rule": ""}, {"decline-reason": "no"}):
        answer = desk.post(page_of(row), sent | wrong)
        assert answer.status_code == 422
        assert sent["decline-reason"] in answer.text or "decline-reason" in wrong
    assert desk.post(page_of(row), sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.reason) == (S.DECLINED, REASON)


def test_transfer_says_at_its_field_that_the_day_is_wrong(desk, agenda):
    row = waiting(agenda)
    sent = {"operation": "transfer", "transfer-office": "PQRSD", "transfer-number": "12", "transfer-on": "2030-01-01"}
    answer = desk.post(page_of(row), sent)
    assert (answer.status_code, "hoy o antes" in answer.text) == (422, True)
    assert desk.post(page_of(row), sent | {"transfer-on": AT.date().isoformat()}).status_code == 302


def test_what_another_moderator_handled_is_409_and_keeps_the_text(desk, agenda, cast):
    row = waiting(agenda)
    acts.publish(contribution=row, by=cast.coordinator, at=AT)
    sent = {"operation": "decline", "decline-rule": "R1", "decline-reason": REASON}
    answer = desk.post(page_of(row), sent)
    assert answer.status_code == 409
    assert "Otra persona ya atendió" in answer.text
    assert REASON in answer.text
    assert Contribution.objects.get().state == S.PUBLISHED


def test_text_that_changed_meanwhile_is_409(desk, agenda):
    row = waiting(agenda)
    ContributionVersion.objects.create(contribution=row, number=2, title="Otro", text="Otro texto.", made_at=AT)
    answer = desk.post(page_of(row), {"operation": "publish", "seen": mark_of(row)})
    assert (answer.status_code, "Otro texto." in answer.text) == (409, True)


def test_before_the_first_stage_is_409(desk, agenda):
    row = waiting(agenda)
    with time_machine.travel(moment_in(StageCode.CALL, -1), tick=False):
        answer = desk.post(page_of(row), {"operation": "publish", "seen": mark_of(row)})
    assert (answer.status_code, "Todavía no se puede moderar" in answer.text) == (409, True)


@pytest.mark.parametrize("operation", ["", "delete", "approve", "decide"])
def test_operation_that_the_state_does_not_offer_changes_nothing(desk, agenda, operation):
    row = waiting(agenda)
    assert desk.post(page_of(row), {"operation": operation, "seen": "x", "version": "9" * 40}).status_code in (409, 422)
    assert Contribution.objects.get().state == S.IN_MODERATION


def test_own_appeal_is_refused_and_another_decides(desk, browser_of, agenda, cast):
    row = declined(agenda, cast.facilitator)
    acts.appeal(contribution=row, at=AT)
    sent = {"operation": "decide", "decide-granted": "si", "decide-reason": "Cumple las reglas.", "seen": mark_of(row)}
    answer = desk.post(page_of(row), sent)
    assert (answer.status_code, "la revisión la decide otra persona" in answer.text) == (422, True)
    assert browser_of(cast.coordinator).post(page_of(row), sent).status_code == 302
    assert Contribution.objects.get().state == S.PUBLISHED


def test_later_text_is_approved_on_the_desk(desk, agenda):
    row = make_contribution(agenda)
    version = ContributionVersion.objects.create(
        contribution=row, number=2, title=row.title, text="Otro texto.", made_at=AT
    )
    sent = {"operation": "approve", "version": "2", "seen": mark_of(version)}
    assert "Su autor propone otro texto" in desk.get(page_of(row)).text
    assert desk.post(page_of(row), sent).status_code == 302
    assert Contribution.objects.get().text == "Otro texto."
    assert desk.post(page_of(row), sent).status_code == 409


def test_letters_are_mended_on_the_desk(desk, agenda):
    row = make_contribution(agenda)
    sent = {
        "operation": "letters",
        "letters-title": "Título",
        "letters-text": row.text,
        "letters-reason": "Faltaba una tilde.",
    }
    assert desk.post(page_of(row), sent).status_code == 302
    assert Contribution.objects.get().title == "Título"


def test_hostile_text_is_inert_and_the_address_stays_hidden(desk, agenda):
    who = make_participant(agenda, channel=Channel.MAIL)
    Contact.objects.create(participant=who, agenda=agenda, email="vecina@correo.example", confirmed_at=AT)
    row = waiting(agenda, text=HOSTILE, participant=who)
    add_comment(make_contribution(agenda), HOSTILE)
    for page in (desk.get(QUEUE), desk.get(page_of(row)), desk.get(COMMENTS)):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert 'href="https://spam.example' not in page.text
        assert "vecina@correo" not in page.text
    assert "Correo" in desk.get(page_of(row)).text


def test_personal_data_are_named_in_words(desk, agenda):
    row = waiting(agenda, text="Llame al 300 123 45 67 y le cuento todo.")
    assert "1 teléfono" in desk.get(page_of(row)).text


def test_what_nobody_confirmed_is_nobodys_to_read(desk, agenda):
    row = make_contribution(agenda, state=S.RECEIVED)
    assert desk.get(page_of(row)).status_code == 404
    assert row.title not in desk.get(QUEUE).text


# --- Comments ---


def test_comments_are_moderated_in_their_list(desk, agenda):
    row = make_contribution(agenda)
    first, second = add_comment(row), add_comment(row, "Otro.")
    assert desk.post(COMMENTS, {"comment": first.pk, "operation": "publish"}).status_code == 302
    sent = {"comment": second.pk, "operation": "decline", f"c{second.pk}-rule": "R1", f"c{second.pk}-reason": REASON}
    assert desk.post(COMMENTS, sent | {f"c{second.pk}-rule": ""}).status_code == 422
    assert desk.post(COMMENTS, sent).status_code == 302
    again = desk.post(COMMENTS, sent)
    assert (again.status_code, REASON in again.text) == (409, True)
    assert list(Comment.objects.order_by("pk").values_list("state", flat=True)) == ["publicado", "no_publicado"]
    assert desk.post(COMMENTS, {"comment": "x", "operation": "publish"}).status_code == 404
    one = f"{COMMENTS}?agenda=AG-1&aporte={row.code}"
    assert "Retirarlo de lo público" in desk.get(one).text
    sent = {"comment": first.pk, "operation": "take_down", f"c{first.pk}-rule": "R1", f"c{first.pk}-reason": REASON}
    assert desk.post(one, sent).status_code == 302
    assert Comment.objects.get(pk=first.pk).state == CommentState.DECLINED


# --- What everybody reads ---


def test_rules_are_public_with_their_terms(client, agenda):
    page = client.get("/agendas/AG-1/reglas/")
    assert "No insulta ni amenaza a nadie." in page.text
    assert "2 días hábiles" in page.text
    assert "5 días hábiles" in page.text
    make_agenda(code="AG-2", is_published=False)
    assert client.get("/agendas/AG-2/reglas/").status_code == 404


def test_versions_show_who_changed_what_and_nothing_that_waits(client, agenda):
    row = make_contribution(agenda, text="Propongo sembrar arboles en la vía.", frozen_at=AT)
    more = {"contribution": row, "title": row.title, "made_at": AT}
    ContributionVersion.objects.create(
        number=2, text="Propongo sembrar árboles en la vía.", approved_at=AT, reason="Faltaba una tilde.", **more
    )
    ContributionVersion.objects.create(number=3, text="Secreto que espera.", **more)
    ContributionVersion.objects.create(number=4, text="Secreto negado.", declined_at=AT, rule="R1. X", **more)
    page = client.get(f"/agendas/AG-1/aportes/{row.code}/versiones/")
    assert "La corrigió moderación" in page.text
    assert "<del>" in page.text
    assert "Secreto" not in page.text
    assert "Está fijo desde el 9 de abril de 2027" in page.text


@pytest.mark.parametrize("state", [S.IN_MODERATION, S.DECLINED, S.IN_APPEAL, S.RECEIVED])
def test_declined_and_waiting_texts_are_on_no_public_page(client, agenda, state):
    row = make_contribution(agenda, state=state, text="Palabra muy reservada del texto.", rule="R1. X")
    assert client.get(f"/agendas/AG-1/aportes/{row.code}/versiones/").status_code == 404


# --- The appeal ---


def appeal_of(row: Contribution) -> str:
    return f"/agendas/AG-1/aportes/{row.code}/apelar/"


def test_holder_of_the_receipt_appeals_once(client, agenda, cast):
    row = declined(agenda, cast.facilitator)
    assert client.post(appeal_of(row)).status_code == 403
    client.post("/c/", {"code": make_receipt(row)})
    answer = client.post(appeal_of(row))
    assert (answer.status_code, answer.url.startswith("/c/")) == (302, True)
    assert Contribution.objects.get().state == S.IN_APPEAL
    again = client.post(appeal_of(row))
    assert (again.status_code, "una sola vez" in again.text) == (409, True)


def test_receipt_of_another_does_not_appeal(client, agenda, cast):
    row, other = declined(agenda, cast.facilitator), make_contribution(agenda)
    client.post("/c/", {"code": other.receipt_of_it})
    assert client.post(appeal_of(row)).status_code == 403


def test_account_that_wrote_it_appeals(browser_of, agenda, cast):
    person = make_member(Role.CITIZEN)
    row = declined(agenda, cast.facilitator, participant=make_participant(agenda, user=person))
    assert browser_of(person).post(appeal_of(row)).status_code == 302
    assert Contribution.objects.get().appealed_at == timezone.now()


def make_receipt(row: Contribution) -> str:
    return issue(kind=CONTRIBUTION, subject_id=row.pk, at=AT)
