"""Tasks of quizzes."""

from celery import shared_task
from django.utils import timezone


@shared_task
def hand_in_overdue() -> int:
    """Hand in the attempts whose time passed while nobody looked."""
    from training.quizzes.actions.attempts import close_overdue

    return close_overdue(timezone.now())
