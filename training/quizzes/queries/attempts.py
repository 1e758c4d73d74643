"""Attempts of a person at a quiz, and what they come to."""

from collections.abc import Sequence
from fractions import Fraction

from django.db.models import QuerySet

from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.courses.models import CourseVersion
from training.grading.progress import MOST_ATTEMPTS, PRIOR_PASS_MARK
from training.quizzes.models import Attempt


def enrolments_of(user) -> QuerySet[Enrolment]:
    """Return the enrolments whose quizzes the person may see, each with its cohort and course."""
    states = (CohortState.OPEN, CohortState.ENDED)
    return Enrolment.objects.active().with_context().filter(user=user.pk, cohort__state__in=states)


def attempts_of(enrolment: Enrolment, module: str) -> list[Attempt]:
    return list(Attempt.objects.filter(enrolment=enrolment, module=module).defer("questions"))


def most_attempts(enrolment: Enrolment) -> int:
    return 1 if enrolment.has_prior_learning else MOST_ATTEMPTS


def pass_mark_of(enrolment: Enrolment) -> Fraction:
    if enrolment.has_prior_learning:
        return PRIOR_PASS_MARK
    return version_of(enrolment).parsed.pass_mark


def version_of(enrolment: Enrolment) -> CourseVersion:
    return enrolment.cohort.version


def counts_as_passed(enrolment: Enrolment, attempt: Attempt) -> bool:
    return attempt.handed_in_at is not None and attempt.result >= pass_mark_of(enrolment)


def best_of(attempts: Sequence[Attempt]) -> Fraction | None:
    return max((one.result for one in attempts if one.handed_in_at), default=None)
