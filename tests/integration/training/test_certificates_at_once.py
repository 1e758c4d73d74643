"""At the same moment, on PostgreSQL: two tasks for one person, two cohorts of one version, two first keys. One result each."""

import pytest

from core.refusals import Refusal
from tests.at_once import at_once
from tests.factories.accounts import make_user
from tests.factories.certificates import ISSUED_AT, finish, make_certificate
from tests.factories.training import make_cohort, make_enrolment
from training.certificates.actions import changing
from training.certificates.actions.issuing import issue
from training.certificates.models import Certificate, SigningKey

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)


@pytest.mark.parametrize("turn", TURNS)
def test_double_issue_leaves_one_and_one_first_key(db, turn):
    enrolment = finish(make_enrolment(make_cohort(), make_user()))
    made = at_once(*[lambda: issue(enrolments=[enrolment.pk], at=ISSUED_AT)] * 4)
    assert sorted(map(len, made)) == [0, 0, 0, 1]
    assert (Certificate.objects.count(), SigningKey.objects.count()) == (1, 1)


@pytest.mark.parametrize("turn", TURNS)
def test_two_cohorts_of_one_version_leave_one(db, turn):
    user, first = make_user(), make_cohort()
    both = [finish(make_enrolment(cohort, user)) for cohort in (first, make_cohort(first.version))]
    made = at_once(*(lambda one=one: issue(enrolments=[one.pk], at=ISSUED_AT) for one in both))
    assert sorted(map(len, made)) == [0, 1]
    assert (Certificate.objects.count(), SigningKey.objects.count()) == (1, 1)


@pytest.mark.parametrize("turn", TURNS)
def test_a_corrected_name_and_a_revocation_leave_one_of_both(db, turn):
    user = make_user()
    row = make_certificate(user)
    results = at_once(
        lambda: changing.reissue(certificate=row, name="Otra", by=user, at=ISSUED_AT),
        lambda: changing.revoke(certificate=row, reason="", by=user, at=ISSUED_AT),
    )
    assert sum(isinstance(one, Refusal) for one in results) == 1
    row.refresh_from_db()
    assert bool(row.revoked_at) != bool(row.superseded_at)
