"""Tasks of contributions."""

from celery import shared_task
from django.utils import timezone


@shared_task
def warn_of_late_moderation() -> int:
    from cocreation.contributions.actions.waiting import warn_of_late

    return warn_of_late(at=timezone.now())
