"""Milestones: done with their evidence, and judged to lack it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission
from core import audit
from core.process.transitions import require_reason
from core.refusals import Refusal, Stale
from followup.commitments.actions import proofs
from followup.commitments.actions.locks import locked
from followup.commitments.actions.telling import tell_office, tell_team
from followup.commitments.choices import Act
from followup.commitments.models import Commitment, Milestone
from followup.commitments.queries.who import NotNow, require

MISSING = "Ese hito ya no existe: un cambio del compromiso lo quitó."


@transaction.atomic
def prove(
    *, commitment: Commitment, number: int, contents: proofs.Contents, by: User, at: datetime
) -> Milestone:  # fmt: skip
    """Attach the evidence of a milestone: it is done from today on. The same evidence again changes nothing.

    Refuses MayNot, NotNow, and a milestone without evidence.
    """
    row = locked(commitment)
    milestone = _milestone(row, number)
    today = timezone.localdate(at)
    if milestone.done_on is not None and _holds(milestone, contents):
        return milestone
    require(by, Act.PROVE, row, today)
    if milestone.done_on is not None:
        raise NotNow("Otra persona ya puso la evidencia de este hito. Lo suyo no se guardó: cuéntelo como novedad.")
    if not contents:
        raise Refusal("Ponga la evidencia: una dirección o un archivo.")
    proofs.require_few(contents)
    evidence = proofs.add_all(row, contents, by=by, at=at)
    milestone.evidence.add(*evidence)
    milestone.done_on, milestone.refusal = today, ""
    milestone.save(update_fields=["done_on", "refusal"])
    data = {"milestone": number, "evidence": len(evidence)}
    audit.record(by=by, verb="commitment.milestone_done", target=row, at=at, data=data)
    _tell_done(row, number, by, at)
    proofs.store_all(evidence, contents)
    return milestone


@transaction.atomic
def refuse(
    *, commitment: Commitment, number: int, reason: str, by: User, at: datetime, read: int | None = None
) -> Milestone:
    """Say that the evidence of a milestone is not enough: it is undone again, and its evidence stays to be read.

    `read`: mark of the evidence that was read, as of `mark_of`. Refuses MayNot, NotNow, ReasonMissing, Stale.
    """
    require_reason(reason)
    row = locked(commitment)
    milestone = _milestone(row, number)
    if milestone.done_on is None and milestone.refusal == reason.strip():
        return milestone
    require(by, Act.JUDGE, row, timezone.localdate(at))
    if milestone.done_on is None:
        raise NotNow("Este hito no tiene evidencia que juzgar.")
    if read is not None and read != mark_of(milestone):
        raise Stale("La evidencia cambió mientras usted la leía: lea la nueva antes de decidir.")
    milestone.done_on, milestone.refusal = None, reason.strip()
    milestone.save(update_fields=["done_on", "refusal"])
    data = {"milestone": number}
    audit.record(by=by, verb="commitment.milestone_refused", target=row, at=at, data=data, reason=milestone.refusal)
    event = f"refused:{number}:{at:%Y%m%d%H%M%S%f}"
    tell_office(row, f"La evidencia del hito {number} no basta.", event, by, at)
    return milestone


def mark_of(milestone: Milestone) -> int:
    """Return what changes with its evidence, which is never taken away: the key of the newest, 0 without any."""
    return max((one.pk for one in milestone.evidence.all()), default=0)


def _milestone(row: Commitment, number: int) -> Milestone:
    found = next((one for one in row.milestones.all() if one.number == number), None)
    if found is None:
        raise NotNow(MISSING)
    return found


def _holds(milestone: Milestone, contents: proofs.Contents) -> bool:
    held = proofs.identities(list(milestone.evidence.all()))
    return bool(contents) and {proofs.identity(one) for one in contents} <= held


def _tell_done(row: Commitment, number: int, by: User, at: datetime) -> None:
    event = f"done:{number}:{at:%Y%m%d%H%M%S%f}"
    if all(one.done_on is not None for one in row.milestones.all()):
        what = "Todos sus hitos tienen evidencia: espera la segunda lectura."
        tell_team(row, what, event, by, at, (Permission.CLOSE_COMMITMENTS,))
    else:
        what = f"El hito {number} tiene evidencia nueva."
        tell_team(row, what, event, by, at, (Permission.MANAGE_COMMITMENTS,))
