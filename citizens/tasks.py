"""Celery tasks of citizens: forgetting. May run twice without harm."""

from celery import shared_task
from django.utils import timezone


@shared_task
def forget_addresses() -> int:
    """Delete addresses that are too old; return how many."""
    from citizens.actions import feedback

    return feedback.forget_addresses(at=timezone.now())
