"""Telling people: in the portal, by mail at once or in the digest, and never twice."""

from datetime import timedelta
from smtplib import (
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.core import mail

from accounts.models import User
from diagnostics.assessments.choices.notifications import DEADLINE, SENT
from mail import tasks
from mail.actions import outbox
from mail.actions.handover import MailDelayed
from mail.choices import State
from notices.actions import notifications
from notices.choices import MAIL_WAITS, OTHER, DeliveryMode, notification_kinds
from notices.models import Notification, NotificationPreference
from notices.queries.notifications import unread_count
from tests.factories.accounts import make_user
from tests.factories.notices import make_notification, state_of, tell
from tests.factories.outbox import mail_of

pytestmark = pytest.mark.django_db


def mails() -> list[str]:
    return [state_of(notification) for notification in Notification.objects.order_by("pk")]


def send(pk: int, at) -> int:
    return outbox.send(keys=[f"notice:{pk}"], at=at)


# --- Telling ---


def test_each_person_is_told_once(ana, now):
    other = make_user()
    assert tell(ana, at=now) == 1
    assert tell(ana, other, at=now + timedelta(hours=1), title="Otro título") == 1
    assert tell(ana, other, at=now) == 0
    stored = Notification.objects.order_by("pk").values_list("user", "key", "title", "created_at")
    assert list(stored) == [
        (ana.pk, "plazo:1:7", "Quedan 7 días hábiles", now),
        (other.pk, "plazo:1:7", "Otro título", now + timedelta(hours=1)),
    ]


def test_closed_accounts_and_strangers_are_passed_over(ana, now):
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert notifications.notify(
        to=[ana.pk, ana.pk + 1000], kind=OTHER, key="x", title="T", body="", url="/", at=now
    ) == 0  # fmt: skip
    assert tell(at=now) == 0
    assert Notification.objects.count() == 0


def test_title_that_is_too_long_is_cut_instead_of_breaking_what_the_caller_does(ana, now):
    tell(ana, at=now, title="a" * 300)
    assert Notification.objects.get().title == "a" * 199 + "…"


@pytest.mark.parametrize("kind", notification_kinds(), ids=str)
@pytest.mark.parametrize("delivery", [None, *DeliveryMode])
def test_mail_follows_what_the_person_chose_or_the_usual(ana, now, kind, delivery):
    if delivery:
        NotificationPreference.objects.create(user=ana, kind=kind.name, delivery=delivery)
    tell(ana, at=now, kind=kind)
    expected = {
        DeliveryMode.AT_ONCE: State.WAITING,
        DeliveryMode.DIGEST: DeliveryMode.DIGEST,
        DeliveryMode.PORTAL: DeliveryMode.PORTAL,
    }
    assert mails() == [expected[delivery or kind.usual_delivery]]


def test_what_a_neighbour_chose_decides_nothing_for_me(ana, now):
    NotificationPreference.objects.create(user=make_user(), kind=DEADLINE.name, delivery=DeliveryMode.PORTAL)
    NotificationPreference.objects.create(user=ana, kind=SENT.name, delivery=DeliveryMode.PORTAL)
    tell(ana, at=now)
    assert mails() == [State.WAITING]


def test_telling_many_costs_what_telling_one_costs(now, django_assert_num_queries):
    crowd = [make_user() for _ in range(30)]
    tell(crowd[0], at=now, key="antes")
    # savepoint and its release; people and what they chose, the rows, which were stored, and their mails
    with django_assert_num_queries(6):
        assert tell(*crowd, at=now) == 30


# --- One mail ---


def test_mail_leaves_after_the_commit_in_plain_text_and_html(
    ana, now, settings, time_machine, django_capture_on_commit_callbacks
):
    settings.SITE_URL = "https://portal.example"
    time_machine.move_to(now, tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        tell(ana, at=now, title="Quedan 7 días\nhábiles & <más>")
        assert mail.outbox == []
    (message,) = mail.outbox
    notification = Notification.objects.get()
    link = f"https://portal.example/avisos/{notification.pk}/"
    html = message.alternatives[0].content
    assert (message.to, message.subject) == (["ana@aqui.example"], "Quedan 7 días hábiles & <más>")
    for part in ("Buen día, Ana Ruiz:", "Faltan 12 respuestas.", link, "https://portal.example/cuenta/avisos/"):
        assert part in message.body
    for part in (
        "Faltan 12 respuestas.",
        f'href="{link}"',
        'href="https://portal.example/cuenta/avisos/"',
        "&lt;más&gt;",
    ):
        assert part in html
    assert "<más>" not in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    sent = mail_of("notice", notification.pk)
    assert (sent.state, sent.settled_at) == (State.SENT, now)


def test_mail_is_sent_once_however_often_it_is_asked_for(ana, now):
    tell(ana, at=now)
    pk = Notification.objects.get().pk
    assert [send(pk, now) for _ in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("state", [None, *(state for state in State if state != State.WAITING)])
def test_only_what_waits_is_mailed(ana, now, state):
    pk = make_notification(ana, at=now, mail=state).pk
    assert send(pk, now) == 0
    assert mail.outbox == []


def test_closed_account_gets_no_mail(ana, now):
    pk = make_notification(ana, at=now, mail=State.WAITING).pk
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert send(pk, now) == 0
    assert mail.outbox == []


@pytest.mark.parametrize(
    "failure",
    [
        ("on_open", ConnectionRefusedError("no server")),
        ("on_open", TimeoutError("silent")),
        ("on_open", SMTPConnectError(421, "busy")),
        ("on_send", SMTPDataError(451, "try again later")),
        ("on_send", SMTPRecipientsRefused({"ana@aqui.example": (450, b"mailbox busy")})),
        ("on_send", SMTPSenderRefused(550, b"not you", "portal@portal.example")),
    ],
    ids=repr,
)
def test_mail_that_surely_did_not_leave_waits_and_leaves_later(ana, now, faulty, failure):
    tell(ana, at=now)
    pk = Notification.objects.get().pk
    setattr(faulty, *failure)
    with pytest.raises(MailDelayed):
        send(pk, now)
    assert (mails(), mail.outbox) == ([State.WAITING], [])
    faulty.on_open = faulty.on_send = None
    assert send(pk, now) == 1
    assert (mails(), len(mail.outbox)) == ([State.SENT], 1)


def test_mail_that_nobody_takes_is_not_tried_again(ana, now, faulty):
    tell(ana, at=now)
    pk = Notification.objects.get().pk
    faulty.on_send = SMTPRecipientsRefused({"ana@aqui.example": (550, b"no such user")})
    assert send(pk, now) == 0
    assert send(pk, now) == 0
    assert (mails(), faulty.tried) == ([State.REFUSED], 1)


@pytest.mark.parametrize("lost", [SMTPServerDisconnected("gone"), TimeoutError("silent")], ids=repr)
def test_mail_that_may_have_left_is_never_sent_again(ana, now, faulty, lost):
    tell(ana, at=now)
    pk = Notification.objects.get().pk
    faulty.on_send = lost
    with pytest.raises(type(lost)):
        send(pk, now)
    faulty.on_send = None
    assert send(pk, now) == 0
    assert tasks.send_waiting() == 0
    assert (mails(), faulty.tried) == ([State.UNSURE], 1)
    assert unread_count(ana) == 1, "the portal still shows it"


def test_request_does_not_wait_for_a_mail_server_that_is_away(
    ana, now, faulty, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(now, tick=False)
    faulty.on_open = ConnectionRefusedError("no server")
    with django_capture_on_commit_callbacks(execute=True):
        tell(ana, at=now)
    assert mails() == [State.WAITING]
    faulty.on_open = None
    assert tasks.send_waiting() == 1
    assert mails() == [State.SENT]


def test_beat_sends_what_waits_and_nothing_twice(ana, now, time_machine):
    time_machine.move_to(now, tick=False)
    for age in (timedelta(minutes=1), MAIL_WAITS - timedelta(minutes=1), MAIL_WAITS):
        make_notification(ana, at=now - age, mail=State.WAITING)
    make_notification(ana, at=now, delivery=DeliveryMode.DIGEST)
    assert (tasks.send_waiting(), tasks.send_waiting()) == (2, 0)
    assert mails() == [State.SENT, State.SENT, DeliveryMode.DIGEST, DeliveryMode.DIGEST]
    assert len(mail.outbox) == 2


def test_worker_tries_again_later_and_later(ana, now, faulty, monkeypatch):
    """As in a worker: outside eager mode the task asks Celery for another turn."""
    waits = []

    class Again(Exception):
        pass

    def retry(*, exc, countdown):
        waits.append(countdown)
        return Again()

    faulty.on_open = ConnectionRefusedError("no server")
    monkeypatch.setattr(tasks.send, "retry", retry)
    pk = make_notification(ana, at=now, mail=State.WAITING).pk
    monkeypatch.setattr("mail.tasks.timezone.now", lambda: now)
    for turn in range(3):
        tasks.send.push_request(is_eager=False, called_directly=False, retries=turn)
        try:
            with pytest.raises(Again):
                tasks.send.run(keys=[f"notice:{pk}"])
        finally:
            tasks.send.pop_request()
    assert waits == [15, 30, 60]


# --- Reading ---


def test_reading_counts_once_and_calls_the_mail_off(ana, now):
    first = make_notification(ana, at=now, mail=State.WAITING)
    second = make_notification(ana, at=now, mail=State.SENT)
    for notification in (first, second):
        notifications.mark_read(notification=notification, by=ana, at=now)
        notifications.mark_read(notification=notification, by=ana, at=now + timedelta(hours=1))
    assert send(first.pk, now) == 0
    assert list(Notification.objects.order_by("pk").values_list("read_at", flat=True)) == [now, now]
    assert (mails(), mail.outbox) == ([State.DROPPED, State.SENT], [])


def test_nobody_reads_for_somebody_else(ana, now):
    notification = make_notification(ana, at=now)
    notifications.mark_read(notification=notification, by=make_user(), at=now)
    assert unread_count(ana) == 1


def test_reading_all_leaves_what_came_later_and_what_is_others(ana, now):
    other = make_user()
    for person, at in ((ana, now), (ana, now - timedelta(days=1)), (ana, now + timedelta(seconds=1)), (other, now)):
        make_notification(person, at=at, delivery=DeliveryMode.DIGEST)
    assert notifications.mark_all_read(by=ana, at=now) == 2
    assert (unread_count(ana), unread_count(other)) == (1, 1)
    left = Notification.objects.order_by("pk")[2:]
    assert list(Notification.objects.for_digest().order_by("pk")) == list(left)
