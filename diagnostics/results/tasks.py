"""Celery tasks: each fetches, does one action, and may run twice without harm."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from diagnostics.results.models import Publication


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def write_open_data(*, publication_id: int) -> int:
    """Write the open data files of a publication; return how many."""
    from diagnostics.results.actions import open_data

    publication = Publication.objects.select_related("run", "round__version__instrument").get(pk=publication_id)
    return open_data.write(publication=publication, at=timezone.now())


@shared_task
def write_missing_open_data() -> int:
    """Write the open data files that are not there: the broker was away, or the folder was lost."""
    from diagnostics.results.actions import open_data

    return open_data.write_missing(at=timezone.now())


@shared_task
def check_open_data() -> int:
    """Read every file of open data and write again those that are not what they should be."""
    from diagnostics.results.actions import open_data

    return open_data.maintain(at=timezone.now())


def enqueue_open_data(*, publication_id: int) -> None:
    """Ask for the open data files once the publication is committed; without a broker beat asks again."""
    transaction.on_commit(lambda: write_open_data.delay(publication_id=publication_id), robust=True)
