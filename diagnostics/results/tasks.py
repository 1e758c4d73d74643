"""Celery tasks: each calls one action and is idempotent."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from diagnostics.assessments.models import Round


@shared_task
def verify_scores(*, round_id: int, by_id: int | None = None) -> bool:
    """Verify the scores of one round; True if all are equal."""
    from diagnostics.results.actions import verification

    round = Round.objects.select_related("version").get(pk=round_id)
    by = User.objects.filter(pk=by_id).first()
    return verification.verify(round=round, by=by, at=timezone.now()).is_equal


@shared_task
def verify_all_scores() -> int:
    from diagnostics.results.actions import verification

    return verification.verify_all(at=timezone.now())


def enqueue_verification(*, round_id: int, by_id: int) -> None:
    transaction.on_commit(lambda: verify_scores.delay(round_id=round_id, by_id=by_id), robust=True)
