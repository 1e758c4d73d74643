"""Joining an agenda by mail, card or account: codes, their limits, and what nobody learns from it."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Contact, Participant
from cocreation.contributions.choices import CARD
from cocreation.contributions.models import EmailCode
from core.receipts import codes
from core.receipts.actions import issue
from tests.factories.accounts import make_user
from tests.factories.cocreation import make_agenda, make_contribution, make_participant
from tests.factories.territory import make_municipality
from tests.integration.cocreation.taking_part import CODE, CONFIRM, EMAIL, JOIN, MINE, ask, join, mailed_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agenda", "clock")]


def known(client: Client, agenda_code: str = "AG-1"):
    return client.session.get("participants", {}).get(agenda_code)


@pytest.fixture
def card(agenda):
    holder = Participant.objects.create(agenda=agenda, code="TJ-0412", channel=Channel.CARD)
    holder.receipt_code = issue(kind=CARD, subject_id=holder.pk, at=agenda.loaded_at)
    return holder


def test_code_of_the_mail_lets_in_and_keeps_the_address_for_the_participant_only(client, started):
    answer = ask(client, started())
    assert (answer.status_code, answer.url, known(client)) == (302, CONFIRM, None)
    assert (Participant.objects.count(), Contact.objects.count()) == (0, 0), "nobody is known before the code"
    code = mailed_code()
    [row] = EmailCode.objects.all()
    assert row.code_hmac == codes.hashed(code)
    assert code not in mail.outbox[0].subject
    answer = client.post(CONFIRM, {"code": f" {code.lower().replace('-', ' ')} "})
    assert (answer.status_code, answer.url) == (302, MINE)
    [person] = Participant.objects.all()
    assert (person.channel, person.contact.email, person.consent_version, known(client)) == (
        "mail",
        EMAIL,
        "1",
        person.pk,
    )
    assert EMAIL not in person.code


def test_one_address_is_one_person_however_it_is_typed(started):
    one, other = Client(), Client()
    join(one, started())
    join(other, started(), email=EMAIL.upper())
    assert Participant.objects.count() == 1
    assert known(one) == known(other)


def test_answer_says_nothing_about_an_address(client, started):
    join(Client(), started())
    first = ask(client, started(), email="nadie@correo.example")
    second = ask(client, started())
    assert (first.status_code, first.url) == (second.status_code, second.url)
    pages = [client.get(CONFIRM).text for _ in range(2)]
    assert EMAIL not in "".join(pages)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"adult": "no"}, "adult"), ({"adult": ""}, "adult"), ({"consent": ""}, "consent"), ({"email": "x"}, "email"),
     ({"website": "http://spam.example"}, None), ({"started": ""}, None)],
)  # fmt: skip
def test_no_code_without_age_consent_and_address(client, started, change, field):
    answer = ask(client, started(), **change)
    assert answer.status_code == 422
    assert field is None or field in answer.context["mail"].errors
    assert (EmailCode.objects.count(), mail.outbox) == (0, [])


def test_minors_see_the_card_only(client, started):
    for page in (ask(client, started(), adult="no"), client.get(f"{JOIN}?edad=no")):
        assert 'name="email"' not in page.text
        assert 'name="card"' in page.text
        assert "menos de 18 años, participe con el código de una tarjeta" in page.text


def test_opening_the_link_confirms_nothing_and_leaves_no_code_in_the_address(client, started):
    ask(client, started())
    code = mailed_code()
    first = client.get(f"/agendas/confirmar/{code}/")
    assert (first.status_code, code in first.url, first["Referrer-Policy"]) == (302, False, "no-referrer")
    page = client.get(first.url)
    assert (page.status_code, code in page.text, Participant.objects.count()) == (200, False, 0)
    answer = client.post(first.url)
    assert (answer.status_code, answer.url) == (302, MINE)
    assert known(client) == Participant.objects.get().pk
    assert client.post(first.url).status_code == 302, "a second press changes nothing"
    assert Participant.objects.count() == 1


def test_used_code_lets_nobody_else_in(client, started, clock):
    ask(client, started())
    code = mailed_code()
    client.post(CONFIRM, {"code": code})
    clock.shift(timedelta(minutes=6))
    assert client.post(CONFIRM, {"code": code}).status_code == 302, "the same browser presses again"
    other = Client()
    answer = other.post(CONFIRM, {"code": code})
    assert (answer.status_code, known(other)) == (422, None)


def test_code_is_over_after_a_day_and_is_one_of_its_agenda(client, started, clock):
    make_agenda(make_municipality(), code="AG-2")
    ask(client, started())
    code = mailed_code()
    assert client.post("/agendas/AG-2/confirmar/", {"code": code}).status_code == 422
    clock.shift(timedelta(hours=24, minutes=1))
    assert client.post(CONFIRM, {"code": code}).status_code == 422
    assert client.get(f"/agendas/confirmar/{code}/", follow=True).status_code == 200
    assert Participant.objects.count() == 0


def test_five_wrong_codes_then_wait(client, started):
    ask(client, started())
    code = mailed_code()
    assert [client.post(CONFIRM, {"code": codes.new_code()}).status_code for _ in range(5)] == [422] * 5
    assert client.post(CONFIRM, {"code": code}).status_code == 429
    assert known(client) is None


def test_nobody_floods_an_address(client, started):
    statuses = [ask(Client(REMOTE_ADDR=f"190.0.2.{n}"), started()).status_code for n in range(6)]
    assert statuses == [302] * 4 + [429] * 2
    mailed_code()
    assert len(mail.outbox) == 4
    assert ask(client, started(), email="otra@correo.example").status_code == 302


def test_card_lets_in_also_minors_and_leaves_no_data(client, card):
    answer = client.post(JOIN, {"way": "card", "card": card.receipt_code, "next": MINE})
    assert (answer.status_code, answer.url, known(client)) == (302, MINE, card.pk)
    card.refresh_from_db()
    assert card.joined_at is not None
    assert (card.consent_version, Contact.objects.count()) == ("", 0)


def test_wrong_cards_are_counted_and_other_codes_open_nothing(client, agenda, card):
    other = make_agenda(make_municipality(), code="AG-2")
    elsewhere = make_participant(other)
    stranger = issue(kind=CARD, subject_id=elsewhere.pk, at=agenda.loaded_at)
    of_contribution = make_contribution(agenda, participant=card).receipt_of_it
    for code in (stranger, of_contribution):
        assert client.post(JOIN, {"way": "card", "card": code}).status_code == 422
    statuses = [client.post(JOIN, {"way": "card", "card": codes.new_code()}).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    assert known(client) is None


def test_account_joins_with_one_press_and_only_then(client, agenda):
    user = make_user()
    client.force_login(user)
    assert client.get(MINE).status_code == 302
    for _ in range(2):
        assert client.post(JOIN, {"way": "account"}).status_code == 302
    assert Participant.objects.get(user=user).agenda == agenda
    assert client.get(MINE).status_code == 200
    assert Client().post(JOIN, {"way": "account"}).status_code == 422


def test_session_of_one_agenda_does_not_open_another(client, started):
    make_agenda(make_municipality(), code="AG-2")
    join(client, started())
    assert client.get(MINE).status_code == 200
    assert client.get("/agendas/AG-2/mis-aportes/").status_code == 302
    session = client.session
    session["participants"] = {"AG-2": known(client)}
    session.save()
    assert client.get("/agendas/AG-2/mis-aportes/").status_code == 302


@pytest.mark.parametrize("odd", [{}, [], "x", {"AG-1": "1"}, {"AG-1": 10**30}, {"AG-1": -1}])
def test_odd_session_is_nobody(client, odd):
    session = client.session
    session["participants"] = odd
    session.save()
    assert client.get(MINE).status_code == 302


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/nada/que/exista/", "javascript:alert(1)", "\\\\x"]
)
def test_next_stays_in_the_portal(client, card, to):
    assert client.post(JOIN, {"way": "card", "card": card.receipt_code, "next": to}).url == MINE


def test_next_of_the_mail_is_kept_until_the_code(client, started):
    ask(client, started(), next="/agendas/AG-1/aportes/nuevo/")
    assert client.post(CONFIRM, {"code": mailed_code()}).url == "/agendas/AG-1/aportes/nuevo/"


def test_unpublished_agenda_has_no_such_pages(client, agenda):
    agenda.published_at = None
    agenda.save(update_fields=["published_at"])
    for path in (JOIN, CONFIRM, MINE, "/agendas/AG-1/recibo/", "/agendas/AG-1/aportes/nuevo/"):
        assert client.get(path).status_code == 404


def test_neither_code_nor_address_reaches_a_log(client, started, caplog):
    with caplog.at_level(logging.DEBUG):
        join(client, started())
        client.get(f"/agendas/confirmar/{mailed_code()}/")
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert EMAIL not in ours
    assert not CODE.search(ours)
