"""Cases of training for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from tests.factories.accounts import make_user
from tests.factories.training import make_cohort, make_enrolment
from training.quizzes.actions.attempts import start
from training.quizzes.models import Attempt


def overdue_quizzes_are_handed_in(portal: Any) -> Iterator[None]:
    cohort = make_cohort(code="latido")
    module = cohort.version.parsed.modules[0]
    long_ago = portal.moment - timedelta(hours=2)
    passed = start(enrolment=make_enrolment(cohort, make_user()), module=module, at=long_ago)
    runs = start(enrolment=make_enrolment(cohort, make_user()), module=module, at=portal.moment)
    yield
    closed = Attempt.objects.filter(pk__in=[passed.pk, runs.pk], handed_in_at__isnull=False)
    assert list(closed.values_list("pk", "points")) == [(passed.pk, "0")]
    assert portal.result == 1


CASES: dict[str, Callable[..., Iterator[None]]] = {"hand-in-overdue-quizzes": overdue_quizzes_are_handed_in}
