"""Celery tasks: each does one action, and may run twice without harm."""

from celery import shared_task
from django.utils import timezone


@shared_task
def check_stored_files(*, after: str = "") -> int:
    """Compare stored files with their rows, from one name on and for a bounded time; return how many are wrong."""
    from files.actions import stored_files

    return stored_files.check(after=after, at=timezone.now())


@shared_task
def sweep_stored_files() -> int:
    """Delete the stored files whose time is over; return how many."""
    from files.actions import stored_files

    return stored_files.sweep(at=timezone.now())
