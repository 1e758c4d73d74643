"""Cases of training for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tests.factories.accounts import make_user
from tests.factories.certificates import finish
from tests.factories.training import make_cohort, make_enrolment
from training.certificates.models import Certificate


def certificates_whose_task_was_lost_are_issued(portal: Any) -> Iterator[None]:
    cohort = make_cohort(starts_on=portal.today - timedelta(days=30), ends_on=portal.today)
    waits = finish(make_enrolment(cohort, make_user()))
    make_enrolment(cohort, make_user())  # has done nothing yet
    yield
    assert portal.result == 1
    assert Certificate.objects.get(enrolment__cohort=cohort).enrolment == waits


CASES: dict[str, Callable[..., Iterator[None]]] = {
    "issue-missing-certificates": certificates_whose_task_was_lost_are_issued,
}
