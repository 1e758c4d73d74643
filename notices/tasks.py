"""Celery tasks of notices. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_digests() -> int:
    from notices.actions import notifications

    return notifications.send_digests(at=timezone.now())


@shared_task
def forget_unconfirmed() -> int:
    from notices.actions import following

    return following.forget_unconfirmed(at=timezone.now())
