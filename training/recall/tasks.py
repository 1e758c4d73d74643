"""Tasks of recall. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def make_recalls() -> int:
    from training.recall.actions.rounds import make_due

    return make_due(at=timezone.now())
