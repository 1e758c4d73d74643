"""Celery tasks of sightings. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def warn_of_late_sightings() -> int:
    from followup.sightings.actions.telling import warn_of_late

    return warn_of_late(at=timezone.now())


@shared_task
def forget_sightings() -> int:
    from followup.sightings.actions import retention

    at = timezone.now()
    return retention.forget_unread(at=at) + retention.forget_browsers(at=at)
