"""Celery tasks: each loads its objects, calls one action, and may safely run twice."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from core.datasets import registry


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def write_open_data(*, code: str, version: int | None) -> int:
    """Write the open data files of one version of a dataset, the newest for None; return how many, 0 if it is not published."""
    from core.datasets import actions

    release = registry.find(code, version)
    return actions.write(release, at=timezone.now()) if release else 0


@shared_task
def write_missing_open_data() -> int:
    """Write missing open data files, for example after a broker outage or the loss of the folder."""
    from core.datasets import actions

    return actions.write_missing(at=timezone.now())


@shared_task
def check_open_data() -> int:
    """Verify every open data file and rewrite damaged ones."""
    from core.datasets import actions

    return actions.maintain(at=timezone.now())


@shared_task
def keep_task_log() -> int:
    """Note runs that were lost with their process, and delete old rows of the task log; return how many were lost."""
    from core.task_log import actions

    return actions.clean_up(at=timezone.now())


@shared_task
def forget_set_aside() -> int:
    """Delete what waited for somebody for a day."""
    from core.web.set_aside import actions

    return actions.forget(at=timezone.now())


def enqueue_open_data(*, code: str, version: int | None) -> None:
    """Enqueue `write_open_data` on commit; without a broker, beat's `write_missing_open_data` makes up for it."""
    transaction.on_commit(lambda: write_open_data.delay(code=code, version=version), robust=True)
