"""Who may say what they think of a course."""

from training.certificates.models import Certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Enrolment
from training.recall.models import Satisfaction


def may_say(enrolment: Enrolment) -> bool:
    """Whether the course is over for the person: the cohort ended, or the certificate is there. At most one query."""
    if enrolment.withdrawn_at is not None:
        return False
    return enrolment.cohort.state == CohortState.ENDED or Certificate.objects.filter(enrolment=enrolment.pk).exists()


def said_by(enrolment: Enrolment) -> Satisfaction | None:
    return Satisfaction.objects.filter(enrolment=enrolment.pk).first()
