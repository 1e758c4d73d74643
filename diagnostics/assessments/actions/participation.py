"""Withdrawing a municipality from a round, for a published reason, and its return."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from core.process.transitions import WrongState, locked, require_reason, transition
from core.refusals import Refusal
from core.words import named
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.rounds import overlaps
from territory.models import Municipality


class StillInTime(Refusal):
    """Coordination cannot withdraw a municipality before its deadline has passed."""


class InAnotherRound(Refusal):
    """Meanwhile the municipality takes part in another round of the same days."""


@transaction.atomic
def withdraw(*, assessment: Assessment, reason: str, by_mayors_office: bool, by, at: datetime) -> Assessment:
    """Withdraw a municipality from the round. `by_mayors_office`: its own mayor's office asks for it, at any time.

    Coordination may do it only after the deadline. Refuses ReasonMissing, WrongState after the sign-off, StillInTime.
    """
    require_reason(reason)
    assessment = locked(assessment)
    if not by_mayors_office and not assessment.is_overdue(timezone.localdate(at)):
        raise StillInTime(
            f"El plazo de {assessment.municipality} sigue abierto: mientras tanto solo su alcaldía puede retirarse."
        )
    assessment.withdrawn_because = reason
    transition(
        assessment, "assessment.withdrawn", State.WITHDRAWN, by=by, at=at, reason=reason, fields=("withdrawn_because",)
    )
    return assessment


@transaction.atomic
def rejoin(*, assessment: Assessment, by, at: datetime) -> Assessment:
    """Return a municipality to the round with its answers.

    Refuses WrongState, also once the round is published, and InAnotherRound.
    """
    # Before the assessment, as who opens a round or adds to one: of two that take it in at once the second sees the first.
    # Without its key: a publication that holds the assessments writes rows that refer to it.
    Municipality.objects.select_for_update(no_key=True).get(pk=assessment.municipality_id)
    assessment = locked(assessment)
    # Checked after the lock, which publishing takes too.
    if Round.objects.published().filter(pk=assessment.round_id).exists():
        raise WrongState(
            f"{capfirst(named(assessment.round))} ya está publicado: {assessment.municipality} puede volver en el siguiente."
        )
    round = assessment.round
    if taken := overlaps([assessment.municipality], round.opens_on, round.closes_on, but=round):
        raise InAnotherRound(taken[0])
    assessment.withdrawn_because = ""
    assessment.attributes_frozen_at = assessment.submitted_at = assessment.submitted_by = None
    fields = ("withdrawn_because", "attributes_frozen_at", "submitted_at", "submitted_by")
    transition(assessment, "assessment.rejoined", State.SELF_ASSESSMENT, by=by, at=at, fields=fields)
    return assessment
