"""What training keeps of a person, and what erasing it would touch."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from training.assignments.queries import personal as assignments
from training.certificates.models import Certificate
from training.certificates.queries import personal as certificates
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort, Enrolment
from training.cohorts.queries import personal as cohorts
from training.learning.queries import personal as learning
from training.quizzes.queries import personal as quizzes
from training.recall.queries import personal as recall

ROOMS = (cohorts, learning, quizzes, assignments, recall, certificates)


@dataclass(frozen=True)
class Erasure:
    """`open_cohorts`: those that the person would leave without a certificate. `certificates`: those that stay valid."""

    open_cohorts: list[Cohort]
    certificates: int


def rows_of(user: User) -> dict[str, Any]:
    """Return the rows of every room, in words."""
    return {key: rows for room in ROOMS for key, rows in room.rows_of(user).items()}


def erasure_of(user: User) -> Erasure:
    """Two queries."""
    certificates = Certificate.objects.current().filter(user=user, revoked_at=None)
    held = set(certificates.values_list("enrolment", flat=True))
    rows = Enrolment.objects.active().with_context().filter(user=user, cohort__state=CohortState.OPEN)
    left = rows.exclude(pk__in=held).order_by("cohort__starts_on", "pk")
    return Erasure([row.cohort for row in left], len(held))
