"""Celery tasks: each calls one action and is idempotent."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone


@shared_task
def load_answers(*, key: str, owner_id: int) -> str:
    """Load a file of answers that somebody checked and confirmed."""
    from diagnostics.exchange.actions import loads

    return loads.load(key=key, owner_id=owner_id, at=timezone.now())


def enqueue_load(*, key: str, owner_id: int, task_id: str) -> None:
    def send() -> None:
        load_answers.apply_async(kwargs={"key": key, "owner_id": owner_id}, task_id=task_id)

    transaction.on_commit(send, robust=True)
