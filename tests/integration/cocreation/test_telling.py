"""Who is told what: authors and supporters at once, and the weekly digest that is never empty."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from cocreation.agendas.choices import Channel, StageCode
from cocreation.agendas.models import Contact
from cocreation.contributions.actions import answers, telling
from cocreation.contributions.choices import CONTRIBUTION, ContributionState, Outcome
from cocreation.contributions.models import Comment, Contribution, ContributionSupport, ContributionVersion
from core.models import AuditEntry
from core.trace.actions import record
from mail.models import Outbox
from notices.models import Notification
from tests.factories.cocreation import make_agenda, make_contribution, make_participant, moment_in

pytestmark = pytest.mark.django_db
S = ContributionState
AT = moment_in(StageCode.IDEAS)
MONDAY = datetime(2027, 4, 12, 12, 5, tzinfo=UTC)


@pytest.fixture
def agenda(cast):
    return make_agenda(cast.here, cast.there)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def mailed(agenda, name: str = "ana"):
    person = make_participant(agenda, channel=Channel.MAIL)
    Contact.objects.create(participant=person, agenda=agenda, email=f"{name}@correo.example", confirmed_at=AT)
    return person


def happened(row, step: str, at=AT + timedelta(hours=1), **fields) -> None:
    record(kind=CONTRIBUTION, subject_id=row.pk, step=step, at=at, process=row.agenda.trace_process, **fields)


@pytest.mark.parametrize(
    ("state", "fields", "subject", "says"),
    [
        (S.PUBLISHED, {}, "Se publicó", "Ya lo puede leer cualquiera."),
        (S.DECLINED, {"rule": "R1. No insulta.", "reason": "Insulta a un vecino."}, "No se publicó", "Insulta a un vecino."),
        (S.TRANSFERRED, {"transferred_to": "Atención al ciudadano", "transfer_number": "2027-318", "transferred_on": AT},
         "Se trasladó a PQRSD", "2027-318"),
    ],
)  # fmt: skip
def test_author_with_an_address_is_told_once(agenda, mailoutbox, committed, state, fields, subject, says):
    row = make_contribution(agenda, participant=mailed(agenda), state=state, **fields)
    with committed():
        telling.tell_author(contribution=row, at=AT)
        telling.tell_author(contribution=row, at=AT)
    [message] = mailoutbox
    assert (message.to, message.subject) == (["ana@correo.example"], f"{row.code}: {subject}")
    assert says in message.body
    assert says in message.alternatives[0][0]
    assert not any("@" in str(value) for outbox in Outbox.objects.values() for value in outbox.values())


def test_answer_reaches_its_author_at_once(agenda, cast, mailoutbox, committed):
    row = make_contribution(agenda, participant=mailed(agenda), answering=cast.here)
    Contribution.objects.filter(pk=row.pk).update(state=S.UNDER_REVIEW, due_on=AT.date() + timedelta(days=60))
    said = {
        "headline": "se hace",
        "taken_up": "El <b>camino</b>.",
        "not_taken_up": "",
        "resources": "",
        "what_follows": "",
    }
    with committed():
        answers.answer(
            contribution=row, outcome=Outcome.YES, by=cast.liaison, at=moment_in(StageCode.PROTOTYPES), **said
        )
    [message] = mailoutbox
    assert message.subject == f"{row.code}: Se incorporó"
    assert "Sí: se hace" in message.body
    assert "El <b>camino</b>." in message.body
    assert "&lt;b&gt;camino" in message.alternatives[0][0]


def test_account_is_told_in_the_portal_and_a_card_not_at_all(agenda, cast):
    of_account = make_contribution(agenda, participant=make_participant(agenda, user=cast.citizen))
    on_card = make_contribution(agenda)
    for row in (of_account, on_card):
        telling.tell_author(contribution=row, at=AT)
    assert Notification.objects.get().title == f"{of_account.code}: Se publicó"
    assert not Outbox.objects.filter(kind="contribution").exists()


def test_address_deleted_meanwhile_gets_no_mail(agenda, mailoutbox, committed):
    row = make_contribution(agenda, participant=mailed(agenda))
    with committed():
        telling.tell_author(contribution=row, at=AT)
        Contact.objects.all().delete()
    assert mailoutbox == []


def test_supporters_hear_of_another_text(agenda, cast, mailoutbox, committed):
    row = make_contribution(agenda)
    people = [mailed(agenda), make_participant(agenda, user=cast.citizen), make_participant(agenda)]
    for person in people:
        ContributionSupport.objects.create(contribution=row, participant=person, at=AT)
    version = ContributionVersion.objects.create(contribution=row, number=2, title="Otro", text="Otro", made_at=AT)
    with committed():
        for _ in range(2):
            telling.tell_supporters(contribution=row, version=version, at=AT)
    assert sorted((one.to, one.subject) for one in mailoutbox) == sorted(
        ([address], f"Cambió el texto de {row.code}, que usted apoya")
        for address in ("ana@correo.example", cast.citizen.email)
    )
    assert Notification.objects.get().user == cast.citizen


# --- The digest ---


def digest(committed, at=MONDAY) -> int:
    with time_machine.travel(at, tick=False), committed():
        return telling.send_digests(at=at)


def test_digest_tells_of_what_a_person_wrote_supported_or_commented(agenda, mailoutbox, committed, monkeypatch):
    ana = mailed(agenda)
    wrote, supported, commented, other = (make_contribution(agenda) for _ in range(4))
    Contribution.objects.filter(pk=wrote.pk).update(participant=ana)
    ContributionSupport.objects.create(contribution=supported, participant=ana, at=AT)
    Comment.objects.create(contribution=commented, participant=ana, text="De acuerdo.", received_at=AT)
    for row in (wrote, supported, commented, other):
        happened(row, "recibida")
        happened(row, "en_analisis")
    happened(wrote, "incorporada", words="Sí: se hace")  # was told at once
    happened(supported, "incorporada", words="Sí: se hace")
    assert digest(committed) == 1
    [message] = mailoutbox
    assert (message.to, message.subject) == (["ana@correo.example"], f"Esta semana en «{agenda.name}»")
    assert all(row.code in message.body for row in (wrote, supported, commented))
    assert other.code not in message.body
    assert (message.body.count("En análisis"), message.body.count("Sí: se hace"), message.body.count("Recibida")) == (
        3,
        1,
        0,
    )
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_digest_goes_once_however_often_beat_asks(agenda, mailoutbox, committed):
    row = make_contribution(agenda, participant=mailed(agenda))
    happened(row, "en_analisis")
    assert digest(committed) == 1
    assert digest(committed) == 0
    assert digest(committed, MONDAY + timedelta(hours=1)) == 0
    assert len(mailoutbox) == 1
    assert digest(committed, MONDAY + timedelta(days=7)) == 0  # nothing new
    happened(row, "corregida", at=MONDAY + timedelta(days=8))
    assert digest(committed, MONDAY + timedelta(days=14)) == 1
    assert "Texto corregido" in mailoutbox[1].body
    assert "En análisis" not in mailoutbox[1].body


def test_digest_is_never_empty(agenda, mailoutbox, committed):
    row = make_contribution(agenda, participant=mailed(agenda))
    happened(row, "recibida")
    happened(row, "publicada")
    assert digest(committed) == 0
    happened(row, "corregida")
    Contribution.objects.filter(pk=row.pk).update(state=S.DECLINED, rule="R1")  # nobody may read it now
    digest(committed)
    assert mailoutbox == []
    assert not Outbox.objects.filter(state="sent").exists()


def test_digest_of_nobody_who_left(agenda, mailoutbox, committed):
    row = make_contribution(agenda, participant=mailed(agenda))
    happened(row, "en_analisis")
    Contact.objects.update(wants_digest=False)
    assert digest(committed) == 0
    assert mailoutbox == []


def test_digests_of_many_take_few_queries(agenda, django_assert_max_num_queries):
    for number in range(20):
        happened(make_contribution(agenda, participant=mailed(agenda, f"p{number}")), "en_analisis")
    with django_assert_max_num_queries(12):
        assert telling.send_digests(at=MONDAY) == 20


def test_way_out_by_button_and_by_mail_program(agenda, mailoutbox, committed):
    row = make_contribution(agenda, participant=mailed(agenda))
    happened(row, "en_analisis")
    digest(committed)
    way_out = mailoutbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = way_out.partition("/resumen-agenda")[2]
    browser = Client()
    page = browser.get(f"/resumen-agenda{path}", follow=True)
    assert "¿No recibir más el resumen semanal?" in page.text
    assert Contact.objects.get().wants_digest  # a link scanner leaves nothing
    one_click = Client(enforce_csrf_checks=True).post(f"/resumen-agenda{path}", {"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert not Contact.objects.get().wants_digest
    assert browser.post(page.request["PATH_INFO"]).status_code == 302
    assert "Ya no le enviamos el resumen" in browser.get(page.request["PATH_INFO"]).text
    assert AuditEntry.objects.filter(verb="contact.left_digest").count() == 1
    assert Client().post("/resumen-agenda/salir/x/").status_code == 410
