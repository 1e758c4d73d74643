"""Celery tasks of citizens: mails, and forgetting. Each fetches, does one action, and may run twice without harm."""

import logging

from celery import Task, shared_task
from django.db import transaction
from django.utils import timezone

from citizens.models import Delivery, Feedback
from mail.actions.handover import MailDelayed

logger = logging.getLogger(__name__)
PER_BATCH, PER_TURN = 50, 1000


@shared_task(bind=True, max_retries=6)
def send_deliveries(self: Task, *, delivery_ids: list[int]) -> int:
    """Mail a batch of followers; while the mail server is away, six more times within twenty minutes."""
    from citizens.actions import following

    try:
        return following.send(delivery_ids=delivery_ids, at=timezone.now())
    except MailDelayed as delay:
        return _again(self, delay)


@shared_task(bind=True, max_retries=6)
def send_result(self: Task, *, feedback_id: int) -> bool:
    """Mail who wrote a message what became of it; while the mail server is away, six more times within twenty minutes."""
    from citizens.actions import feedback

    try:
        return feedback.send_result(feedback_id=feedback_id, at=timezone.now())
    except MailDelayed as delay:
        return bool(_again(self, delay))


@shared_task
def send_waiting() -> int:
    """Enqueue the mails that wait: what was told while the broker or the mail server was away; return how many."""
    deliveries = Delivery.objects.waiting(timezone.now()).order_by("pk").values_list("pk", flat=True)
    results = Feedback.objects.to_be_told().order_by("pk").values_list("pk", flat=True)
    news, told = list(deliveries[:PER_TURN]), list(results[:PER_TURN])
    for batch in _batches(news):
        send_deliveries.delay(delivery_ids=batch)
    for feedback_id in told:
        send_result.delay(feedback_id=feedback_id)
    return len(news) + len(told)


@shared_task
def forget_addresses() -> int:
    """Delete addresses that nobody confirmed or that are too old; return how many."""
    from citizens.actions import feedback, following

    at = timezone.now()
    return feedback.forget_addresses(at=at) + following.forget_unconfirmed(at=at)


def enqueue_deliveries(ids: list[int]) -> None:
    """Ask for mails in batches once the transaction is committed; a broker that is away does not undo what was told."""

    def ask() -> None:
        for batch in _batches(ids):
            send_deliveries.delay(delivery_ids=batch)

    if ids:
        transaction.on_commit(ask, robust=True)


def enqueue_result(feedback_id: int) -> None:
    """Ask for the mail to who wrote a message once the transaction is committed."""
    transaction.on_commit(lambda: send_result.delay(feedback_id=feedback_id), robust=True)


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + PER_BATCH] for start in range(0, len(ids), PER_BATCH)]


def _again(task: Task, delay: Exception) -> int:
    """Try again later, each time after twice as long. Inside a request (no worker) nobody waits: the row does."""
    if task.request.is_eager:
        logger.warning("mail is away: %s", delay)
        return 0
    raise task.retry(exc=delay, countdown=15 * 2**task.request.retries)
