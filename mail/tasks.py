"""Celery tasks of mail. Safe to run twice: a mail is claimed before it is sent."""

import logging

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone

from mail.models import Outbox

logger = logging.getLogger(__name__)
# A batch ends within CELERY_TASK_TIME_LIMIT also where each mail takes its EMAIL_TIMEOUT.
PER_BATCH, PER_TURN = 20, 1000


@shared_task(bind=True, max_retries=6)
def send(self: Task, *, keys: list[str]) -> int:
    """Send a batch of mails; while the mail server is unreachable, retry six times within twenty minutes.

    Also after a lost connection: the mail in transit is left to a person, the rest of the batch still waits.
    """
    from mail.actions import handover, outbox

    try:
        return outbox.send(keys=keys, at=timezone.now())
    except Exception as error:
        if not self.request.is_eager:
            raise self.retry(exc=error, countdown=15 * 2**self.request.retries) from error
        if not isinstance(error, handover.MailDelayed):
            raise
        logger.warning("mail is away: %s", error)  # inside a request (no worker): left to the row and beat
        return 0


@shared_task
def send_waiting() -> int:
    """Enqueue overdue mails, made while broker, worker or mail server were down; return how many."""
    from mail.actions import outbox

    at = timezone.now()
    outbox.drop_late(at=at)
    keys = list(Outbox.objects.due(at).order_by("due_at", "pk").values_list("key", flat=True)[:PER_TURN])
    for batch in _batches(keys):
        send.delay(keys=batch)
    return len(keys)


def enqueue_send(keys: list[str]) -> None:
    """Enqueue sending in batches on commit; a broker outage does not undo the transaction."""

    def ask() -> None:
        for batch in _batches(keys):
            send.delay(keys=batch)

    if keys:
        transaction.on_commit(ask, robust=True)


def _batches(keys: list[str]) -> list[list[str]]:
    return [keys[start : start + PER_BATCH] for start in range(0, len(keys), PER_BATCH)]
