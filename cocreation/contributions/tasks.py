"""Celery tasks of contributions. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def send_digests() -> int:
    from cocreation.contributions.actions import telling

    return telling.send_digests(at=timezone.now())


@shared_task
def end_merges() -> int:
    from cocreation.contributions.actions import merging

    return merging.end_passed(at=timezone.now())
