"""Celery tasks: each calls one action and is idempotent."""

from celery import shared_task
from django.utils import timezone


@shared_task
def note_expiries() -> int:
    from diagnostics.review.actions import maintenance

    return maintenance.note_expiries(today=timezone.localdate(), at=timezone.now())


@shared_task
def end_old_reopenings() -> int:
    from diagnostics.review.actions import reopening

    return reopening.end_old(today=timezone.localdate(), at=timezone.now())


@shared_task
def end_terms() -> int:
    from diagnostics.review.actions import terms

    return terms.end_terms(today=timezone.localdate(), at=timezone.now())
