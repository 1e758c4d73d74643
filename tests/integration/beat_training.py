"""Cases of training for test_beat.py: what stands there before an entry of the schedule runs, and what it does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from mail.models import Outbox
from notices.models import Notification
from tests.factories.accounts import make_user
from tests.factories.certificates import finish
from tests.factories.training import make_cohort, make_course, make_enrolment
from training.certificates.models import Certificate
from training.cohorts.choices import CohortState
from training.cohorts.models import Cohort, CohortInvitation, Enrolment
from training.quizzes.actions.attempts import start
from training.quizzes.models import Attempt
from training.recall.choices import MailKind
from training.recall.models import RecallRound

DAY = timedelta(days=1)


def cohorts_end_after_their_last_day(portal: Any) -> Iterator[None]:
    days = {"starts_on": portal.today - 9 * DAY}
    course = make_course("C94")
    over = make_cohort(course, ends_on=portal.today - DAY, **days)
    last_day = make_cohort(course, ends_on=portal.today, **days)
    yield
    states = dict(Cohort.objects.filter(pk__in=[over.pk, last_day.pk]).values_list("pk", "state"))
    assert states == {over.pk: CohortState.ENDED, last_day.pk: CohortState.OPEN}
    assert portal.result == 1


def people_are_reminded_of_their_courses(portal: Any) -> Iterator[None]:
    Enrolment.objects.update(withdrawn_at=portal.moment, municipality=None, office="")  # of the demonstration
    ends = {"ends_on": portal.today + 30 * DAY}
    coming = make_cohort(make_course("C95"), starts_on=portal.today + 2 * DAY, **ends)
    running = make_cohort(make_course("C96"), starts_on=portal.today - 4 * DAY, **ends)
    for cohort in (coming, running):
        cohort.sessions.update(starts_at=portal.moment + 9 * DAY)
        make_enrolment(cohort, make_user(), enrolled_at=portal.moment - 4 * DAY)
    running.sessions.filter(number=1).update(starts_at=portal.moment + DAY)
    yield
    told = Notification.objects.filter(user__enrolments__cohort__in=[coming, running]).values_list("kind", flat=True)
    assert sorted(told) == ["course_silence", "own_course", "own_course"]
    assert portal.result == 3


def invited_addresses_go_a_month_after_their_cohort(portal: Any) -> Iterator[None]:
    course = make_course("C97")
    for days, email in ((29, "queda@alcaldia.example"), (31, "se-va@alcaldia.example")):
        cohort = make_cohort(course, state=CohortState.ENDED)
        Cohort.objects.filter(pk=cohort.pk).update(state_since=portal.moment - days * DAY)
        CohortInvitation.objects.create(
            cohort=cohort, email=email, invited_at=portal.moment, invited_by=portal.person("coordinator")
        )
    yield
    assert list(CohortInvitation.objects.values_list("email", flat=True)) == ["queda@alcaldia.example"]
    assert portal.result == 1


def certificates_whose_task_was_lost_are_issued(portal: Any) -> Iterator[None]:
    cohort = make_cohort(starts_on=portal.today - timedelta(days=30), ends_on=portal.today)
    waits = finish(make_enrolment(cohort, make_user()))
    make_enrolment(cohort, make_user())  # has done nothing yet
    yield
    assert portal.result == 1
    assert Certificate.objects.get(enrolment__cohort=cohort).enrolment == waits


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


def people_are_asked_again_after_a_course(portal: Any) -> Iterator[None]:
    cohort = make_cohort(
        make_course("C92"), state=CohortState.ENDED, starts_on=portal.today - 40 * DAY, ends_on=portal.today
    )
    Cohort.objects.filter(pk=cohort.pk).update(ended_at=portal.moment - 3 * DAY)
    asked = make_enrolment(cohort, make_user())
    yield
    assert list(RecallRound.objects.values_list("enrolment", "number")) == [(asked.pk, 1)]
    assert Outbox.objects.filter(kind=MailKind.RECALL).count() == 1
    assert portal.result == 1


CASES: dict[str, Callable[..., Iterator[None]]] = {
    "hand-in-overdue-quizzes": overdue_quizzes_are_handed_in,
    "end-passed-cohorts": cohorts_end_after_their_last_day,
    "forget-cohort-invitations": invited_addresses_go_a_month_after_their_cohort,
    "remind-of-cohorts": people_are_reminded_of_their_courses,
    "make-recalls": people_are_asked_again_after_a_course,
    "issue-missing-certificates": certificates_whose_task_was_lost_are_issued,
}
