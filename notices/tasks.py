"""Celery tasks of notices. Each may run twice without harm."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_digests() -> int:
    """Send the weekly digest to everybody who has something unread that no mail told; return how many people those are."""
    from notices.actions import notifications

    return notifications.send_digests(at=timezone.now())


@shared_task
def forget_unconfirmed() -> int:
    """Delete addresses that nobody confirmed; return how many."""
    from notices.actions import following

    return following.forget_unconfirmed(at=timezone.now())
