"""At the same moment, on PostgreSQL: two writers, two who decide, a decision and a correction, and the lock of the period."""

from decimal import Decimal

import pytest

from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions import approving, periods, targets
from followup.indicators.actions.targets import Aimed
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, Indicator, Measurement, ReportingPeriod, Target
from tests.at_once import at_once, refused
from tests.factories.accounts import make_member
from tests.factories.followup import make_period, make_sheet
from tests.factories.measuring import AT, PERIOD, approve, send, write
from tests.factories.territory import make_municipality

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TURNS = range(3)
S = MeasurementState
LINK = "https://alcaldia.example/informe.pdf"


@pytest.fixture(autouse=True)
def sheet(db):
    return make_sheet()


@pytest.fixture
def place():
    return make_municipality()


@pytest.fixture
def writer(place):
    return make_member(Role.LIAISON, place)


@pytest.fixture
def reviewer():
    return make_member(Role.REVIEWER)


@pytest.fixture
def coordinator():
    return make_member(Role.COORDINATOR)


@pytest.mark.parametrize("turn", TURNS)
def test_button_pressed_twice_sends_once(place, writer, turn):
    """The period does not exist yet either."""
    results = at_once(*[lambda: send(place, writer, seen=0, evidence=[LINK])] * 3)
    assert refused(results) == 0
    counts = (Measurement.objects.count(), ReportingPeriod.objects.count(), FollowupEvidence.objects.count())
    assert counts == (1, 1, 1)
    assert AuditEntry.objects.filter(verb="measurement.sent").count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_windows_leave_the_numbers_of_one(place, writer, turn):
    results = at_once(*(lambda n=n: write(place, writer, seen=0, numerator=Decimal(n), note=str(n)) for n in (1, 2)))
    assert refused(results) == 1
    row = Measurement.objects.get()
    assert row.note == str(row.numerator.normalize())


@pytest.mark.parametrize("turn", TURNS)
def test_two_who_decide_leave_one_decision(place, writer, reviewer, coordinator, turn):
    row = send(place, writer)
    results = at_once(
        lambda: approving.approve(measurement=row, seen=row.version, by=reviewer, at=AT),
        lambda: approving.give_back(measurement=row, reason="No", seen=row.version, by=coordinator, at=AT),
        lambda: approving.approve(measurement=row, seen=row.version, by=coordinator, at=AT),
    )
    assert refused(results) == 2
    row.refresh_from_db()
    assert ApprovedValue.objects.count() == (row.state == S.APPROVED)
    assert row.state in (S.APPROVED, S.RETURNED)


@pytest.mark.parametrize("turn", TURNS)
def test_one_who_approves_twice_makes_one_value(place, writer, reviewer, turn):
    row = send(place, writer)
    results = at_once(
        *[lambda: approving.approve(measurement=row, seen=row.version, by=reviewer, at=AT)] * 3
    )  # fmt: skip
    assert {one.pk for one in results} == {ApprovedValue.objects.get().pk}


@pytest.mark.parametrize("turn", TURNS)
def test_lock_and_writing_leave_one_result(place, writer, coordinator, turn):
    period = make_period(PERIOD)
    results = at_once(
        lambda: send(place, writer, seen=0),
        lambda: periods.lock(period=period, reason="Cierre", by=coordinator, at=AT),
    )
    assert not isinstance(results[1], Refusal)
    assert Measurement.objects.filter(state=S.SENT).exists() != isinstance(results[0], Refusal)


@pytest.mark.parametrize("turn", TURNS)
def test_lock_approval_and_correction_leave_one_order(place, writer, reviewer, coordinator, turn):
    row = send(place, writer)
    results = at_once(
        lambda: approving.approve(measurement=row, seen=row.version, by=reviewer, at=AT),
        lambda: periods.lock(period=row.period, reason="Cierre", by=coordinator, at=AT),
        lambda: approving.reopen(measurement=row, reason="Error", seen=row.version + 1, by=coordinator, at=AT),
    )
    approved, locked, reopened = (not isinstance(one, Refusal) for one in results)
    assert locked
    row.refresh_from_db()
    assert ApprovedValue.objects.count() == approved
    assert approved or not reopened
    assert row.state == (S.DRAFT if reopened else S.APPROVED if approved else S.SENT)
    before = AuditEntry.objects.get(verb="period.locked").pk
    assert not AuditEntry.of(row).filter(pk__gt=before).exists()  # nothing after the lock


@pytest.mark.parametrize("turn", TURNS)
def test_two_corrections_are_numbered_one_after_the_other(place, writer, reviewer, turn):
    row = send(place, writer)
    approve(row, reviewer)
    row.refresh_from_db()
    results = at_once(
        *[lambda: approving.reopen(measurement=row, reason="Error", seen=row.version, by=reviewer, at=AT)] * 2
    )
    assert refused(results) == 0
    send(place, writer, numerator=Decimal(1))
    assert approve(row, reviewer).number == 2


@pytest.mark.parametrize("turn", TURNS)
def test_two_tables_of_targets_leave_one(place, coordinator, turn):
    make_period("2026")
    indicator = Indicator.objects.get()
    results = at_once(
        *(
            lambda n=n: targets.set_targets(
                indicator=indicator, period="2026", aimed={place: Aimed(Decimal(n)), None: Aimed(Decimal(n))}, by=coordinator,
                at=AT, seen="0:0",
            )
            for n in (1, 2)
        )
    )  # fmt: skip
    assert refused(results) == 1
    assert len({row.target for row in Target.objects.all()}) == 1
