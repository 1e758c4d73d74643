"""Celery tasks: each fetches, does one action, and may run twice without harm."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from core.datasets import registry


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def write_open_data(*, code: str, version: int) -> int:
    """Write the open data files of one version of a dataset; return how many, 0 where it is not published."""
    from core.datasets import actions

    release = registry.find(code, version)
    return actions.write(release, at=timezone.now()) if release else 0


@shared_task
def write_missing_open_data() -> int:
    """Write the open data files that are not there: the broker was away, or the folder was lost."""
    from core.datasets import actions

    return actions.write_missing(at=timezone.now())


@shared_task
def check_open_data() -> int:
    """Read every file of open data and write again those that are not what they should be."""
    from core.datasets import actions

    return actions.maintain(at=timezone.now())


def enqueue_open_data(*, code: str, version: int) -> None:
    """Ask for the open data files once the publication is committed; without a broker beat asks again."""
    transaction.on_commit(lambda: write_open_data.delay(code=code, version=version), robust=True)
