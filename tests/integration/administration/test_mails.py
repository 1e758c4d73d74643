"""Mails that a process left half-way: listed after an hour, sent again by a person, never lost and never settled twice."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail

from accounts.models import User
from administration.queries.log import log_rows
from citizens.actions import feedback
from citizens.choices import ADDRESS_KEPT
from citizens.models import Feedback
from core.models import AuditEntry
from mail import tasks
from mail.actions import outbox
from mail.choices import State
from mail.models import Outbox
from mail.queries import unsettled_mails
from notices.actions import following
from notices.choices import CONFIRM_WITHIN, MAIL_WAITS
from notices.models import Delivery, Notification, Subscription
from tests.factories.accounts import make_user
from tests.factories.citizens import REPLY, make_feedback
from tests.factories.notices import make_notification, make_subscription, state_of
from tests.factories.outbox import mail_of, make_mail

pytestmark = pytest.mark.django_db
PAGE, ALL = "/administracion/correos/", "/administracion/correos/enviar/"


def one(number: int) -> str:
    return f"/administracion/correos/{number}/enviar/"


def main_of(response) -> str:
    return response.text[response.text.index("<main") : response.text.index("</main>")]


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


# --- The list ---


def test_list_says_what_to_whom_and_since_when(cast, unsettled, now):
    number, since = unsettled.result.pk, [row.claimed_at for row in unsettled.mails]
    assert [(m.kind, m.about, m.to, m.since) for m in unsettled_mails(now)] == [
        ("notice", "Quedan 7 días hábiles", cast.contributor.name, since[0]),
        ("digest", "Resumen semanal con 2 avisos", cast.contributor.name, since[1]),
        ("news", "Se publicaron los resultados", f"Suscripción n.º {unsettled.news.subscription_id}", since[2]),
        ("news", "Pregunta para confirmar una suscripción", f"Suscripción n.º {unsettled.question.subscription_id}",
         since[3]),
        ("result", "Qué pasó con una opinión sobre: El portal", f"Opinión n.º {number}", since[4]),
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
    Feedback.objects.update(email="")
    assert [m.number for m in unsettled_mails(now)] == [unsettled.mails[2].pk]
    Notification.objects.update(read_at=None)
    User.objects.filter(pk=cast.contributor.pk).update(is_active=False)
    assert [m.number for m in unsettled_mails(now)] == [unsettled.mails[2].pk]


@pytest.mark.parametrize("count", [1, 12])
def test_queries_of_the_page_do_not_grow(cast, browser_of, now, django_assert_num_queries, count):
    for _ in range(count):
        make_notification(make_user(), at=now - timedelta(hours=2), mail=State.CLAIMED)
        make_left(now, subscription=make_subscription())
    browser = browser_of(cast.admin)
    with django_assert_num_queries(7):  # session, person, roles, unread; the mails, what notices and news are about
        browser.get(PAGE)


def make_left(now, *, subscription: Subscription) -> Outbox:
    """The mail with a question to an address, left half-way."""
    token = Delivery.hash_of(str(subscription.pk))
    row = Delivery.objects.create(subscription=subscription, created_at=now, token_sha256=token)
    Subscription.objects.filter(pk=subscription.pk).update(confirmed_at=None)
    return make_mail("news", row.pk, at=now, state=State.CLAIMED, moment=now - timedelta(hours=2))


def test_link_to_the_page_is_for_those_who_may(cast, browser_of):
    found = {
        name: '<a href="/administracion/">Portal</a>' in browser_of(cast.person(name)).get("/avisos/").text
        for name in ("admin", "coordinator", "liaison")
    }
    assert found == {"admin": True, "coordinator": True, "liaison": False}
    assert f'<a href="{PAGE}">Correos</a>' in browser_of(cast.admin).get("/administracion/").text


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
    assert set(Outbox.objects.values_list("state", "claimed_at")) == {(State.SENT, None)}
    assert Feedback.objects.get().email == ""


def test_one_is_sent_again_and_the_others_are_left_alone(
    cast, unsettled, browser_of, django_capture_on_commit_callbacks, now
):
    address, browser = one(unsettled.mails[4].pk), browser_of(cast.coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        assert "El correo va en camino otra vez. Puede llegar dos veces." in browser.post(address, follow=True).text
    assert sent_to() == ["vecina@correo.example"]
    assert len(unsettled_mails(now)) == 4
    assert "Ese correo ya no está a medias" in browser.post(address, follow=True).text
    assert len(mail.outbox) == 1


def test_digest_leaves_as_one_mail_and_at_once(cast, unsettled, now, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.send_again(number=unsettled.mails[1].pk, by=cast.admin, at=now) is True
    assert [message.subject for message in mail.outbox] == ["Su semana en Innovación Pública 360: 2 avisos"]
    assert state_of(unsettled.notice) == State.CLAIMED


def test_notice_that_is_old_by_now_leaves_in_a_digest(cast, now, django_capture_on_commit_callbacks):
    old = make_notification(cast.contributor, at=now - MAIL_WAITS - timedelta(hours=2), mail=State.CLAIMED)
    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.send_all_again(by=cast.admin, at=now) == 1
    assert (state_of(old), [message.to for message in mail.outbox]) == (State.SENT, [[cast.contributor.email]])
    assert mail.outbox[0].subject == "Su semana en Innovación Pública 360: 1 aviso"


def test_links_of_the_first_mail_go_on_working(cast, unsettled, now, client, django_capture_on_commit_callbacks):
    """It may have arrived: whoever answers it must be heard."""
    token = "el primero"
    for row in (unsettled.news, unsettled.question):
        Delivery.objects.filter(pk=row.pk).update(token_sha256=Delivery.hash_of(f"{token} {row.pk}"))
    with django_capture_on_commit_callbacks(execute=True):
        outbox.send_all_again(by=cast.admin, at=now)
    following.confirm(token=f"{token} {unsettled.question.pk}", at=now)
    assert Subscription.objects.get(pk=unsettled.question.subscription_id).confirmed_at == now
    following.leave(token=f"{token} {unsettled.news.pk}", at=now)
    assert not Subscription.objects.filter(pk=unsettled.news.subscription_id).exists()


def test_links_of_the_second_mail_work_too(cast, unsettled, client, django_capture_on_commit_callbacks, now):
    with django_capture_on_commit_callbacks(execute=True):
        outbox.send_again(number=unsettled.mails[3].pk, by=cast.admin, at=now)
    link = re.search(r"/seguir/confirmar/[\w-]+/", mail.outbox[0].body).group()
    assert client.post(link).status_code == 302
    assert Subscription.objects.get(pk=unsettled.question.subscription_id).confirmed_at is not None


def test_broker_that_is_away_loses_nothing(cast, unsettled, browser_of):
    browser_of(cast.admin).post(ALL)  # what was to follow the commit does not happen here
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.WAITING}
    assert tasks.send_waiting() == 5
    assert len(mail.outbox) == 5


def test_what_settled_meanwhile_is_left_alone(cast, unsettled, now, django_capture_on_commit_callbacks):
    shown = unsettled_mails(now)
    Outbox.objects.update(state=State.SENT, settled_at=now, claimed_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        again = [outbox.send_again(number=m.number, by=cast.admin, at=now) for m in shown]
    assert (again, mail.outbox) == ([False] * 5, [])
    assert AuditEntry.objects.filter(verb="mail.sent_again").count() == 0


def test_process_that_lives_on_does_not_settle_what_was_sent_again(cast, now):
    """Of two claims each writes its own end only."""
    kept = make_claimed_result(cast, now)
    row = mail_of("result", kept.pk)
    outbox._settle(row.pk, State.REFUSED, now - timedelta(hours=2))
    row.refresh_from_db()
    kept.refresh_from_db()
    assert (row.state, kept.email) == (State.CLAIMED, "vecina@correo.example")


def make_claimed_result(cast, at) -> Feedback:
    kept = feedback.answer(
        feedback=make_feedback(cast.here, at=at, email="vecina@correo.example"), text=REPLY, by=cast.liaison, at=at
    )
    Outbox.objects.filter(key=f"result:{kept.pk}").update(state=State.CLAIMED, claimed_at=at)
    return kept


@pytest.mark.parametrize("number", [10**30, 987654])
def test_mail_that_does_not_exist_is_no_error(cast, browser_of, number):
    assert browser_of(cast.admin).post(one(number)).status_code == 302


def test_each_mail_sent_again_stands_in_the_log(cast, unsettled, now):
    outbox.send_all_again(by=cast.admin, at=now)
    entries = AuditEntry.objects.filter(verb="mail.sent_again")
    assert {entry.target_type for entry in entries} == {
        "notices.notification", "notices.delivery", "citizens.feedback",
    }  # fmt: skip
    assert (len(entries), {entry.by for entry in entries}) == (5, {cast.admin})
    assert "@" not in str(list(entries.values_list("data", "reason")))
    assert {row.act for row in log_rows(entries)} == {"Correo enviado otra vez"}


# --- The mail about an opinion ---


def test_worker_that_dies_half_way_does_not_lose_the_mail_of_an_opinion(cast, faulty, now):
    kept = feedback.answer(
        feedback=make_feedback(cast.here, email="vecina@correo.example"), text=REPLY, by=cast.liaison, at=now
    )
    row = mail_of("result", kept.pk)
    faulty.on_send = SMTPServerDisconnected("in the middle")
    with pytest.raises(SMTPServerDisconnected):
        outbox.send(keys=[row.key], at=now)
    kept.refresh_from_db()
    row.refresh_from_db()
    assert (kept.email, row.state, row.claimed_at) == ("vecina@correo.example", State.UNSURE, now)
    faulty.on_send = None
    assert tasks.send_waiting() == 0, "nobody knows whether it left: a person decides"
    later = now + timedelta(hours=1)
    assert outbox.send_again(number=row.pk, by=cast.admin, at=later) is True
    assert outbox.send(keys=[row.key], at=later) == 1
    assert sent_to() == ["vecina@correo.example"]


def test_address_of_a_mail_that_stands_half_way_is_kept_no_longer_than_any(cast, now):
    kept = make_claimed_result(cast, now - ADDRESS_KEPT)
    assert feedback.forget_addresses(at=now) == 1
    kept.refresh_from_db()
    assert (kept.email, unsettled_mails(now)) == ("", [])
    assert outbox.send_again(number=mail_of("result", kept.pk).pk, by=cast.admin, at=now) is False


def test_question_of_an_address_that_was_forgotten_is_not_listed(cast, now):
    row = make_left(now, subscription=make_subscription(at=now - CONFIRM_WITHIN))
    following.forget_unconfirmed(at=now)
    assert unsettled_mails(now) == []
    assert outbox.send_again(number=row.pk, by=cast.admin, at=now) is False
