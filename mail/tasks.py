"""Celery tasks of mail. Each may run twice without harm: a mail is claimed before it leaves."""

import logging

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone

from mail.models import Outbox

logger = logging.getLogger(__name__)
PER_BATCH, PER_TURN = 50, 1000


@shared_task(bind=True, max_retries=6)
def send(self: Task, *, keys: list[str]) -> int:
    """Send a batch of mails; while the mail server is away, six more times within twenty minutes.

    So too where the connection was lost: what it was lost with is for a person, and what follows still waits.
    """
    from mail.actions import handover, outbox

    try:
        return outbox.send(keys=keys, at=timezone.now())
    except Exception as error:
        if not self.request.is_eager:
            raise self.retry(exc=error, countdown=15 * 2**self.request.retries) from error
        if not isinstance(error, handover.MailDelayed):
            raise
        logger.warning("mail is away: %s", error)  # inside a request (no worker) nobody waits: the row does
        return 0


@shared_task
def send_waiting() -> int:
    """Enqueue the mails that wait: those made while broker, worker or mail server were away; return how many."""
    from mail.actions import outbox

    at = timezone.now()
    outbox.drop_late(at=at)
    keys = list(Outbox.objects.due(at).order_by("due_at", "pk").values_list("key", flat=True)[:PER_TURN])
    for batch in _batches(keys):
        send.delay(keys=batch)
    return len(keys)


def enqueue_send(keys: list[str]) -> None:
    """Ask for mails in batches once the transaction is committed; a broker that is away does not undo what was told."""

    def ask() -> None:
        for batch in _batches(keys):
            send.delay(keys=batch)

    if keys:
        transaction.on_commit(ask, robust=True)


def _batches(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + PER_BATCH] for start in range(0, len(keys), PER_BATCH)]
