"""Celery tasks: each fetches, does one action, and may run twice without harm."""

from celery import shared_task
from django.utils import timezone


@shared_task
def note_expiries() -> int:
    """Note the evidence whose date is over."""
    from diagnostics.review.actions import maintenance

    return maintenance.note_expiries(today=timezone.localdate(), at=timezone.now())


@shared_task
def end_old_reopenings() -> int:
    """Give answers back to the review whose term for changes is over."""
    from diagnostics.review.actions import reopening

    return reopening.end_old(today=timezone.localdate(), at=timezone.now())


@shared_task
def end_terms() -> int:
    """Move on the diagnoses whose term of clarification or of reply is over."""
    from diagnostics.review.actions import terms

    return terms.end_terms(today=timezone.localdate(), at=timezone.now())
