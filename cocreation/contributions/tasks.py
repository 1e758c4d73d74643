"""Celery tasks of contributions. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def warn_of_late_moderation() -> int:
    from cocreation.contributions.actions.waiting import warn_of_late

    return warn_of_late(at=timezone.now())


@shared_task
def forget_contacts() -> int:
    from cocreation.contributions.actions import retention

    at = timezone.now()
    return retention.forget_contacts(at=at) + retention.forget_files(at=at)


@shared_task
def forget_unconfirmed() -> int:
    from cocreation.contributions.actions import retention

    return retention.forget_unconfirmed(at=timezone.now())


@shared_task
def send_digests() -> int:
    from cocreation.contributions.actions import telling

    return telling.send_digests(at=timezone.now())


@shared_task
def end_merges() -> int:
    from cocreation.contributions.actions import merging

    return merging.end_passed(at=timezone.now())
