"""Several people who send the same mail again at the same moment, on PostgreSQL: one does it, it leaves once."""

import threading
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection

from citizens.actions import feedback
from citizens.choices import DeclineRule
from core.models import AuditEntry
from mail.actions import outbox
from mail.choices import State
from mail.queries import unsettled_mails
from notices.actions import following
from notices.models import Delivery
from tests.factories.citizens import make_answered
from tests.factories.outbox import mail_of, make_mail

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)


def at_once(*acts: Callable) -> list:
    """Do them at the same moment, each with a connection of its own; return the results in their order."""
    barrier, results, failures = threading.Barrier(len(acts)), [None] * len(acts), []

    def go(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            results[number] = acts[number]()
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    return results


@pytest.mark.parametrize("turn", TURNS)
def test_each_mail_leaves_once_whoever_asks(cast, unsettled, now, turn):
    person = cast.admin
    found = at_once(*[lambda: outbox.send_all_again(by=person, at=now)] * 4)
    assert sum(found) == 5
    assert len(mail.outbox) == 5
    assert AuditEntry.objects.filter(verb="mail.sent_again").count() == 5
    assert unsettled_mails(now) == []


@pytest.mark.parametrize("turn", TURNS)
def test_follower_who_leaves_meanwhile_breaks_nothing(cast, unsettled, now, turn):
    Delivery.objects.filter(pk=unsettled.news.pk).update(token_sha256=Delivery.hash_of("salida"))
    person, number = cast.admin, unsettled.mails[2].pk
    at_once(
        lambda: outbox.send_again(number=number, by=person, at=now),
        lambda: following.leave(token="salida", at=now),
    )
    assert not Delivery.objects.filter(subscription=unsettled.news.subscription_id).exists()


@pytest.mark.parametrize("turn", TURNS)
def test_opinion_that_is_withdrawn_while_its_mail_is_sent_again_stays_whole(cast, unsettled, now, turn):
    kept = make_answered(cast.here, cast.coordinator)
    type(kept).objects.filter(pk=kept.pk).update(email="vecina@correo.example")
    claimed = unsettled.mails[4].claimed_at
    number = make_mail("result", kept.pk, at=claimed, state=State.CLAIMED).pk
    coordinator, admin = cast.coordinator, cast.admin
    again, _ = at_once(
        lambda: outbox.send_again(number=number, by=admin, at=now),
        lambda: feedback.withdraw(
            feedback=kept, rule=DeclineRule.INSULT, reason="Insulta a alguien.", by=coordinator, at=now
        ),
    )
    kept.refresh_from_db()
    state = mail_of("result", kept.pk).state
    assert (again, kept.state, kept.email, state) == (True, "declined", "", "sent")
    assert [message.to for message in mail.outbox] == [["vecina@correo.example"]]
