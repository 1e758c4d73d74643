"""The digest: what is unread and in no mail, once; and what each person chose."""

from datetime import timedelta
from smtplib import (
    SMTPDataError,
)

import pytest
from django.core import mail

from accounts import tasks
from accounts.actions import notifications
from accounts.choices import MAIL_WAITS, USUAL_DELIVERY, Delivery, Mail, NotificationKind
from accounts.models import Notification
from accounts.permissions import Permission, Role
from accounts.queries import people_who, teams_who
from accounts.queries.notices import deliveries_of
from core.models import AuditEntry
from mail.actions.handover import MailDelayed
from tests.factories.accounts import make_member, make_membership, make_notification, make_user

pytestmark = pytest.mark.django_db
KIND = NotificationKind


def mails() -> list[str]:
    return list(Notification.objects.order_by("pk").values_list("mail", flat=True))


# --- Digest ---


def test_digest_tells_what_is_unread_and_in_no_mail(ana, now, settings):
    settings.SITE_URL = "https://portal.example"
    told = make_notification(ana, at=now - timedelta(days=3), mail=Mail.DIGEST, title="Una evidencia dejó de abrir")
    late = make_notification(ana, at=now - MAIL_WAITS, mail=Mail.WAITING, title="Quedan 30 días hábiles")
    make_notification(ana, at=now, mail=Mail.WAITING, title="Recién nacido")
    make_notification(ana, at=now, mail=Mail.NONE, title="Solo en el portal")
    make_notification(ana, at=now, mail=Mail.SENT, mailed_at=now, title="Ya en un correo")
    make_notification(ana, at=now, mail=Mail.CLAIMED, title="En duda")
    make_notification(ana, at=now, mail=Mail.DIGEST, read_at=now, title="Ya leído")
    make_notification(make_user(), at=now, mail=Mail.DIGEST, title="De otra persona")
    assert notifications.send_digest(user_id=ana.pk, at=now) == 2
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
    sent = Notification.objects.filter(mail=Mail.SENT, mailed_at=now).count()
    assert sent == 3, "both of them and the one that was sent before"


def test_digest_is_sent_once(ana, now):
    make_notification(ana, at=now, mail=Mail.DIGEST)
    assert [notifications.send_digest(user_id=ana.pk, at=now) for _ in range(2)] == [1, 0]
    assert len(mail.outbox) == 1


def test_long_digest_says_how_many_more(ana, now):
    for minute in range(45):
        make_notification(ana, at=now + timedelta(minutes=minute), mail=Mail.DIGEST)
    assert notifications.send_digest(user_id=ana.pk, at=now + timedelta(hours=1)) == 45
    assert mail.outbox[0].body.count("* Aviso") == 40
    assert "Y 5 más en su bandeja" in mail.outbox[0].body
    assert set(mails()) == {Mail.SENT}


def test_digest_that_could_not_leave_leaves_the_next_time(ana, now, faulty):
    make_notification(ana, at=now - MAIL_WAITS, mail=Mail.WAITING)
    make_notification(ana, at=now, mail=Mail.DIGEST)
    faulty.on_send = SMTPDataError(451, "try again later")
    with pytest.raises(MailDelayed):
        notifications.send_digest(user_id=ana.pk, at=now)
    assert mails() == [Mail.DIGEST, Mail.DIGEST]
    faulty.on_send = None
    assert notifications.send_digest(user_id=ana.pk, at=now) == 2


def test_beat_sends_one_digest_to_each_person_with_something_to_read(ana, now, time_machine):
    time_machine.move_to(now)
    other, quiet, closed = make_user(), make_user(), make_user(is_active=False)
    for person in (ana, ana, other, closed):
        make_notification(person, at=now, mail=Mail.DIGEST)
    make_notification(quiet, at=now, mail=Mail.NONE)
    assert (tasks.send_digests(), tasks.send_digests()) == (2, 0)
    assert sorted(message.to[0] for message in mail.outbox) == sorted([ana.email, other.email])


# --- Preferences ---


def test_person_chooses_and_changes_her_mind(ana, now):
    assert deliveries_of(ana) == USUAL_DELIVERY
    for delivery in (Delivery.PORTAL, Delivery.PORTAL, Delivery.AT_ONCE):
        notifications.set_preferences(person=ana, wanted={KIND.SENT: delivery}, by=ana, at=now)
    assert deliveries_of(ana) == USUAL_DELIVERY | {KIND.SENT: Delivery.AT_ONCE}
    logged = list(AuditEntry.objects.order_by("pk").values_list("verb", "by", "data"))
    assert logged == [("user.chose_notices", ana.pk, {"sent": choice}) for choice in ("portal", "at_once")]


# --- Who is told ---


def test_people_who_may_are_those_with_the_role_there_or_everywhere(here, there, now):
    contributor, liaison = make_member(Role.CONTRIBUTOR, here, name="B"), make_member(Role.LIAISON, here, name="A")
    make_member(Role.APPROVER, here)
    make_member(Role.LIAISON, there)
    reviewer = make_member(Role.REVIEWER)
    gone = make_membership(Role.CONTRIBUTOR, here, ended_at=now)
    make_member(Role.CONTRIBUTOR, here, is_active=False)
    make_membership(Role.CONTRIBUTOR, here, user=liaison)
    assert people_who(Permission.FILL_ANSWERS, here) == [liaison, contributor]
    assert people_who(Permission.REVIEW_ANSWERS, here) == [reviewer]
    assert gone.user not in people_who(Permission.VIEW_ASSESSMENT, here)


def test_teams_are_read_in_one_query(here, there, now, django_assert_num_queries):
    ana, eva = make_member(Role.CONTRIBUTOR, here), make_member(Role.LIAISON, there)
    make_membership(Role.LIAISON, here, user=ana)
    make_member(Role.APPROVER, here)
    make_member(Role.REVIEWER)
    make_membership(Role.CONTRIBUTOR, here, ended_at=now)
    make_member(Role.CONTRIBUTOR, here, is_active=False)
    with django_assert_num_queries(1):
        teams = teams_who([Permission.FILL_ANSWERS, Permission.SUBMIT_ASSESSMENT])
    assert teams == {here.pk: [ana.pk], there.pk: [eva.pk]}
