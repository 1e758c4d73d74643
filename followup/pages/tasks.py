"""Celery tasks of the pages of follow-up. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def tell_followers() -> int:
    from followup.pages.actions import telling

    return telling.tell_followers(at=timezone.now())


@shared_task
def remind_of_due_dates() -> int:
    """Tell who writes what falls due in 30, 7 or 1 days; return the number of people told."""
    from followup.pages.actions import reminders

    return reminders.remind_of_due_dates(at=timezone.now())
