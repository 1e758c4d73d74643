"""Assessments close to the end of their self-assessment."""

from dataclasses import dataclass
from datetime import date

from core.process.deadlines import due_warnings
from diagnostics.assessments.choices import FILLABLE, RoundStatus
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.scoring.attributes import missing


@dataclass(frozen=True)
class Deadline:
    """An assessment not submitted yet, the working days left, and the warning (a key of WARNINGS) that is due.

    `missing_facts`: how many facts of the municipality must be confirmed before submission.
    """

    assessment: Assessment
    days_left: int
    warning: int
    missing_facts: int


def due_deadlines(today: date) -> list[Deadline]:
    """Return the fillable assessments whose deadline is close enough to warn people today."""
    rows = Assessment.objects.filter(state__in=FILLABLE, round__status=RoundStatus.OPEN)
    rows = rows.exclude(round__opens_on__gt=today).with_context().order_by("round", "pk")
    return [
        Deadline(assessment, left, warning, _missing_facts(assessment))
        for assessment, left, warning in due_warnings(rows, today)
    ]


def _missing_facts(assessment: Assessment) -> int:
    return len(missing(assessment.round.version.parsed, facts_of(assessment)))
