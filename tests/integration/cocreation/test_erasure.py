"""A person takes their data out of an agenda: what goes, what stays as a number, and what stays readable."""

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cocreation.agendas.choices import Channel
from cocreation.agendas.models import Contact, Participant, PriorityResult, Support, Vote
from cocreation.agendas.queries.priorities import supporters_of, tally_of
from cocreation.contributions.actions.erasure import erase_person
from cocreation.contributions.actions.telling import tell_author
from cocreation.contributions.choices import CARD, CONTRIBUTION, CommentState, ContributionState, Texts
from cocreation.contributions.models import Comment, ContributionSupport, EmailCode
from cocreation.contributions.queries.people import active_in
from core.models import AuditEntry
from core.receipts.actions import issue
from core.receipts.models import Receipt
from core.trace.actions import event_of, record_many
from core.trace.models import TraceEvent
from notices.models import Notification
from tests.factories.accounts import make_user
from tests.factories.ballots import cast_votes, make_result
from tests.factories.cocreation import make_agenda, make_challenge, make_contribution, make_participant
from tests.factories.territory import make_municipality
from tests.integration.cocreation.taking_part import EMAIL, JOIN, MINE, TEXT, join

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("agenda", "clock")]
S = ContributionState
ERASE = f"{MINE}?borrar=1"


@pytest.fixture
def citizen():
    return make_user(name="Ana Nombre")


@pytest.fixture
def person(agenda, citizen) -> Participant:
    """Somebody with an account who voted, supported, wrote and commented; another person did so too."""
    me, other = make_participant(agenda, user=citizen), make_participant(agenda)
    challenge = agenda.challenges.get()
    cast_votes(challenge, [me, other], [(5, 4, 3), (1, 1, 1)])
    Support.objects.bulk_create(Support(participant=one, challenge=challenge) for one in (me, other))
    at = timezone.now()
    me.idea = make_contribution(agenda, participant=me, text=TEXT, signature="Ana Nombre", neighbourhood="San Javier")
    line = {"kind": CONTRIBUTION, "subject_id": me.idea.pk, "at": at, "process": agenda.trace_process}
    record_many(event_of(step=step, **line) for step in ("recibida", "publicada"))
    me.open = make_contribution(agenda, participant=other, text=f"{TEXT} Y sombra.")
    me.answered = make_contribution(agenda, participant=other, state=S.TAKEN_UP)
    for row in (me.open, me.answered):
        ContributionSupport.objects.create(contribution=row, participant=me, at=at)
        ContributionSupport.objects.create(contribution=row, participant=make_participant(agenda), at=at)
    ContributionSupport.objects.create(contribution=me.idea, participant=other, at=at)
    me.said = Comment.objects.create(
        contribution=me.open, participant=me, text="De acuerdo con usted", signature="Ana Nombre", received_at=at,
        state=CommentState.PUBLISHED,
    )  # fmt: skip
    Comment.objects.create(
        contribution=me.idea, participant=other, text="Yo también lo digo", received_at=at, state=CommentState.PUBLISHED
    )
    return me


def erase(participant: Participant, texts: Texts = Texts.UNSIGN) -> int:
    return erase_person(participants=[participant], texts=texts, at=timezone.now())


def test_before_the_freeze_votes_and_supports_go_and_the_counts_follow(agenda, person):
    assert tally_of(agenda)["MOV-1"]["people"] == (1, 0, 0, 0, 1)
    assert erase(person) == 1
    assert tally_of(agenda)["MOV-1"]["people"] == (1, 0, 0, 0, 0)
    assert len(supporters_of(agenda)) == 1
    assert (person.open.supports.count(), person.answered.supports.count()) == (1, 2), (
        "what is no longer open to support was counted for good"
    )
    assert erase(person) == 0
    assert AuditEntry.objects.filter(verb="agenda.person_erased", by=None).count() == 1


def test_after_the_freeze_the_numbers_stay_and_lead_to_nobody(agenda, person, citizen):
    content, people = make_result(agenda).content, active_in(agenda).count()
    counted = tally_of(agenda), len(supporters_of(agenda))
    erase(person)
    assert PriorityResult.objects.get().content == content
    assert (tally_of(agenda), len(supporters_of(agenda))) == counted, "files made of the rows still agree with it"
    assert active_in(agenda).count() == people
    row = Participant.objects.get(pk=person.pk)
    assert (row.user, row.code == person.code, row.channel) == (None, False, Channel.ACCOUNT)
    assert not Participant.objects.filter(user=citizen).exists()


@pytest.mark.parametrize("texts", Texts)
def test_deliberation_stays_readable(agenda, person, texts):
    erase(person, texts)
    person.idea.refresh_from_db()
    person.said.refresh_from_db()
    assert (person.idea.signature, person.idea.neighbourhood, person.said.signature) == ("", "", "")
    page = Client().get(person.idea.get_absolute_url()).text
    elsewhere = Client().get(person.open.get_absolute_url()).text
    assert Comment.objects.get(contribution=person.idea).state == CommentState.PUBLISHED, "what others said stays"
    assert "Ana Nombre" not in page + elsewhere
    assert "San Javier" not in page
    kept = texts == Texts.UNSIGN
    assert (TEXT in page, "De acuerdo con usted" in elsewhere) == (kept, kept)
    assert ("etirado por su autor" in page) is not kept
    steps = TraceEvent.objects.filter(subject_id=person.idea.pk, step="retirada")
    assert steps.exists() is not kept
    versions = set(person.idea.versions.values_list("text", flat=True))
    assert versions == ({TEXT} if kept else {""})


def test_account_is_told_nothing_more_and_what_it_was_told_goes(agenda, person, citizen):
    tell_author(contribution=person.idea, at=timezone.now())
    assert Notification.objects.filter(user=citizen).count() == 1
    erase(person)
    assert Notification.objects.filter(user=citizen).count() == 0
    person.idea.refresh_from_db()
    tell_author(contribution=person.idea, at=timezone.now())
    assert Notification.objects.filter(user=citizen).count() == 0


def test_page_asks_before_and_erases_in_every_agenda_of_the_account(agenda, person, citizen):
    elsewhere = make_agenda(make_municipality(), code="AG-2")
    second = make_participant(elsewhere, user=citizen)
    idea = make_contribution(elsewhere, participant=second, signature="Ana Nombre")
    browser = Client()
    browser.force_login(citizen)
    assert "Borrar mis datos de esta agenda" in browser.get(MINE).text
    assert "También en las otras agendas" in browser.get(ERASE).text
    unsaid = browser.post(ERASE, {"everywhere": "on"})
    assert (unsaid.status_code, "Elija si sus textos" in unsaid.text) == (422, True)
    assert Vote.objects.filter(participant=person).exists()
    done = browser.post(ERASE, {"texts": "retirar", "everywhere": "on"}, follow=True)
    assert "Sus datos quedaron borrados" in done.text
    idea.refresh_from_db()
    assert (idea.state, Participant.objects.filter(user=citizen).count()) == (S.WITHDRAWN, 0)
    assert browser.get(MINE).url.startswith(JOIN), "who comes back begins anew"


def test_only_this_agenda_unless_the_person_says_so(agenda, person, citizen):
    second = make_participant(make_agenda(make_municipality(), code="AG-2"), user=citizen)
    browser = Client()
    browser.force_login(citizen)
    browser.post(ERASE, {"texts": "sin_firma"})
    assert list(Participant.objects.filter(user=citizen)) == [second]


def test_address_goes_with_what_waited_for_it(client, agenda, started, send):
    join(client, started())
    send(Client())
    me = Participant.objects.get(contact__email=EMAIL)
    waiting = EmailCode.objects.get(used_at=None).contribution
    assert "También en las otras agendas" not in client.get(ERASE).text
    assert client.post(ERASE, {"texts": "sin_firma"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.text, waiting.state) == ("", S.WITHDRAWN)
    assert (Contact.objects.count(), EmailCode.objects.count()) == (0, 0)
    assert client.get(MINE).status_code == 302
    join(client, started())
    assert Participant.objects.get(contact__email=EMAIL) != me


def test_erased_card_opens_nothing_but_its_texts_still_have_their_receipt(client, agenda):
    card = make_participant(agenda)
    idea = make_contribution(agenda, participant=card)
    code = issue(kind=CARD, subject_id=card.pk, at=timezone.now())
    client.post(client.post("/c/", {"code": code}).url, {"op": "take-part"})
    assert "La tarjeta no abrirá nada más" in client.get(ERASE).text
    client.post(ERASE, {"texts": "sin_firma"})
    assert not Receipt.objects.filter(kind=CARD).exists()
    assert client.post("/c/", {"code": code}).status_code == 422
    assert client.post("/c/", {"code": idea.receipt_of_it}).status_code == 302
    assert client.get(MINE).status_code == 302


def test_account_without_a_user_was_erased(agenda, person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=person.pk).update(user=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=person.pk).update(erased_at=timezone.now())


def test_file_holds_everything_of_the_account_in_all_its_agendas(agenda, person, citizen):
    second = make_participant(make_agenda(make_municipality(), code="AG-2"), user=citizen)
    make_contribution(second.agenda, participant=second, text=f"{TEXT} En otra agenda.")
    make_challenge(agenda, "AMB-1")
    browser = Client()
    browser.force_login(citizen)
    answer = browser.get(f"{MINE}datos.json")
    data = json.loads(answer.content)
    assert [one["valor"] for one in data["votos"]] == [3, 5, 4]
    assert (data["apoyos_a_retos"], len(data["apoyos"])) == (["MOV-1"], 2)
    assert [(one["de"], one["abre"]) for one in data["recibos"]] == [(person.idea.code, True)]
    assert data["comentarios"][0]["texto"] == "De acuerdo con usted"
    assert "se guardan con el código de su recibo" in data["cupos_de_talleres"]
    assert [one["agenda"]["codigo"] for one in data["otras_agendas"]] == ["AG-2"]
    assert data["otras_agendas"][0]["aportes"][0]["texto"].endswith("En otra agenda.")
    assert "Y sombra" not in answer.text, "nobody else's"
