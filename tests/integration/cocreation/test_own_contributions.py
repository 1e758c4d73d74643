"""What holders of a receipt and participants do with their own: read, correct, withdraw, take their data, leave no address."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Contact, Participant, Support
from cocreation.contributions.actions import authoring, retention
from cocreation.contributions.actions.contributions import receive
from cocreation.contributions.choices import CARD, CommentState, ContributionState, Kind
from cocreation.contributions.models import Comment, Contribution, ContributionSupport, ContributionVersion, EmailCode
from core.models import AuditEntry
from core.process.transitions import WrongState
from core.receipts.actions import issue
from core.trace.models import TraceEvent
from tests.factories.cocreation import make_agenda, make_challenge, make_contribution, make_participant
from tests.factories.territory import make_municipality
from tests.integration.cocreation.taking_part import CONFIRM, EMAIL, JOIN, MINE, NEW, TEXT, TITLE, join, mailed_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agenda", "clock")]
S = ContributionState
BETTER = {
    "op": "correct",
    "title": "Un camino más corto",
    "text": "El camino va por la calle de atrás, que tiene acera.",
}


def opened(client: Client, code: str) -> str:
    """The address that a typed code opens."""
    answer = client.post("/c/", {"code": code})
    assert answer.status_code == 302, answer.text
    return answer.url


@pytest.fixture
def received(agenda):
    """A contribution of a card that waits for the moderator; `receipt_of_it` is its code."""
    row, code = receive(
        agenda=agenda, kind=Kind.IDEA, theme="", challenge=agenda.challenges.get(), title=TITLE, text=TEXT,
        signature="Vecina del barrio", municipality=agenda.municipalities.first(), neighbourhood="San Javier", zone="",
        participant=make_participant(agenda), at=timezone.now(),
    )  # fmt: skip
    row.receipt_of_it = code
    return row


def test_receipt_says_state_term_and_who_decides(client, received):
    page = client.get(opened(client, received.receipt_of_it)).text
    for said in (
        TITLE,
        "En moderación",
        "La moderación de la agenda",
        "13 de abril de 2027",
        "Recibida",
        "Corregir el texto",
    ):
        assert said in page
    assert "Ver en el portal" not in page


def test_text_that_nobody_read_is_replaced(client, received):
    path = opened(client, received.receipt_of_it)
    assert TEXT in client.get(f"{path}?corregir=1").text
    assert client.post(path, BETTER).url == path
    received.refresh_from_db()
    assert (received.title, received.text) == (BETTER["title"], BETTER["text"])
    versions = [(one.number, one.title, one.declined_at is None) for one in ContributionVersion.objects.all()]
    assert versions == [(1, "", False), (2, BETTER["title"], True)], "what nobody read does not stay"
    assert AuditEntry.objects.filter(verb="contribution.corrected").count() == 1
    assert client.post(path, BETTER).status_code == 409, "the same text again"


@pytest.mark.parametrize("state", [S.PUBLISHED, S.UNDER_REVIEW])
def test_public_text_gets_a_version_that_waits(client, agenda, state):
    row = make_contribution(agenda, state=state)
    path = opened(client, row.receipt_of_it)
    client.post(path, BETTER)
    client.post(path, BETTER | {"text": f"{BETTER['text']} Y sombra."})
    row.refresh_from_db()
    assert row.text != BETTER["text"]
    [first, replaced, waits] = row.versions.all()
    assert (first.text, replaced.text, replaced.declined_at is None) == (row.text, "", False)
    assert (waits.number, waits.approved_at, "sombra" in waits.text) == (3, None, True)
    assert "La versión 3 espera a la moderación" in client.get(path).text


@pytest.mark.parametrize("state", [S.TAKEN_UP, S.NOT_TAKEN_UP, S.TRANSFERRED, S.IN_APPEAL])
def test_decided_text_is_not_corrected(client, agenda, state):
    extra = (
        {"transferred_to": "x", "transfer_number": "1", "transferred_on": "2027-04-09"}
        if state == S.TRANSFERRED
        else {}
    )
    row = make_contribution(agenda, state=state, **extra)
    path = opened(client, row.receipt_of_it)
    answer = client.post(path, BETTER)
    assert (answer.status_code, BETTER["text"] in answer.text) == (409, True)
    assert "Corregir el texto" not in client.get(path).text


def test_correction_asks_about_personal_data(client, received):
    path = opened(client, received.receipt_of_it)
    said = BETTER | {"text": f"{TEXT} Llame al 300 123 45 67."}
    assert "parece traer 1 teléfono" in client.post(path, said).text
    assert client.post(path, said | {"asked": "1"}).status_code == 302
    assert client.post(path, BETTER | {"text": "x"}).status_code == 422


@pytest.mark.parametrize("state", [S.RECEIVED, S.IN_MODERATION, S.PUBLISHED, S.DECLINED, S.IN_APPEAL, S.UNDER_REVIEW])
def test_withdrawing_erases_every_text_in_two_steps(client, agenda, state):
    row = make_contribution(
        agenda, state=state, neighbourhood="San Javier", **({"rule": "R1"} if state == S.DECLINED else {})
    )
    ContributionVersion.objects.create(contribution=row, number=2, title=TITLE, text=TEXT, made_at=timezone.now())
    path = opened(client, row.receipt_of_it)
    assert client.post(path, {"op": "withdraw"}).url == f"{path}?retirar=1"
    assert "No se puede deshacer" in client.get(f"{path}?retirar=1").text
    row.refresh_from_db()
    assert row.erased_at is None
    for _ in range(2):
        assert client.post(path, {"op": "withdraw", "sure": "si"}).url == path
    row.refresh_from_db()
    assert (row.state, row.title, row.text, row.signature, row.neighbourhood) == (S.WITHDRAWN, "", "", "", "")
    assert set(row.versions.values_list("title", "text")) == {("", "")}
    assert [event.step for event in TraceEvent.objects.filter(subject_id=row.pk)] == ["retirada"]
    assert AuditEntry.objects.filter(verb="contribution.withdrawn").count() == 1
    page = client.get(path)
    assert (page.status_code, "Retirado por su autor" in page.text, TEXT in page.text) == (200, True, False)


@pytest.mark.parametrize("state", [S.TAKEN_UP, S.NOT_TAKEN_UP, S.MERGED])
def test_what_was_answered_or_merged_stays_so_without_its_text(client, agenda, state):
    extra = {"merged_into": make_contribution(agenda)} if state == S.MERGED else {}
    row = make_contribution(agenda, state=state, **extra)
    ContributionSupport.objects.create(contribution=row, participant=make_participant(agenda), at=timezone.now())
    authoring.withdraw(contribution=row, at=timezone.now())
    row.refresh_from_db()
    assert (row.state, row.text, row.erased_at is not None, row.supports.count()) == (state, "", True, 1)
    with pytest.raises(WrongState):
        authoring.correct(contribution=row, title=TITLE, text=TEXT, at=timezone.now())


def test_withdrawing_what_was_not_confirmed_forgets_the_address(client, send):
    send(client)
    authoring.withdraw(contribution=Contribution.objects.get(), at=timezone.now())
    assert EmailCode.objects.count() == 0
    with pytest.raises(IndexError):
        mailed_code()  # the mail that waited has nothing to say any more


def test_card_shows_what_was_written_with_it_and_lets_in(client, agenda):
    card = Participant.objects.create(agenda=agenda, code="TJ-0412", channel=Channel.CARD)
    row = make_contribution(agenda, participant=card, title=TITLE, code="ID-0147")
    other = make_contribution(agenda, title="De otra tarjeta", code="ID-0148")
    path = opened(client, issue(kind=CARD, subject_id=card.pk, at=timezone.now()))
    page = client.get(path).text
    assert "TJ-0412" in page
    assert TITLE in page
    assert "De otra tarjeta" not in page
    assert client.get(f"{path}?retirar={other.code}").status_code == 404
    assert client.post(path, {"op": "withdraw", "sure": "si", "contribution": other.code}).status_code == 404
    assert client.get(f"{path}?retirar={row.code}").status_code == 200
    assert client.post(path, {"op": "take-part"}).url == MINE
    assert client.session["participants"] == {"AG-1": card.pk}
    client.post(path, {"op": "withdraw", "sure": "si", "contribution": row.code})
    row.refresh_from_db()
    assert row.state == S.WITHDRAWN


def test_card_page_takes_as_many_queries_for_many(client, agenda, django_assert_max_num_queries):
    card = make_participant(agenda)
    path = opened(client, issue(kind=CARD, subject_id=card.pk, at=timezone.now()))
    for _ in range(15):
        make_contribution(agenda, participant=card)
    with django_assert_max_num_queries(9):
        client.get(path)


def test_mine_is_mine_alone(client, agenda, started, django_assert_max_num_queries):
    join(client, started())
    me = Participant.objects.get()
    own = make_contribution(agenda, participant=me, title="La mía")
    other = make_contribution(agenda, title="La de otra persona", text=TEXT)
    ContributionSupport.objects.create(contribution=other, participant=me, at=timezone.now())
    for number in range(8):
        make_contribution(agenda, participant=me, title=f"Otra {number}")
        Comment.objects.create(contribution=other, participant=me, text=f"Digo {number}", received_at=timezone.now())
    with django_assert_max_num_queries(12):
        page = client.get(MINE).text
    assert "La mía" in page
    assert "Digo 3" in page
    assert client.get(f"{MINE}{own.code}/").status_code == 200
    assert client.get(f"{MINE}{other.code}/").status_code == 404
    assert client.post(f"{MINE}{other.code}/", {"op": "withdraw", "sure": "si"}).status_code == 404
    assert client.post(f"{MINE}{own.code}/", {"op": "withdraw", "sure": "si"}).status_code == 302


def test_own_data_as_a_file_holds_all_of_it_and_nobody_elses(client, agenda, started):
    join(client, started())
    me = Participant.objects.get()
    own = make_contribution(agenda, participant=me, text=TEXT)
    other = make_contribution(agenda, text="Texto de otra persona, que no es mío.")
    Comment.objects.create(contribution=other, participant=me, text="De acuerdo", received_at=timezone.now())
    Support.objects.create(participant=me, challenge=agenda.challenges.get())
    Support.objects.create(participant=make_participant(agenda), challenge=make_challenge(agenda, "AMB-1"))
    answer = client.get(f"{MINE}datos.json")
    data = json.loads(answer.content)
    assert (data["correo"]["direccion"], data["aportes"][0]["codigo"]) == (EMAIL, own.code)
    assert data["aportes"][0]["versiones"][0]["texto"] == TEXT
    assert data["comentarios"][0]["texto"] == "De acuerdo"
    assert data["apoyos_a_retos"] == ["MOV-1"]
    assert "de otra persona" not in answer.text
    assert "attachment" in answer["Content-Disposition"]
    assert Client().get(f"{MINE}datos.json").status_code == 302


def test_address_goes_when_its_owner_says_so(client, started):
    join(client, started())
    client.post(MINE, {"op": "digest-off"})
    assert Contact.objects.get().wants_digest is False
    client.post(MINE, {"op": "digest-on"})
    assert Contact.objects.get().wants_digest is True
    assert client.post(MINE, {"op": "forget-address"}).status_code == 302
    assert (Contact.objects.count(), EmailCode.objects.count(), Participant.objects.count()) == (0, 0, 1)
    assert "No tenemos su correo" in client.get(MINE).text
    assert client.post(MINE, {"op": "leave"}).url == JOIN
    assert client.get(MINE).status_code == 302


def test_own_comment_is_withdrawn_and_no_other(client, agenda, started):
    join(client, started())
    row = make_contribution(agenda)
    said = {"contribution": row, "received_at": timezone.now()}
    own = Comment.objects.create(
        participant=Participant.objects.get(contact__email=EMAIL), text="Mío", signature="Yo", **said
    )
    other = Comment.objects.create(participant=make_participant(agenda), text="Ajeno", **said)
    assert client.post(MINE, {"op": "withdraw-comment", "comment": other.pk}).status_code == 404
    for _ in range(2):
        assert client.post(MINE, {"op": "withdraw-comment", "comment": own.pk}).status_code == 302
    own.refresh_from_db()
    assert (own.state, own.text, own.signature) == (CommentState.WITHDRAWN, "", "")
    declined = Comment.objects.create(
        participant=own.participant, text="x", state=CommentState.DECLINED, rule="R1", **said
    )
    assert client.get(MINE).text.count("Retirar y borrar este comentario") == 1
    assert client.post(MINE, {"op": "withdraw-comment", "comment": declined.pk}).status_code == 302
    declined.refresh_from_db()
    assert (declined.state, declined.text, declined.rule) == (CommentState.WITHDRAWN, "", "R1"), (
        "what broke a rule goes too"
    )


def test_what_nobody_confirmed_goes_after_a_week_with_its_text(client, send, clock):
    send(client)
    send(client, form_id="B" * 22, text=f"{TEXT} Otra.")
    client.post(CONFIRM, {"code": mailed_code()})
    clock.shift(timedelta(days=6))
    assert retention.forget_unconfirmed(at=timezone.now()) == 0
    clock.shift(timedelta(days=2))
    assert retention.forget_unconfirmed(at=timezone.now()) == 1
    assert retention.forget_unconfirmed(at=timezone.now()) == 0
    lost, kept = Contribution.objects.order_by("state")[1], Contribution.objects.get(state=S.IN_MODERATION)
    assert (lost.state, lost.text, kept.text) == (S.WITHDRAWN, "", f"{TEXT} Otra.")
    assert EmailCode.objects.count() == 0
    assert list(TraceEvent.objects.filter(subject_id=lost.pk).values_list("step", flat=True)) == ["recibida"]


def test_addresses_go_twelve_months_after_the_last_stage(client, agenda, started, clock):
    join(client, started())
    elsewhere = make_agenda(make_municipality(), code="AG-2")
    elsewhere.stages.update(closes_on="2029-01-31")
    other = make_participant(elsewhere, channel=Channel.MAIL)
    Contact.objects.create(participant=other, agenda=elsewhere, email=EMAIL, confirmed_at=timezone.now())
    last = max(agenda.stages.values_list("closes_on", flat=True))
    clock.move_to(
        timezone.make_aware(timezone.datetime.combine(last + timedelta(days=365), timezone.datetime.min.time()))
    )
    assert retention.forget_contacts(at=timezone.now()) == 0
    clock.shift(timedelta(days=1))
    assert retention.forget_contacts(at=timezone.now()) == 1
    assert [row.agenda for row in Contact.objects.all()] == [elsewhere]
    assert EmailCode.objects.filter(agenda=agenda).count() == 0


def test_pages_of_one_person_are_never_kept(client, started):
    join(client, started())
    for path in (JOIN, MINE, NEW, f"{MINE}datos.json"):
        assert "no-store" in client.get(path)["Cache-Control"] or "private" in client.get(path)["Cache-Control"]
