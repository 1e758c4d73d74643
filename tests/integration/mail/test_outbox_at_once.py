"""Several processes that ask for and send the same mail at the same moment, on PostgreSQL: it leaves once, nobody hangs."""

import threading
import time
from collections.abc import Callable

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from citizens.actions import feedback
from citizens.choices import DeclineRule
from citizens.models import Feedback
from mail.actions import outbox
from mail.choices import State
from mail.models import Outbox
from tests.factories.citizens import REPLY, make_feedback
from tests.factories.outbox import mail_of, make_mail

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)


class Slow(EmailBackend):
    def send_messages(self, messages) -> int:
        time.sleep(0.1)
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def _slow_mail(settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Slow"


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
def test_batches_that_overlap_send_each_mail_once(letters, now, turn):
    keys = [make_mail("letter", n, at=now).key for n in range(6)]
    found = at_once(*[lambda: outbox.send(keys=keys, at=now)] * 4)
    assert (sum(found), len(mail.outbox), len({m.subject for m in mail.outbox})) == (6, 6, 6)
    assert set(Outbox.objects.values_list("state", flat=True)) == {State.SENT}
    assert sorted(letters.told) == [(n, "sent") for n in range(6)]


@pytest.mark.parametrize("turn", TURNS)
def test_the_same_that_many_ask_for_leaves_once(letters, now, turn, time_machine):
    time_machine.move_to(now, tick=True)
    at_once(*[lambda: outbox.enqueue(kind="letter", subject_id=1, key="letter:1", at=now)] * 4)
    assert (Outbox.objects.get().state, len(mail.outbox)) == (State.SENT, 1)


@pytest.mark.parametrize("turn", TURNS)
def test_late_mail_is_dropped_once(letters, now, turn):
    made = make_mail("letter", 1, at=now)
    late = made.waits_until
    assert sum(at_once(*[lambda: outbox.drop_late(at=late)] * 4)) == 1
    assert letters.told == [(1, "dropped")]


@pytest.mark.parametrize("turn", TURNS)
def test_opinion_that_is_withdrawn_while_its_mail_settles_waits_for_it_and_no_more(cast, now, turn):
    """One holds the opinion and inserts the same key again, the other holds the mail and writes the opinion."""
    kept = make_feedback(cast.here, at=now, email="vecina@correo.example")
    Feedback.objects.filter(pk=kept.pk).update(
        state="answered", answer=REPLY, answered_as="Enlace municipal de Aquí", closed_by=cast.liaison, state_since=now
    )
    row = make_mail("result", kept.pk, at=now, state=State.CLAIMED)
    person = cast.coordinator
    at_once(
        lambda: outbox._settle(row.pk, State.SENT, now),
        lambda: feedback.withdraw(feedback=kept, rule=DeclineRule.INSULT, reason="Insulta.", by=person, at=now),
    )
    kept.refresh_from_db()
    assert (kept.state, kept.email, mail_of("result", kept.pk).state) == ("declined", "", State.SENT)
