"""Celery tasks of citizens. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def forget_addresses() -> int:
    from citizens.actions import feedback

    return feedback.forget_addresses(at=timezone.now())
