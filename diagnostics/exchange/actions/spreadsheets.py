"""Saving a filled workbook, all or nothing."""

from datetime import datetime

from django.db import transaction

from core import audit
from core.refusals import Refusal
from diagnostics.assessments.actions.answers import NOT_WRITTEN, SAVED, Draft, store
from diagnostics.assessments.models import Assessment


class ChangedMeanwhile(Refusal):
    """Some of these answers changed since the workbook was compared; `details` holds their codes."""


@transaction.atomic
def apply_workbook(*, assessment: Assessment, drafts: list[Draft], by, at: datetime) -> int:
    """Save the drafts of a workbook and return how many answers changed.

    Refuses ChangedMeanwhile, NotFillable, DeadlinePassed and NotAssigned; then nothing is written.
    """
    saved = store(assessment=assessment, drafts=drafts, by=by, at=at)
    stale = [code for code, outcome in saved.outcomes.items() if outcome in NOT_WRITTEN]
    if stale:
        raise ChangedMeanwhile(
            "Alguien cambió respuestas mientras usted miraba la comparación. Mírela otra vez.", stale
        )
    count = sum(outcome == SAVED for outcome in saved.outcomes.values())
    audit.record(by=by, verb="answers.from_workbook", target=assessment, at=at, data={"changed": count})
    return count
