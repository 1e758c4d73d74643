"""Mails that a process left half-way: listed after an hour, sent again by a person, never lost and never settled twice."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from accounts.actions import notifications
from accounts.choices import MAIL_WAITS, Mail
from accounts.models import Notification, User
from administration.actions import mails
from administration.choices import MailKind
from administration.queries.log import log_rows
from administration.queries.mails import unsettled_mails
from citizens import tasks
from citizens.actions import feedback, following
from citizens.choices import ADDRESS_KEPT, CONFIRM_WITHIN, ResultMail, Sending
from citizens.models import Delivery, Feedback, Subscription
from core.models import AuditEntry
from tests.factories.accounts import make_notification, make_user
from tests.factories.citizens import REPLY, make_feedback, make_subscription

pytestmark = pytest.mark.django_db
PAGE, ALL = "/administracion/correos/", "/administracion/correos/enviar/"


def one(kind: MailKind, number: int) -> str:
    return f"/administracion/correos/{kind}/{number}/enviar/"


def main_of(response) -> str:
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


# --- The list ---


def test_list_says_what_to_whom_and_since_when(cast, unsettled, now):
    number = unsettled.result.pk
    assert [(m.kind, m.about, m.to, m.since) for m in unsettled_mails(now)] == [
        ("aviso", "Quedan 7 días hábiles", cast.contributor.name, unsettled.notice.claimed_at),
        ("aviso", "Resumen semanal con 2 avisos", cast.contributor.name, unsettled.digest[0].claimed_at),
        ("novedad", "Se publicaron los resultados", f"Suscripción n.º {unsettled.news.subscription_id}",
         unsettled.news.claimed_at),
        ("novedad", "Pregunta para confirmar una suscripción", f"Suscripción n.º {unsettled.question.subscription_id}",
         unsettled.question.claimed_at),
        ("opinion", "Qué pasó con una opinión sobre: El portal", f"Opinión n.º {number}", unsettled.result.claimed_at),
    ]  # fmt: skip


def test_page_shows_them_all_without_an_address_of_a_citizen(cast, unsettled, browser_of):
    page = main_of(browser_of(cast.admin).get(PAGE))
    assert page.count("Enviar otra vez<span") == 5
    assert "De 5 correos no se sabe si salieron" in page
    assert "puede llegar dos veces" in page
    assert cast.contributor.name in page
    assert "@" not in page


def test_page_without_any_says_so(cast, browser_of):
    page = main_of(browser_of(cast.coordinator).get(PAGE))
    assert "Ningún correo está a medias" in page
    assert "<form" not in page


def test_mail_is_half_way_after_an_hour_only(cast, unsettled, now):
    start = now - timedelta(hours=2)
    assert unsettled_mails(start + timedelta(minutes=59)) == []
    assert len(unsettled_mails(start + timedelta(minutes=61))) == 5


def test_what_needs_no_mail_any_more_is_not_listed(cast, unsettled, now):
    Notification.objects.update(read_at=now)
    Subscription.objects.update(confirmed_at=now)
    Feedback.objects.update(email="", result_mail=ResultMail.NONE, claimed_at=None)
    assert [m.number for m in unsettled_mails(now)] == [unsettled.news.pk]
    Notification.objects.update(read_at=None)
    User.objects.filter(pk=cast.contributor.pk).update(is_active=False)
    assert [m.number for m in unsettled_mails(now)] == [unsettled.news.pk]


@pytest.mark.parametrize("count", [1, 12])
def test_queries_of_the_page_do_not_grow(cast, browser_of, now, django_assert_num_queries, count):
    for _ in range(count):
        make_notification(make_user(), at=now - timedelta(hours=2), mail=Mail.CLAIMED)
        make_left(Delivery, now, subscription=make_subscription())
    browser = browser_of(cast.admin)
    with django_assert_num_queries(7):  # session, person, roles, unread; notices, news, results
        browser.get(PAGE)


def make_left(model, now, **fields):
    values = {"created_at": now, "sending": Sending.CLAIMED, "claimed_at": now - timedelta(hours=2)}
    row = model.objects.create(**values | {"token_sha256": Delivery.hash_of(str(fields["subscription"].pk))} | fields)
    Subscription.objects.filter(pk=row.subscription_id).update(confirmed_at=None)
    return row


def test_link_to_the_page_is_for_those_who_may(cast, browser_of):
    found = {
        name: PAGE in browser_of(cast.person(name)).get("/avisos/").text for name in ("admin", "coordinator", "liaison")
    }
    assert found == {"admin": True, "coordinator": True, "liaison": False}


# --- Sending again ---


def test_all_are_sent_again_once(cast, unsettled, browser_of, django_capture_on_commit_callbacks):
    browser = browser_of(cast.admin)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(ALL, follow=True)
    assert "5 correos van en camino otra vez. Pueden llegar dos veces." in answer.text
    person, citizens = cast.contributor.email, [row.subscription.email for row in (unsettled.news, unsettled.question)]
    assert sent_to() == sorted([person, person, *citizens, "vecina@correo.example"])
    assert "Ningún correo está a medias" in main_of(browser.get(PAGE))
    assert "Ningún correo está a medias." in browser.post(ALL, follow=True).text
    assert len(mail.outbox) == 5
    rows = Notification.objects.filter(user=cast.contributor)
    assert set(rows.values_list("mail", "claimed_at")) == {(Mail.SENT, None)}
    kept = Feedback.objects.get()
    assert (kept.email, kept.result_mail, kept.claimed_at) == ("", ResultMail.SENT, None)


def test_one_is_sent_again_and_the_others_are_left_alone(
    cast, unsettled, browser_of, django_capture_on_commit_callbacks, now
):
    address, browser = one(MailKind.RESULT, unsettled.result.pk), browser_of(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        assert "El correo va en camino otra vez. Puede llegar dos veces." in browser.post(address, follow=True).text
    assert sent_to() == ["vecina@correo.example"]
    assert len(unsettled_mails(now)) == 4
    assert "Ese correo ya no está a medias" in browser.post(address, follow=True).text
    assert len(mail.outbox) == 1


def test_digest_leaves_as_one_mail_and_at_once(cast, unsettled, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert mails.send_again(kind=MailKind.NOTICE, number=unsettled.digest[1].pk, by=cast.admin, at=now) is True
    assert [message.subject for message in mail.outbox] == ["Su semana en Innovación Pública 360: 2 avisos"]
    unsettled.notice.refresh_from_db()
    assert unsettled.notice.mail == Mail.CLAIMED


def test_notice_that_is_old_by_now_leaves_in_a_digest(cast, now, django_capture_on_commit_callbacks):
    old = make_notification(cast.contributor, at=now - MAIL_WAITS - timedelta(hours=2), mail=Mail.CLAIMED)
    with django_capture_on_commit_callbacks(execute=True):
        assert mails.send_all_again(by=cast.admin, at=now) == 1
    old.refresh_from_db()
    assert (old.mail, [message.to for message in mail.outbox]) == (Mail.SENT, [[cast.contributor.email]])


def test_links_of_the_first_mail_go_on_working(cast, unsettled, now, client, django_capture_on_commit_callbacks):
    """It may have arrived: whoever answers it must be heard."""
    token = "el primero"
    for row in (unsettled.news, unsettled.question):
        Delivery.objects.filter(pk=row.pk).update(token_sha256=Delivery.hash_of(f"{token} {row.pk}"))
    with django_capture_on_commit_callbacks(execute=True):
        mails.send_all_again(by=cast.admin, at=now)
    following.confirm(token=f"{token} {unsettled.question.pk}", at=now)
    assert Subscription.objects.get(pk=unsettled.question.subscription_id).confirmed_at == now
    following.leave(token=f"{token} {unsettled.news.pk}", at=now)
    assert not Subscription.objects.filter(pk=unsettled.news.subscription_id).exists()


def test_links_of_the_second_mail_work_too(cast, unsettled, client, django_capture_on_commit_callbacks, now):
    with django_capture_on_commit_callbacks(execute=True):
        mails.send_again(kind=MailKind.NEWS, number=unsettled.question.pk, by=cast.admin, at=now)
    link = re.search(r"/seguir/confirmar/[\w-]+/", mail.outbox[0].body).group()
    assert client.post(link).status_code == 200
    assert Subscription.objects.get(pk=unsettled.question.subscription_id).confirmed_at is not None


def test_broker_that_is_away_loses_nothing(cast, unsettled, browser_of):
    browser_of(cast.admin).post(ALL)  # what was to follow the commit does not happen here
    assert set(Notification.objects.values_list("mail", flat=True)) == {Mail.WAITING, Mail.DIGEST}
    assert tasks.send_waiting() == 3
    assert len(mail.outbox) == 3


def test_what_settled_meanwhile_is_left_alone(cast, unsettled, now, django_capture_on_commit_callbacks):
    shown = unsettled_mails(now)
    Notification.objects.update(mail=Mail.SENT, mailed_at=now, claimed_at=None)
    Delivery.objects.update(sending=Sending.REFUSED, claimed_at=None)
    Feedback.objects.update(result_mail=ResultMail.SENT, email="", claimed_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        again = [mails.send_again(kind=m.kind, number=m.number, by=cast.admin, at=now) for m in shown]
    assert (again, mail.outbox) == ([False] * 5, [])
    assert AuditEntry.objects.filter(verb="mail.sent_again").count() == 0


def test_process_that_lives_on_does_not_settle_what_was_sent_again(cast, now):
    """Of two claims each writes its own end only."""
    notice = make_notification(cast.contributor, at=now, mail=Mail.CLAIMED, claimed_at=now)
    notifications._settle([notice.pk], now - timedelta(hours=2), Mail.REFUSED)
    kept = make_claimed_result(cast, now)
    feedback._settle_result(kept.pk, now - timedelta(hours=2), result_mail=ResultMail.REFUSED, email="")
    notice.refresh_from_db()
    kept.refresh_from_db()
    assert (notice.mail, kept.result_mail) == (Mail.CLAIMED, ResultMail.CLAIMED)


def make_claimed_result(cast, at) -> Feedback:
    kept = feedback.answer(
        feedback=make_feedback(cast.here, at=at, email="vecina@correo.example"), text=REPLY, by=cast.liaison, at=at
    )
    Feedback.objects.filter(pk=kept.pk).update(result_mail=ResultMail.CLAIMED, claimed_at=at)
    return kept


@pytest.mark.parametrize(
    ("kind", "number", "status"), [("aviso", 10**30, 302), ("opinion", 987654, 302), ("carta", 1, 404)]
)
def test_mail_that_does_not_exist_is_no_error(cast, browser_of, kind, number, status):
    assert browser_of(cast.admin).post(one(kind, number)).status_code == status


def test_each_mail_sent_again_stands_in_the_log(cast, unsettled, now):
    mails.send_all_again(by=cast.admin, at=now)
    entries = AuditEntry.objects.filter(verb="mail.sent_again")
    assert {entry.target_type for entry in entries} == {
        "accounts.notification", "citizens.delivery", "citizens.feedback",
    }  # fmt: skip
    assert (len(entries), {entry.by for entry in entries}) == (5, {cast.admin})
    assert "@" not in str(list(entries.values_list("data", "reason")))
    assert {row.act for row in log_rows(entries)} == {"Correo enviado otra vez"}


# --- The mail about an opinion ---


def test_worker_that_dies_half_way_does_not_lose_the_mail_of_an_opinion(cast, faulty, now):
    kept = feedback.answer(
        feedback=make_feedback(cast.here, email="vecina@correo.example"), text=REPLY, by=cast.liaison, at=now
    )
    faulty.on_send = SMTPServerDisconnected("in the middle")
    with pytest.raises(SMTPServerDisconnected):
        feedback.send_result(feedback_id=kept.pk, at=now)
    kept.refresh_from_db()
    assert (kept.email, kept.result_mail, kept.claimed_at) == ("vecina@correo.example", ResultMail.CLAIMED, now)
    faulty.on_send = None
    assert tasks.send_waiting() == 0, "nobody knows whether it left: a person decides"
    later = now + timedelta(hours=1)
    assert feedback.send_result_again(feedback_id=kept.pk, by=cast.admin, at=later) is True
    assert feedback.send_result(feedback_id=kept.pk, at=later) is True
    assert sent_to() == ["vecina@correo.example"]


def test_address_of_a_mail_that_stands_half_way_is_kept_no_longer_than_any(cast, now):
    kept = make_claimed_result(cast, now - ADDRESS_KEPT)
    assert feedback.forget_addresses(at=now) == 1
    kept.refresh_from_db()
    assert (kept.email, kept.result_mail, kept.claimed_at) == ("", ResultMail.NONE, None)
    assert feedback.send_result_again(feedback_id=kept.pk, by=cast.admin, at=now) is False


def test_question_of_an_address_that_was_forgotten_is_not_listed(cast, now):
    row = make_left(Delivery, now, subscription=make_subscription(at=now - CONFIRM_WITHIN))
    following.forget_unconfirmed(at=now)
    assert unsettled_mails(now) == []
    assert following.send_again(delivery_id=row.pk, by=cast.admin, at=now) is False
