"""Celery tasks of accounts."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_digests() -> int:
    """Send the weekly digest to everybody who has something unread that no mail told; return how many people those are."""
    from accounts.actions import notifications

    return notifications.send_digests(at=timezone.now())
