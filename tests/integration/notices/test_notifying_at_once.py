"""Several processes that tell or mail the same at the same moment, on PostgreSQL: one does it, nobody does it twice."""

import threading
import time
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from diagnostics.assessments.choices.notifications import DEADLINE
from mail.actions import outbox
from mail.choices import State
from mail.models import Outbox
from notices.actions import notifications
from notices.choices import DeliveryMode
from notices.models import Notification
from tests.factories.accounts import make_user
from tests.factories.notices import make_notification, state_of
from tests.factories.outbox import make_mail

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)  # without its claim a race is still won by luck now and then


class Slow(EmailBackend):
    """Takes its time, so that two who send at once really do."""

    def send_messages(self, messages) -> int:
        time.sleep(0.2)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _slow_mail(settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Slow"


def at_once(act: Callable, times: int = 4) -> list:
    """Do it at the same moment in several threads, each with a connection of its own; return the results, sorted."""
    barrier, results, failures = threading.Barrier(times), [], []

    def go() -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            results.append(act())
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    return sorted(results)


@pytest.mark.parametrize("turn", TURNS)
def test_one_mail_leaves_once(now, turn):
    pk = make_notification(make_user(), at=now, mail=State.WAITING).pk
    assert at_once(lambda: outbox.send(keys=[f"notice:{pk}"], at=now)) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1
    assert state_of(Notification.objects.get()) == State.SENT


@pytest.mark.parametrize("turn", TURNS)
def test_one_digest_leaves_once(now, turn):
    ana = make_user()
    for _ in range(5):
        make_notification(ana, at=now, delivery=DeliveryMode.DIGEST)
    keys = [make_mail("digest", ana.pk, at=now, key=f"digest:{n}").key for n in range(4)]
    assert at_once(lambda: outbox.send(keys=keys, at=now)) == [0, 0, 0, 1]
    assert len(mail.outbox) == 1
    assert Notification.objects.filter(digest__state=State.SENT).count() == 5
    assert Outbox.objects.filter(state=State.DROPPED).count() == 3


@pytest.mark.parametrize("turn", TURNS)
def test_same_thing_told_by_many_is_told_and_mailed_once(now, turn, time_machine):
    time_machine.move_to(now, tick=True)
    people = [make_user().pk for _ in range(5)]

    def tell() -> int:
        return notifications.notify(to=people, kind=DEADLINE, key="plazo", title="T", body="", url="/", at=now)

    at_once(tell)
    assert Notification.objects.count() == len(mail.outbox) == 5
    assert len({message.to[0] for message in mail.outbox}) == 5


@pytest.mark.parametrize("turn", TURNS)
def test_mail_of_what_is_being_read_leaves_once_or_not_at_all(now, turn):
    ana = make_user()
    notification = make_notification(ana, at=now, mail=State.WAITING)
    acts = iter(
        [
            lambda: bool(outbox.send(keys=[f"notice:{notification.pk}"], at=now)),
            lambda: bool(notifications.mark_read(notification=notification, by=ana, at=now)),
        ]
    )
    sent = any(at_once(lambda: next(acts)(), times=2))
    notification.refresh_from_db()
    assert notification.read_at == now
    assert (state_of(notification), len(mail.outbox)) == ((State.SENT, 1) if sent else (State.DROPPED, 0))
