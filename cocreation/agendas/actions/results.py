"""Freezing the result of the votes once their stage has closed."""

from datetime import datetime, timedelta

from django.db import transaction

from cocreation.agendas import tasks
from cocreation.agendas.actions.locks import lock
from cocreation.agendas.choices.stages import StageCode, StageState
from cocreation.agendas.exports.result import canonical, result_document
from cocreation.agendas.models import Agenda, PriorityResult, Stage, Vote
from cocreation.agendas.queries import priorities
from cocreation.ranking.readings import readings_of
from core import audit
from core.models import AuditEntry
from core.refusals import Refusal
from core.web import page_cache

# A session on paper may reach the portal after its stage closed: its files come within a day of each other.
GRACE = timedelta(days=1)
IMPORTS = ("agenda.votes_imported", "agenda.supports_imported")


class ResultFrozen(Refusal):
    """The result stands, with its hash: no vote and no support is added to it."""

    is_conflict = True


def freeze_closed(*, stage: Stage, at: datetime) -> None:
    """Enqueue the result when the stage of challenges closes; without votes there is none yet. Fills `on_stage_closed`."""
    if stage.code == StageCode.CHALLENGES and Vote.objects.filter(challenge__agenda=stage.agenda_id).exists():
        tasks.enqueue_result(agenda_id=stage.agenda_id)


@transaction.atomic
def freeze(*, agenda: Agenda, at: datetime) -> PriorityResult | None:
    """Compute and keep the result; None while its stage is open, or where nobody voted. What exists is returned as it is.

    Takes the lock of the agenda, as every vote does: a vote that was accepted counts, one that comes later was refused.
    """
    row = lock(agenda)
    if existing := PriorityResult.objects.filter(agenda=row).first():
        return existing
    if not row.stages.filter(code=StageCode.CHALLENGES).exclude(state=StageState.OPEN).exists():
        return None
    votes = priorities.votes_of(row)
    if not votes:
        return None
    supporters = priorities.supporters_of(row)
    found = readings_of(priorities.challenges_of(row), votes, supporters, row.places)
    content, sha256 = canonical(
        result_document(
            row, found, challenges=row.challenges.prefetch_related("municipalities"), tallied=priorities.tally_of(row),
            votes=votes, voters=priorities.voters_of(row), supporters=supporters, at=at,
        )
    )  # fmt: skip
    result = PriorityResult.objects.create(agenda=row, taken_at=at, content=content, sha256=sha256)
    data = {"sha256": sha256, "voters": found.stability.voters, "challenges": len(found.rows)}
    audit.record(by=None, verb="agenda.result_frozen", target=row, at=at, data=data)
    transaction.on_commit(page_cache.forget_all, robust=True)
    return result


def freeze_missing(*, at: datetime) -> int:
    """Enqueue the results that are still missing a day after the last file from paper; return how many."""
    closed = Stage.objects.filter(code=StageCode.CHALLENGES, agenda__priority_result=None).exclude(
        state=StageState.OPEN
    )
    found = 0
    for stage in closed.select_related("agenda"):
        fresh = AuditEntry.of(stage.agenda).filter(verb__in=IMPORTS, at__gt=at - GRACE)
        if Vote.objects.filter(challenge__agenda=stage.agenda_id).exists() and not fresh.exists():
            tasks.enqueue_result(agenda_id=stage.agenda_id)
            found += 1
    return found


def require_unfrozen(agenda: Agenda) -> None:
    """Refuse ResultFrozen. Call it under the lock of the agenda."""
    if PriorityResult.objects.filter(agenda=agenda).exists():
        raise ResultFrozen("El resultado ya está congelado: no recibe más votos ni apoyos.")
