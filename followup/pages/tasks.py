"""Celery tasks of the pages of follow-up. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def tell_followers() -> int:
    from followup.pages.actions import telling

    return telling.tell_followers(at=timezone.now())
