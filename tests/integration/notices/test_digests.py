"""The digest: what is unread and in no mail, once; and what each person chose."""

from datetime import timedelta
from smtplib import (
    SMTPDataError,
)

import pytest
from django.core import mail

from core.models import AuditEntry
from diagnostics.assessments.choices.notifications import SENT
from mail.actions import outbox
from mail.actions.handover import MailDelayed
from mail.choices import State
from mail.models import Outbox
from notices import tasks
from notices.actions import notifications
from notices.choices import MAIL_WAITS, DeliveryMode
from notices.models import Notification
from notices.queries.notifications import deliveries_of
from tests.factories.accounts import make_user
from tests.factories.notices import make_notification, state_of, usual_deliveries

pytestmark = pytest.mark.django_db


def mails() -> list[str]:
    return [state_of(notification) for notification in Notification.objects.order_by("pk")]


def send_digest(person, at) -> int:
    """Let the weekly digest of one person leave; how many notifications are in it."""
    notifications.send_digests(at=at)
    digests = Outbox.objects.filter(kind="digest", subject_id=person.pk)
    left = outbox.send(keys=digests.values_list("key", flat=True), at=at)
    return Notification.objects.filter(digest__in=digests, digest__state=State.SENT).count() if left else 0


# --- Digest ---


def test_digest_tells_what_is_unread_and_in_no_mail(ana, now, settings):
    settings.SITE_URL = "https://portal.example"
    told = make_notification(
        ana, at=now - timedelta(days=3), delivery=DeliveryMode.DIGEST, title="Una evidencia dejó de abrir"
    )
    late = make_notification(ana, at=now - MAIL_WAITS, mail=State.WAITING, title="Quedan 30 días hábiles")
    make_notification(ana, at=now, mail=State.WAITING, title="Recién nacido")
    make_notification(ana, at=now, title="Solo en el portal")
    make_notification(ana, at=now, mail=State.SENT, title="Ya en un correo")
    make_notification(ana, at=now, mail=State.CLAIMED, title="En duda")
    make_notification(ana, at=now, delivery=DeliveryMode.DIGEST, read_at=now, title="Ya leído")
    make_notification(make_user(), at=now, delivery=DeliveryMode.DIGEST, title="De otra persona")
    assert send_digest(ana, now) == 2
    (message,) = mail.outbox
    html = message.alternatives[0].content
    assert (message.to, message.subject) == (
        ["ana@aqui.example"], "Su semana en Innovación Pública 360: 2 avisos",
    )  # fmt: skip
    for notification in (told, late):
        assert f"https://portal.example/avisos/{notification.pk}/" in message.body
        assert f'<a href="https://portal.example/avisos/{notification.pk}/">{notification.title}</a>' in html
    assert message.body.count("* ") == html.count("<li>") == 2
    assert "https://portal.example/cuenta/avisos/" in message.body
    assert mails().count(State.SENT) == 3, "both of them and the one that was sent before"


def test_digest_is_sent_once(ana, now):
    make_notification(ana, at=now, delivery=DeliveryMode.DIGEST)
    assert [send_digest(ana, now) for _ in range(2)] == [1, 0]
    assert len(mail.outbox) == 1


def test_long_digest_says_how_many_more(ana, now):
    for minute in range(45):
        make_notification(ana, at=now + timedelta(minutes=minute), delivery=DeliveryMode.DIGEST)
    assert send_digest(ana, now + timedelta(hours=1)) == 45
    assert mail.outbox[0].body.count("* Aviso") == 40
    assert "Y 5 más en su bandeja" in mail.outbox[0].body
    assert set(mails()) == {State.SENT}


def test_digest_that_could_not_leave_leaves_the_next_time(ana, now, faulty):
    make_notification(ana, at=now - MAIL_WAITS, mail=State.WAITING)
    make_notification(ana, at=now, delivery=DeliveryMode.DIGEST)
    faulty.on_send = SMTPDataError(451, "try again later")
    with pytest.raises(MailDelayed):
        send_digest(ana, now)
    assert mails() == [State.WAITING, State.WAITING]
    faulty.on_send = None
    assert send_digest(ana, now) == 2


def test_digest_that_never_left_is_told_by_the_next_one(ana, now, faulty):
    told = make_notification(ana, at=now, delivery=DeliveryMode.DIGEST)
    faulty.on_send = SMTPDataError(451, "try again later")
    with pytest.raises(MailDelayed):
        send_digest(ana, now)
    faulty.on_send = None
    assert state_of(told) == State.WAITING
    assert send_digest(ana, now + timedelta(days=7)) == 1
    assert [mail.outbox[0].subject, state_of(told)] == ["Su semana en Innovación Pública 360: 1 aviso", State.SENT]
    assert list(Outbox.objects.order_by("pk").values_list("state", flat=True)) == [State.DROPPED, State.SENT]


def test_beat_sends_one_digest_to_each_person_with_something_to_read(
    ana, now, time_machine, django_capture_on_commit_callbacks
):
    time_machine.move_to(now)
    other, quiet, closed = make_user(), make_user(), make_user(is_active=False)
    for person in (ana, ana, other, closed):
        make_notification(person, at=now, delivery=DeliveryMode.DIGEST)
    make_notification(quiet, at=now)
    found = []
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            found.append(tasks.send_digests())
    assert found == [2, 0]
    assert sorted(message.to[0] for message in mail.outbox) == sorted([ana.email, other.email])


# --- Preferences ---


def test_person_chooses_and_changes_her_mind(ana, now):
    assert deliveries_of(ana) == usual_deliveries()
    for delivery in (DeliveryMode.PORTAL, DeliveryMode.PORTAL, DeliveryMode.AT_ONCE):
        notifications.set_preferences(person=ana, wanted={SENT: delivery}, by=ana, at=now)
    assert deliveries_of(ana) == usual_deliveries() | {SENT: DeliveryMode.AT_ONCE}
    logged = list(AuditEntry.objects.order_by("pk").values_list("verb", "by", "data"))
    assert logged == [("user.chose_notices", ana.pk, {"sent": choice}) for choice in ("portal", "at_once")]
