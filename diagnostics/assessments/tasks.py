"""Celery tasks: each runs one action, and may run twice without harm."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from diagnostics.assessments.choices import MODE_OF, RoundStatus
from diagnostics.assessments.models import Answer, Round

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def score_round(*, round_id: int, layer: str, mode: str) -> int | None:
    """Score a layer and return the run; None while it waits for something that people bring, or in a round that is over."""
    from diagnostics.assessments.actions import scores

    round = Round.objects.select_related("version").get(pk=round_id)
    if round.is_over:
        return None
    try:
        return scores.compute(round=round, layer=layer, mode=mode, at=timezone.now()).pk
    except scores.CannotScore as refusal:
        logger.warning("the score of %s, layer %s, waits: %s", round.code, layer, refusal.short)
        return None


@shared_task
def score_open_rounds() -> int:
    """Bring the scores of open rounds up to date, for what was not enqueued while the broker was down."""
    layers = Answer.objects.filter(assessment__round__status=RoundStatus.OPEN).values_list("assessment__round", "layer")
    pairs = sorted(set(layers.distinct()))
    for round_id, layer in pairs:
        score_round.delay(round_id=round_id, layer=layer, mode=MODE_OF[layer])
    return len(pairs)


@shared_task
def remind_of_deadlines() -> int:
    """Notify the teams whose deadline is 30, 7 or 1 working days away; return the number of people notified."""
    from diagnostics.assessments.actions import reminders

    return reminders.remind_of_deadlines(at=timezone.now())


def enqueue_score(*, round_id: int, layer: str) -> None:
    """Enqueue a score once the transaction commits; a broker that is down does not undo what was saved."""

    def send() -> None:
        score_round.delay(round_id=round_id, layer=str(layer), mode=str(MODE_OF[layer]))

    transaction.on_commit(send, robust=True)
