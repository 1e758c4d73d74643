"""Celery tasks of files. Idempotent."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone


@shared_task
def check_stored_files(*, after: str = "") -> int:
    """Verify stored files after one name for a bounded time; return how many are wrong."""
    from files.actions import stored_files

    return stored_files.check(after=after, at=timezone.now())


@shared_task
def sweep_stored_files() -> int:
    from files.actions import stored_files

    return stored_files.sweep(at=timezone.now())


@shared_task
def check_links() -> int:
    from files.actions import link_checks

    return link_checks.check_due_links(at=timezone.now())


@shared_task
def check_links_of_site(*, links: list[tuple[str, int, str]], claimed_at: str) -> None:
    """`links`: (model, primary key, address)."""
    from files.actions import link_checks

    link_checks.check_links_of_site(
        links=[link_checks.Link(*link) for link in links],
        claimed_at=datetime.fromisoformat(claimed_at),
        at=timezone.now,
    )
