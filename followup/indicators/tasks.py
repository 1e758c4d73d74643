"""Tasks of indicators. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def count_indicators() -> int:
    """Count what the portal is the source of; return how many public values are new or changed."""
    from followup.indicators.actions.counting import count_all

    return count_all(at=timezone.now())
