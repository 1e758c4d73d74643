"""Whatever people do and in whatever order: only what somebody else approved is ever read in public."""

from decimal import Decimal

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from accounts.permissions import Role
from core.models import AuditEntry
from core.refusals import Refusal
from followup.evidence.models import FollowupEvidence
from followup.indicators.actions import periods
from followup.indicators.choices import MeasurementState
from followup.indicators.models import ApprovedValue, Measurement, ReportingPeriod
from tests.factories.accounts import make_member, make_membership
from tests.factories.followup import make_period, make_sheet
from tests.factories.measuring import AT, PERIOD, approve, give_back, reopen, send, write
from tests.factories.territory import make_municipality

pytestmark = pytest.mark.django_db
WRITE, DECIDE, CLOSE = ("write", "send"), ("approve", "give back", "reopen"), ("lock", "unlock")
# Mostly who may; each act also by who may not.
STEPS = [
    *[(act, who) for act in (*WRITE, "send", "send") for who in ("writer", "writer", "both", "stranger")],
    *[
        (act, who)
        for act in (*DECIDE, "approve", "approve", "reopen")
        for who in ("reviewer", "coordinator", "both", "writer")
    ],
    *[(act, who) for act in (*CLOSE, "unlock") for who in ("coordinator", "reviewer")],
]
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(0, 24), st.booleans()), min_size=16, max_size=30
)  # fmt: skip


def do(act: str, by, place, number: int, has_evidence: bool) -> None:
    row = Measurement.objects.filter(municipality=place).first()
    if act in ("write", "send"):
        evidence = [f"https://alcaldia.example/{number % 3}"] if has_evidence else []
        said = {"numerator": Decimal(number), "denominator": Decimal(20), "evidence": evidence}
        (write if act == "write" else send)(place, by, **said)
    elif act in ("lock", "unlock"):
        (periods.lock if act == "lock" else periods.unlock)(period=make_period(PERIOD), reason="Sí", by=by, at=AT)
    elif row is not None:
        {"approve": approve, "give back": give_back, "reopen": reopen}[act](row, by)


CORRECTED = [
    (("send", "writer"), 3, True), (("approve", "reviewer"), 0, False), (("reopen", "coordinator"), 0, False),
    (("send", "both"), 4, True), (("approve", "both"), 0, False), (("give back", "reviewer"), 0, False),
    (("send", "writer"), 5, True), (("approve", "reviewer"), 0, False),
]  # fmt: skip


@given(steps=steps)
@example(steps=CORRECTED)
@rules(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_unapproved_is_read(cast_of_acts, steps):
    place, people = cast_of_acts()
    believed: list[tuple[Decimal, set[str]]] = []  # what was approved, and the addresses that became public with it
    for (act, person), number, has_evidence in steps:
        row = Measurement.objects.filter(municipality=place).first()
        asked = (row.state, row.numerator, {one.url for one in row.evidence.all()}) if row else None
        try:
            do(act, people[person], place, number, has_evidence)
        except Refusal:
            continue
        if act == "approve" and asked and asked[0] == MeasurementState.SENT:
            believed.append(asked[1:])
        values = ApprovedValue.objects.filter(measurement__municipality=place)
        assert [one.numerator for one in values] == [numerator for numerator, _ in believed]
        assert [one.numerator for one in values.in_force()] == [numerator for numerator, _ in believed[-1:]]
        assert all(one.numerator <= 20 for one in values)  # the bounds of the sheet
        public = FollowupEvidence.objects.public().filter(municipality=place)
        assert {one.url for one in public} == set().union(*(addresses for _, addresses in believed))
        assert all(one.reason for one in values if one.number > 1)
    assert_public_reads(place, believed)
    for value in ApprovedValue.objects.filter(measurement__municipality=place):
        since = (
            AuditEntry.of(value.measurement).filter(verb="measurement.approved", data__number=value.number - 1).last()
        )
        wrote = AuditEntry.of(value.measurement).filter(
            verb__in=["measurement.saved", "measurement.sent"], pk__gt=since.pk if since else 0,
            pk__lt=AuditEntry.of(value.measurement).get(verb="measurement.approved", data__number=value.number).pk,
        )  # fmt: skip
        assert value.approved_by not in {entry.by for entry in wrote}


def assert_public_reads(place, believed: list[tuple[Decimal, set[str]]]) -> None:
    """The API gives of the place its last approved value, with what stood behind it, and nothing else."""
    browser = Client()
    rows = browser.get("/api/v1/indicators/IND-03/values/", {"municipality": place.divipola}).json()["results"]
    assert [Decimal(row["numerator"]) for row in rows] == [numerator for numerator, _ in believed[-1:]]
    assert [{one["address"] for one in row["evidence"]} for row in rows] == [
        addresses for _, addresses in believed[-1:]
    ]
    assert [row["number"] for row in rows] == [len(believed)] * len(rows)
    lights = browser.get("/api/v1/indicators/IND-03/").json()["lights"]
    [light] = [one for one in lights if one["municipality"] == place.divipola]
    assert light["value"] == (rows[0]["value"] if rows else None)


@pytest.fixture
def cast_of_acts(db):
    make_sheet()

    def new():
        ReportingPeriod.objects.update(locked_at=None, locked_by=None, lock_reason="")
        place = make_municipality()
        both = make_member(Role.REVIEWER)
        make_membership(Role.LIAISON, place, user=both)
        return place, {
            "writer": make_member(Role.CONTRIBUTOR, place), "both": both, "reviewer": make_member(Role.REVIEWER),
            "coordinator": make_member(Role.COORDINATOR), "stranger": make_member(Role.LIAISON, make_municipality()),
        }  # fmt: skip

    return new
