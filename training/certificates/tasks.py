"""Tasks of certificates."""

from celery import shared_task
from django.utils import timezone


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def issue_certificate(*, enrolment_id: int) -> int:
    """Issue the certificate of an enrolment if nothing is missing; return how many were issued, 0 or 1."""
    from training.certificates.actions.issuing import issue

    return len(issue(enrolments=[enrolment_id], at=timezone.now()))


@shared_task
def issue_missing_certificates() -> int:
    """Issue what no task did, for example while the broker was down; return how many."""
    from training.certificates.actions.issuing import issue_missing

    return issue_missing(at=timezone.now())
