"""What others than the responsible office say: a lower state, and the second reading that closes."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.queries import office_of
from core import audit
from core.process.transitions import require_reason
from core.refusals import Refusal
from followup.commitments.actions.locks import locked
from followup.commitments.actions.telling import tell_office
from followup.commitments.choices import Act, Completion, State
from followup.commitments.models import Commitment, Lowering, SecondReading
from followup.commitments.queries.who import NotNow, lowerable_to, require


@transaction.atomic
def lower(*, commitment: Commitment, to: str, reason: str, by: User, at: datetime) -> Lowering:
    """Show a worse state than the one that follows from dates and evidence, until it is lifted.

    The same again changes nothing; a state lower than the one it was lowered to takes its place.
    Refuses MayNot, NotNow, ReasonMissing.
    """
    require_reason(reason)
    row, today = locked(commitment), timezone.localdate(at)
    before = next((one for one in row.lowerings.all() if one.lifted_on is None), None)
    if before is not None and (before.to, before.by_id, before.reason) == (to, by.pk, reason.strip()):
        return before
    require(by, Act.LOWER, row, today)
    if to not in lowerable_to(row, today):
        raise NotNow(f"Desde su estado de hoy no se rebaja a «{State(to).label.lower()}».")
    if before is not None:
        _end(before, by, at)
    lowering = Lowering.objects.create(
        commitment=row, to=to, reason=reason.strip(), since=today, office=office_of(by), by=by
    )
    data = {"lowered_to": to}
    audit.record(by=by, verb="commitment.lowered", target=row, at=at, data=data, reason=lowering.reason)
    tell_office(row, f"Su estado se rebajó a «{State(to).label.lower()}».", f"lowered:{lowering.pk}", by, at)
    return lowering


@transaction.atomic
def lift(*, commitment: Commitment, reason: str, by: User, at: datetime) -> Commitment:
    """Let the state follow again from dates and evidence. Lifted again on that day by the same person it stays as it is.

    Refuses MayNot, NotNow, ReasonMissing.
    """
    require_reason(reason)
    row, today = locked(commitment), timezone.localdate(at)
    lowering = max(row.lowerings.all(), key=lambda one: (one.lifted_on is None, one.pk), default=None)
    if lowering is not None and (lowering.lifted_by_id, lowering.lifted_on) == (by.pk, today):
        return row
    require(by, Act.LIFT, row, today)
    assert lowering is not None  # else it would not be the time of it
    _end(lowering, by, at)
    data = {"lowered_to": lowering.to}
    audit.record(by=by, verb="commitment.lifted", target=row, at=at, data=data, reason=reason.strip())
    tell_office(row, "Se levantó la rebaja de su estado.", f"lifted:{lowering.pk}", by, at)
    return row


@transaction.atomic
def close(*, commitment: Commitment, completion: str, words: str, by: User, at: datetime) -> SecondReading:
    """The second reading: nothing is written about the commitment afterwards.

    The same reading again by the same person is the first one. Refuses MayNot, NotNow, ReasonMissing without words for
    anything less than complete, and a complete one with a milestone that lacks its evidence.
    """
    row = locked(commitment)
    before = getattr(row, "second_reading", None)
    if before is not None and (before.by_id, before.completion, before.words) == (by.pk, completion, words.strip()):
        return before
    require(by, Act.CLOSE, row, timezone.localdate(at))
    if completion != Completion.COMPLETE:
        require_reason(words)
    elif any(one.done_on is None for one in row.milestones.all()):
        raise Refusal("Le falta la evidencia de un hito: no puede quedar «completo».")
    reading = SecondReading.objects.create(
        commitment=row, completion=completion, words=words.strip(), closed_on=timezone.localdate(at), office=office_of(by),
        by=by,
    )  # fmt: skip
    data = {"completion": completion}
    audit.record(by=by, verb="commitment.closed", target=row, at=at, data=data, reason=reading.words)
    said = Completion(completion).label.lower()
    tell_office(row, f"La segunda lectura lo cerró: {said}.", "closed", by, at)
    return reading


def _end(lowering: Lowering, by: User, at: datetime) -> None:
    lowering.lifted_on, lowering.lifted_by = timezone.localdate(at), by
    lowering.save(update_fields=["lifted_on", "lifted_by"])
