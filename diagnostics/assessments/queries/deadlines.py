"""Which diagnoses come close to the day on which their term to be filled ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from core import working_days
from diagnostics.assessments.choices import FILLABLE, RoundStatus
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.facts import facts_of
from diagnostics.scoring.attributes import missing

# Working days before the close on which people are told, and how many days later it still makes sense to tell: beat may
# have been away. The next warning comes well after.
WARNINGS = {30: 5, 7: 2, 1: 1}
# More calendar days than thirty working days ever take: keeps distant rounds out without reading them.
HORIZON = timedelta(days=60)


@dataclass(frozen=True)
class Deadline:
    """A diagnosis that is not sent yet, the working days left, and the warning (a key of WARNINGS) that is due.

    `missing_facts`: how many facts of the municipality must be confirmed before it can be sent.
    """

    assessment: Assessment
    days_left: int
    warning: int
    missing_facts: int


def due_deadlines(today: date) -> list[Deadline]:
    """Return the diagnoses that still can be filled and whose round closes soon enough to tell people today."""
    rows = Assessment.objects.filter(
        state__in=FILLABLE,
        round__status=RoundStatus.OPEN,
        due_on__range=(today, today + HORIZON),
    ).exclude(round__opens_on__gt=today)
    days_left = {day: working_days.between(today, day) for day in rows.values_list("due_on", flat=True)}
    return [
        Deadline(assessment, left, warning, _missing_facts(assessment))
        for assessment in rows.with_context().order_by("round", "pk")
        if (warning := warning_due(left := days_left[assessment.due_on])) is not None
    ]


def _missing_facts(assessment: Assessment) -> int:
    return len(missing(assessment.round.version.parsed, facts_of(assessment)))


def warning_due(days_left: int) -> int | None:
    """Return the warning to give when that many working days are left; None when it is not the moment for any."""
    return next((days for days, late in WARNINGS.items() if days - late <= days_left <= days), None)
