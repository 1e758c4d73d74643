"""Tasks of cohorts. Idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def end_passed_cohorts() -> int:
    from training.cohorts.actions.cohorts import end_passed

    return end_passed(at=timezone.now())


@shared_task
def remind_of_cohorts() -> int:
    from training.cohorts.actions.reminders import remind

    return remind(at=timezone.now())


@shared_task
def forget_cohort_invitations() -> int:
    from training.cohorts.actions.invitations import forget_invitations

    return forget_invitations(at=timezone.now())
