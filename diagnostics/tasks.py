"""Celery tasks: each fetches, does one action, and may run twice without harm."""

import logging
from datetime import datetime

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from diagnostics.choices import MODE_OF, RoundStatus
from diagnostics.models import Answer, Publication, Round

logger = logging.getLogger(__name__)


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def score_round(*, round_id: int, layer: str, mode: str) -> int:
    """Score one layer of a round; return the run's id."""
    from diagnostics.actions import scores

    round = Round.objects.select_related("version").get(pk=round_id)
    return scores.compute(round=round, layer=layer, mode=mode, at=timezone.now()).pk


@shared_task
def score_open_rounds() -> int:
    """Bring the scores of open rounds up to date, for what was not enqueued while the broker was away."""
    layers = Answer.objects.filter(assessment__round__status=RoundStatus.OPEN).values_list("assessment__round", "layer")
    pairs = sorted(set(layers.distinct()))
    for round_id, layer in pairs:
        score_round.delay(round_id=round_id, layer=layer, mode=MODE_OF[layer])
    return len(pairs)


@shared_task
def remind_of_deadlines() -> int:
    """Tell the teams whose round closes in 30, 7 or 1 working days; return how many people learn of it."""
    from diagnostics.actions import reminders

    return reminders.remind_of_deadlines(at=timezone.now())


@shared_task
def check_links() -> int:
    """Have the links of evidence opened that are due."""
    from diagnostics.actions import upkeep

    return upkeep.check_due_links(at=timezone.now())


@shared_task
def check_links_of_site(*, links: list[tuple[int, str]], claimed_at: str) -> None:
    """Open the links of one site, one after another."""
    from diagnostics.actions import upkeep

    upkeep.check_links_of_site(links=links, claimed_at=datetime.fromisoformat(claimed_at), at=timezone.now)


@shared_task
def note_expiries() -> int:
    """Note the evidence whose date is over."""
    from diagnostics.actions import upkeep

    return upkeep.note_expiries(today=timezone.localdate(), at=timezone.now())


@shared_task
def end_old_reopenings() -> int:
    """Give answers back to the review whose term for changes is over."""
    from diagnostics.actions import reopening

    return reopening.end_old(today=timezone.localdate(), at=timezone.now())


@shared_task
def end_terms() -> int:
    """Move on the diagnoses whose term of clarification or of reply is over."""
    from diagnostics.actions import terms

    return terms.end_terms(today=timezone.localdate(), at=timezone.now())


@shared_task(autoretry_for=(ConnectionError,), max_retries=5, retry_backoff=True)
def write_open_data(*, publication_id: int) -> int:
    """Write the open data files of a publication; return how many."""
    from diagnostics.actions import open_data

    publication = Publication.objects.select_related("run", "round__version__instrument").get(pk=publication_id)
    return open_data.write(publication=publication, at=timezone.now())


@shared_task
def write_missing_open_data() -> int:
    """Write the open data files that are not there: the broker was away, or the folder was lost."""
    from diagnostics.actions import open_data

    return open_data.write_missing(at=timezone.now())


@shared_task
def check_open_data() -> int:
    """Read every file of open data and write again those that are not what they should be."""
    from diagnostics.actions import open_data

    return open_data.maintain(at=timezone.now())


@shared_task
def check_evidence_files(*, after: str = "") -> int:
    """Compare the files of evidence with their rows, from one name on and for a bounded time."""
    from diagnostics.actions import stored_files

    return stored_files.check(after=after, at=timezone.now())


@shared_task
def sweep_stored_files() -> int:
    """Delete the files of evidence whose time is over; return how many."""
    from diagnostics.actions import stored_files

    return stored_files.sweep(at=timezone.now())


def enqueue_open_data(*, publication_id: int) -> None:
    """Ask for the open data files once the publication is committed; without a broker beat asks again."""
    transaction.on_commit(lambda: write_open_data.delay(publication_id=publication_id), robust=True)


def enqueue_score(*, round_id: int, layer: str) -> None:
    """Ask for a score once the transaction is committed; a broker that is away does not undo what was saved."""

    def send() -> None:
        score_round.delay(round_id=round_id, layer=str(layer), mode=str(MODE_OF[layer]))

    transaction.on_commit(send, robust=True)
