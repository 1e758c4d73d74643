"""Writing an idea: who, once, in its stage, with its questions before sending; and its receipt."""

import re
import threading

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from cocreation.agendas.choices import Channel
from cocreation.agendas.choices.stages import StageCode
from cocreation.agendas.models import Contact, Participant
from cocreation.contributions.choices import CARD, ContributionState, Zone
from cocreation.contributions.models import Contribution, ContributionVersion, EmailCode
from core.models import AuditEntry
from core.receipts.actions import issue
from core.receipts.models import Receipt
from core.trace.models import TraceEvent
from tests.factories.accounts import make_user
from tests.factories.cocreation import make_contribution, make_participant, moment_in
from tests.integration.cocreation.taking_part import (
    CONFIRM,
    EMAIL,
    MINE,
    NEW,
    RECEIPT,
    TEXT,
    TITLE,
    code_in,
    join,
    mailed_code,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agenda", "clock")]
FORM = "A" * 22


def test_idea_waits_for_the_address_and_then_for_the_moderator(client, send):
    answer = send(client)
    assert (answer.status_code, answer.url) == (302, RECEIPT)
    row = Contribution.objects.get()
    assert (row.state, row.participant, row.code, row.theme, row.zone) == (
        ContributionState.RECEIVED, None, "ID-0001", "movilidad", Zone.URBAN,
    )  # fmt: skip
    page = client.get(RECEIPT).text
    receipt = code_in(page)
    assert "Le enviamos un código para confirmar" in page
    assert Receipt.objects.get().subject_id == row.pk
    assert client.post(CONFIRM, {"code": mailed_code()}).url == MINE
    row.refresh_from_db()
    assert (row.state, row.participant.contact.email, row.participant.municipality) == (
        ContributionState.IN_MODERATION, EMAIL, row.municipality,
    )  # fmt: skip
    page = client.get(RECEIPT).text
    assert "La moderación de la agenda" in page
    assert "13 de abril de 2027" in page, "two working days"
    assert receipt in page
    assert EMAIL not in page
    assert "camino seguro" in client.get(MINE).text
    assert AuditEntry.objects.filter(verb__startswith="contribution.").count() == 2
    assert [event.step for event in TraceEvent.objects.all()] == ["recibida"]


def test_receipt_is_of_this_browser_and_goes_after_a_while(client, send, clock):
    send(client)
    receipt = code_in(client.get(RECEIPT).text)
    assert receipt not in Client().get(RECEIPT).text
    clock.move_to(moment_in(StageCode.IDEAS, 5))
    assert receipt not in client.get(RECEIPT).text
    assert "contribution_receipt" not in client.session


def test_nobody_without_an_address_sees_what_waits_for_it(send, started):
    """Who types the address of another person learns nothing and changes nothing."""
    victim = Client()
    join(victim, started())
    stranger = Client()
    assert send(stranger).status_code == 302
    assert Contribution.objects.get().participant is None
    assert TITLE not in victim.get(MINE).text
    assert stranger.get(MINE).status_code == 302


@pytest.mark.parametrize("times", [2, 4])
def test_pressed_again_is_one_contribution_and_the_same_receipt(client, send, times):
    answers = [send(client, form_id=FORM) for _ in range(times)]
    assert {(one.status_code, one.url) for one in answers} == {(302, RECEIPT)}
    assert (Contribution.objects.count(), EmailCode.objects.count()) == (1, 1)
    assert code_in(client.get(RECEIPT).text)


def test_other_words_or_another_form_are_another_contribution(client, send):
    send(client, form_id=FORM)
    for change in ({"form_id": "B" * 22}, {"form_id": FORM, "text": f"{TEXT} Y sembrar árboles en la acera."}):
        assert send(client, **change).status_code == 302
    assert [row.code for row in Contribution.objects.order_by("pk")] == ["ID-0001", "ID-0002", "ID-0003"]


def test_card_writes_at_once_without_any_data_and_minors_without_a_name(client, agenda, send):
    card = Participant.objects.create(agenda=agenda, code="TJ-0412", channel=Channel.CARD)
    code = issue(kind=CARD, subject_id=card.pk, at=agenda.loaded_at)
    answer = send(client, way="tarjeta", card=code, adult="no", email="", consent="", signature="Ana, de once")
    assert answer.status_code == 302
    row = Contribution.objects.get()
    assert (row.state, row.participant, row.signature) == (ContributionState.IN_MODERATION, card, "")
    assert (Contact.objects.count(), EmailCode.objects.count()) == (0, 0)
    page = client.get(f"{NEW}?tipo=idea").text
    assert "TJ-0412" in page
    assert 'name="adult"' in page
    assert 'name="email"' not in page
    again = send(client, adult="no", signature="Ana", text=f"{TEXT} Otra más.")
    assert (again.status_code, Contribution.objects.last().signature) == (302, "")


@pytest.mark.parametrize("way", ["correo", "cuenta"])
def test_minor_writes_by_card_only(client, send, way):
    client.force_login(make_user())
    answer = send(client, adult="no", way=way)
    assert answer.status_code == 422
    assert "código de una tarjeta" in answer.context["form"].errors["card"][0]
    assert answer.context["form"]["way"].value() == "tarjeta", "no other way looks chosen"
    assert TEXT in answer.text
    assert (Contribution.objects.count(), EmailCode.objects.count()) == (0, 0)


def test_minor_who_left_the_mail_chosen_writes_by_the_card_they_typed(client, agenda, send):
    code = issue(kind=CARD, subject_id=make_participant(agenda).pk, at=agenda.loaded_at)
    assert send(client, adult="no", card=code).status_code == 302
    assert (Contribution.objects.get().participant.channel, EmailCode.objects.count()) == (Channel.CARD, 0)


def test_account_writes_with_one_press(client, send):
    user = make_user()
    client.force_login(user)
    assert send(client, way="cuenta", email="", consent="").status_code == 302
    row = Contribution.objects.get()
    assert (row.participant.user, row.state) == (user, ContributionState.IN_MODERATION)
    assert user.name not in client.get(RECEIPT).text.partition("<main")[2]


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": " "}, "title"), ({"text": "corto"}, "text"), ({"challenge": "XX"}, "challenge"),
     ({"municipality": "99999"}, "municipality"), ({"email": ""}, "email"), ({"consent": ""}, "consent"),
     ({"adult": ""}, "adult"), ({"way": ""}, "way"), ({"way": "tarjeta", "card": ""}, "card"),
     ({"way": "tarjeta", "card": "ABCD-EFGH-JKLMN"}, "card"), ({"text": "x" * 3001}, "text"),
     ({"text": "\u200b" * 3000}, "text"), ({"title": "\u202e\u202e\u202e\u202e\u202e\u202e"}, "title"),
     ({"website": "x"}, "__all__"), ({"zone": "otra"}, "zone")],
)  # fmt: skip
def test_what_is_missing_is_said_and_the_text_stays(client, send, change, field):
    answer = send(client, **change)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    if "text" not in change:
        assert TEXT in answer.text
    assert (Contribution.objects.count(), EmailCode.objects.count()) == (0, 0)


def test_hostile_text_is_kept_harmless(client, send):
    text = f"<script>alert(1)</script>\u202e{'z' * 30}\u200b http://spam.example \x00\x07 fin del texto"
    assert send(client, title="<b>Un\u202e título</b>", text=text).status_code in (302, 400)
    text = text.replace("\x00", "")
    assert send(client, title="<b>Un\u202e título</b>", text=text).status_code == 302
    row = Contribution.objects.last()
    assert (row.title, "\u202e" in row.text, "\u200b" in row.text, "\x07" in row.text) == (
        "<b>Un título</b>",
        False,
        False,
        False,
    )
    client.post(CONFIRM, {"code": mailed_code()})
    page = client.get(f"{MINE}{row.code}/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert 'href="http://spam' not in page


@pytest.mark.parametrize("stage", [StageCode.CALL, StageCode.PROBLEMS, StageCode.PROTOTYPES, StageCode.CLOSING])
def test_closed_stage_says_so_and_keeps_the_text(client, send, clock, stage):
    clock.move_to(moment_in(stage))
    answer = send(client)
    assert answer.status_code == 409
    assert "puede proponer una idea" in answer.text
    assert TEXT in answer.text
    assert (Contribution.objects.count(), EmailCode.objects.count()) == (0, 0)
    page = client.get(f"{NEW}?tipo=idea")
    assert page.status_code == 200
    assert 'name="text"' not in page.text


def test_problem_has_a_theme_and_no_challenge(client, send, clock):
    clock.move_to(moment_in(StageCode.PROBLEMS))
    place = Contribution.objects.model._meta.get_field("municipality").related_model.objects.first()
    values = {"title": TITLE, "text": TEXT, "theme": "ambiente", "municipality": place.divipola}
    page = client.get(NEW).text
    assert 'name="theme"' in page
    assert 'name="challenge"' not in page
    started = re.search(r'name="started" value="([^"]*)"', page)[1]
    clock.shift(10)
    answer = client.post(
        NEW, values | {"started": started, "adult": "si", "way": "correo", "email": EMAIL, "consent": "on"}
    )
    assert answer.status_code == 302
    row = Contribution.objects.get()
    assert (row.code, row.theme, row.challenge) == ("PR-0001", "ambiente", None)


def test_personal_data_is_asked_about_before_sending(client, send):
    text = f"{TEXT} Mi celular es 300 123 45 67."
    answer = send(client, text=text)
    assert answer.status_code == 422
    assert "parece traer 1 teléfono" in answer.text
    assert "300 123 45 67" in answer.text
    assert Contribution.objects.count() == 0
    assert send(client, text=text, anyway=answer.context["asked"]).status_code == 302
    assert Contribution.objects.count() == 1


def test_what_is_very_similar_is_shown_before_sending(client, agenda, send):
    make_contribution(agenda, title=TITLE, text=f"{TEXT} Así.", code="ID-0009")
    answer = send(client)
    assert answer.status_code == 422
    assert "Apoye ese en vez de repetirlo" in answer.text
    assert "ID-0009" in answer.text
    assert "Enviar de todos modos" in answer.text
    assert send(client, anyway="parecidos").status_code == 302


def test_questions_are_each_asked_once(client, agenda, send):
    make_contribution(agenda, title=TITLE, text=TEXT)
    text = f"{TEXT} Mi celular es 300 123 45 67."
    first = send(client, text=text, anyway="parecidos")
    assert first.status_code == 422
    assert set(first.context["asked"].split()) == {"parecidos", "datos"}
    assert send(client, text=text, anyway=first.context["asked"]).status_code == 302


def test_too_many_are_refused_with_the_text(client, send):
    statuses = [send(client, form_id=f"{n:022}").status_code for n in range(5)]
    assert statuses == [302] * 4 + [429], "codes to one address"
    answer = send(client, form_id=FORM)
    assert (answer.status_code, TEXT in answer.text, "Espere" in answer.text) == (429, True, True)
    assert send(client, form_id=f"{0:022}").status_code == 302, "what stands is shown also to one who sent too much"
    caches["counts"].clear()
    assert send(client, form_id=FORM).status_code == 302
    assert Contribution.objects.count() == 5


def test_code_can_be_sent_again_and_the_first_one_ends(client, send):
    send(client)
    first = mailed_code()
    assert client.post(RECEIPT).status_code == 302
    second = mailed_code()
    assert first != second
    assert client.post(CONFIRM, {"code": first}).status_code == 422
    assert client.post(CONFIRM, {"code": second}).status_code == 302
    assert client.post(RECEIPT).status_code == 302, "nothing waits any more"
    assert [client.post(RECEIPT).status_code for _ in range(3)] == [302] * 3


def test_first_text_is_version_one(client, send):
    send(client)
    assert list(ContributionVersion.objects.values_list("number", "title", "text")) == [(1, TITLE, TEXT)]


def test_page_links_what_belongs_elsewhere(client, agenda):
    place = agenda.municipalities.first()
    place.facts = {"pqrsd": "https://www.aqui.example/pqrsd"}
    place.save()
    page = client.get(f"{NEW}?tipo=idea").text
    assert "Llame primero al 123" in page
    assert "Use el canal PQRSD de su alcaldía" in page
    assert 'href="https://www.aqui.example/pqrsd"' in page
    assert page.index("PQRSD") < page.index("Enviar mi idea")
    assert "no inicia" not in page


def test_page_is_made_with_few_queries(client, agenda, django_assert_max_num_queries):
    for number in range(12):
        make_contribution(agenda, participant=make_participant(agenda), text=f"{TEXT} {number}")
    with django_assert_max_num_queries(8):
        client.get(f"{NEW}?tipo=idea&reto=MOV-1")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_button_pressed_by_four_hands_keeps_one(agenda, send, turn):
    card = Participant.objects.create(agenda=agenda, code="TJ-0412", channel=Channel.CARD)
    code = issue(kind=CARD, subject_id=card.pk, at=agenda.loaded_at)
    barrier, answers = threading.Barrier(4), []

    def press() -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            answers.append(send(Client(), form_id=FORM, way="tarjeta", card=code))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, RECEIPT)] * 4
    assert (Contribution.objects.count(), Receipt.objects.filter(kind="contribution").count()) == (1, 1)
