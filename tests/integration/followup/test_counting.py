"""Measurements that the portal makes itself: when, what it keeps, and what it leaves alone."""

import logging
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.indicators import sources
from core.indicators.sources import Count
from core.models import AuditEntry
from followup.indicators.actions import counting
from followup.indicators.actions.counting import NotCounted, count_all
from followup.indicators.models import ApprovedValue, Indicator, IndicatorSheet, Measurement, ReportingPeriod, SourceRun
from followup.indicators.queries.counted import counted_by_portal, without_source
from tests.factories.accounts import make_user
from tests.factories.diagnostics import AT as PUBLISHED
from tests.factories.followup import make_commitment, make_period, make_sheet
from tests.factories.results import levels, make_erratum, make_places, make_published_round
from tests.integration.followup.test_sources import of_agenda

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AT = datetime(2027, 7, 20, 10, 15, tzinfo=UTC)
counts: dict[tuple[str, str], Count | None] = {}  # what the source of a test finds, by municipality and first day


def counted(municipality, starts_on, ends_on, *, is_demo=False):
    return counts.get((municipality.slug, f"{starts_on}"), Count(0, 0, ()))


def explodes(municipality, starts_on, ends_on, *, is_demo=False):
    if municipality.slug == "lugar-01":
        raise ZeroDivisionError
    return Count(1, 2, ())


@pytest.fixture(autouse=True)
def nothing_found():
    counts.clear()


@pytest.fixture
def here():
    return make_places(1)[0]


@pytest.fixture
def only(monkeypatch):
    """Let one indicator have a source: the function of that name in this module."""

    def choose(code: str, name: str = "counted", **sheet):
        found = sources.Source(code, "tests", f"{__name__}.{name}")
        monkeypatch.setattr(counting, "sources", lambda: iter([found]))
        return make_sheet(code=code, **sheet)

    return choose


def found(place, day: str, numerator, denominator, *inputs):
    counts[place.slug, day] = Count(numerator, denominator, inputs)


def values(code="IND-20"):
    rows = ApprovedValue.objects.in_force().filter(measurement__indicator__code=code)
    fields = ("measurement__municipality__slug", "measurement__period__code", "numerator", "denominator")
    return sorted(rows.values_list(*fields))


def test_the_last_two_periods_that_are_over_are_counted_with_their_inputs(only, here):
    sheet = only("IND-20")
    found(here, "2027-04-01", 7, 9, "cohorts.enrolment:1", "cohorts.enrolment:2")
    assert count_all(at=AT) == 2
    assert values() == [("lugar-01", "2027-T1", 0, 0), ("lugar-01", "2027-T2", 7, 9)]
    value = ApprovedValue.objects.get(numerator=7)
    assert (value.sheet, value.office, value.reason, value.approved_by, value.number) == (sheet, "Portal", "", None, 1)
    assert value.run.inputs == ["cohorts.enrolment:1", "cohorts.enrolment:2"]
    assert (value.measurement.state, value.measurement.office, value.measurement.is_demo) == (
        "aprobada",
        "Portal",
        False,
    )
    assert set(AuditEntry.objects.values_list("verb", "by")) >= {("measurement.counted", None)}


@pytest.mark.parametrize(("day", "newest"), [(date(2027, 6, 30), "2027-T1"), (date(2027, 7, 1), "2027-T2")])
def test_a_period_is_over_on_the_day_after_its_last_one(only, here, day, newest):
    only("IND-20")
    count_all(at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    assert max(code for _, code, *_ in values()) == newest


def test_the_same_again_writes_nothing_and_another_count_is_a_correction(only, here):
    only("IND-20")
    found(here, "2027-04-01", 7, 9, "a:1")
    count_all(at=AT)
    rows = [list(model.objects.order_by("pk").values()) for model in (Measurement, SourceRun, ApprovedValue)]
    assert count_all(at=AT + timedelta(days=1)) == 0
    assert [list(model.objects.order_by("pk").values()) for model in (Measurement, SourceRun, ApprovedValue)] == rows
    found(here, "2027-04-01", 8, 9, "a:1", "a:2")
    assert count_all(at=AT + timedelta(days=2)) == 1
    value = ApprovedValue.objects.get(number=2)
    assert (value.numerator, value.reason, value.run.number) == (8, "la cuenta del portal cambió", 2)
    assert (value.measurement.numerator, value.measurement.version) == (8, 2)
    assert values()[1][2:] == (8, 9)


def test_the_same_numbers_from_other_rows_are_a_run_but_no_new_value(only, here):
    only("IND-20")
    found(here, "2027-04-01", 7, 9, "a:1")
    count_all(at=AT)
    found(here, "2027-04-01", 7, 9, "a:2")
    assert count_all(at=AT) == 0
    assert list(SourceRun.objects.filter(numerator=7).values_list("number", "inputs")) == [(1, ["a:1"]), (2, ["a:2"])]
    assert ApprovedValue.objects.filter(numerator=7).count() == 1


def test_a_locked_period_is_left_alone_and_the_log_says_so(only, here, caplog):
    only("IND-20")
    ReportingPeriod.objects.filter(pk=make_period("2027-T2").pk).update(
        locked_at=AT, locked_by=make_user(), lock_reason="Se publicó el informe"
    )
    with caplog.at_level(logging.INFO, logger=counting.__name__):
        assert count_all(at=AT) == 1
    assert [code for _, code, *_ in values()] == ["2027-T1"]
    assert "IND-20 2027-T2 is not counted: the period is locked" in caplog.messages


def test_a_period_that_was_locked_meanwhile_is_left_alone(only, here):
    only("IND-20")
    [first, _] = list(counting._countings(timezone.localdate(AT), False))
    ReportingPeriod.objects.filter(pk=first.period.pk).update(locked_at=AT, locked_by=make_user(), lock_reason="Ya")
    assert counting.count(first, here, at=AT) is False


def test_what_people_are_writing_and_what_was_invented_is_left_alone(only, here):
    only("IND-20")
    indicator, now = Indicator.objects.get(), {"municipality": here, "state_since": AT}
    Measurement.objects.create(indicator=indicator, period=make_period("2027-T1"), numerator=3, denominator=4, **now)
    Measurement.objects.create(
        indicator=indicator,
        period=make_period("2027-T2"),
        numerator=3,
        denominator=4,
        state="aprobada",
        is_demo=True,
        **now,
    )
    found(here, "2027-01-01", 7, 9, "a:1")
    found(here, "2027-04-01", 7, 9, "a:1")
    assert count_all(at=AT) == 0
    assert set(Measurement.objects.values_list("numerator", "denominator")) == {(3, 4)}


def test_a_count_of_nothing_does_not_set_a_demonstration_aside_but_a_real_one_does(only, here):
    only("IND-20")
    Measurement.objects.create(
        indicator=Indicator.objects.get(), municipality=here, period=make_period("2026-T4"), numerator=3, denominator=4,
        state="aprobada", state_since=AT, is_demo=True,
    )  # fmt: skip
    found(here, "2027-04-01", 7, 9, "a:1")
    assert count_all(at=AT) == 1
    assert values() == [("lugar-01", "2027-T2", 7, 9)]


def test_one_that_fails_does_not_stop_the_others(only):
    make_places(3)
    only("IND-20", "explodes")
    with pytest.raises(NotCounted, match=r"IND-20 2027-T2 M\d+.*2 in all"):
        count_all(at=AT)
    assert [slug for slug, *_ in values()] == ["lugar-02", "lugar-02", "lugar-03", "lugar-03"]


def typed(here, state, numerator=None, denominator=40):
    """What a town hall wrote of IND-19: how many people work there."""
    row = Measurement.objects.create(
        indicator=Indicator.objects.get(code="IND-19"), municipality=here, period=make_period("2027-S1"), state=state,
        state_since=AT, numerator=numerator, denominator=denominator, office="Talento humano",
    )  # fmt: skip
    if state == "aprobada":
        sheet = IndicatorSheet.objects.get(code="IND-19")
        ApprovedValue.objects.create(
            measurement=row, number=1, sheet=sheet, numerator=numerator, denominator=denominator, approved_at=AT,
            office="Equipo metropolitano",
        )  # fmt: skip
    return row


@pytest.fixture
def staff(only, here):
    only("IND-19", every="half", over_time="último valor")
    counts[here.slug, "2027-01-01"] = Count(9, None, ("certificates.certificate:1",))
    return here


def test_without_an_approved_denominator_nothing_is_public(staff):
    assert count_all(at=AT) == 0
    assert not Measurement.objects.exists()


def test_a_draft_with_its_denominator_gets_the_number_to_send(staff):
    row = typed(staff, "borrador")
    assert count_all(at=AT) == 0
    row.refresh_from_db()
    assert (row.numerator, row.denominator, row.state, row.office, row.version) == (
        9,
        40,
        "borrador",
        "Talento humano",
        2,
    )
    assert not ApprovedValue.objects.exists()
    counts[staff.slug, "2027-01-01"] = Count(10, None, ())
    count_all(at=AT)
    row.refresh_from_db()
    assert row.numerator == 9, "what stands there may have been written by a person"


@pytest.mark.parametrize("state", ["enviada", "devuelta"])
def test_what_waits_for_people_is_left_alone(staff, state):
    Measurement.objects.filter(pk=typed(staff, "borrador", 8).pk).update(state=state, reason="Falta la fecha")
    count_all(at=AT)
    assert not ApprovedValue.objects.exists()
    assert Measurement.objects.get().numerator == 8


def test_over_an_approved_denominator_the_count_is_renewed(staff):
    typed(staff, "aprobada", 8)
    assert count_all(at=AT) == 1
    value = ApprovedValue.objects.in_force().get()
    assert (value.numerator, value.denominator, value.office, value.number) == (9, 40, "Portal", 2)
    assert value.run.inputs == ["certificates.certificate:1"]
    assert count_all(at=AT) == 0


def test_more_people_than_the_staff_are_not_published(staff):
    typed(staff, "aprobada", 3, 5)
    assert count_all(at=AT) == 0
    assert ApprovedValue.objects.get().numerator == 3


def cycle(code, **sheet):
    rules = {"every": "cycle", "over_time": "último valor", "factor": 1, "has_denominator": False}
    return make_sheet(code=code, over_municipalities="ninguno", **rules | sheet)


def test_rounds_are_periods_with_their_cut_off_and_an_erratum_is_a_correction(here):
    cycle("IND-01")
    cycle("IND-02", has_denominator=True, factor=100)
    first, second = date(2026, 6, 30), date(2027, 6, 30)
    make_published_round({here: levels(1, 1, 1)}, code="uno", cutoff_on=first)
    make_published_round({here: levels(4, 4, 4)}, code="demo", cutoff_on=second + DAY, at=PUBLISHED + DAY, is_demo=True)
    answers = levels(3, 3, 3) | {"INF-01": 0}
    last = make_published_round({here: answers}, code="dos", cutoff_on=second, at=PUBLISHED + 2 * DAY)
    assert count_all(at=AT) == 4
    assert values("IND-01") == [
        ("lugar-01", "demo", 100, None), ("lugar-01", "dos", Decimal("56.25"), None), ("lugar-01", "uno", 25, None)
    ]  # fmt: skip
    assert values("IND-02") == [("lugar-01", "dos", 5, 6)]
    period = ReportingPeriod.objects.get(code="dos")
    assert (period.every, period.starts_on, period.ends_on) == ("cycle", date(2027, 6, 30), date(2027, 6, 30))
    assert set(Measurement.objects.filter(is_demo=True).values_list("period__code", flat=True)) == {"demo"}
    make_erratum(last, here, "INF-01", "4")
    assert count_all(at=AT) == 2
    assert values("IND-02") == [("lugar-01", "dos", 6, 6)]
    assert set(ApprovedValue.objects.filter(number=2).values_list("reason", flat=True)) == {
        "la cuenta del portal cambió"
    }


def test_a_round_with_the_code_of_a_calendar_period_is_not_counted(here, caplog):
    cycle("IND-01")
    make_published_round({here: levels(1, 1, 1)}, code="2027", cutoff_on=date(2027, 6, 30))
    assert count_all(at=AT) == 0
    assert "the round 2027 is not counted" in caplog.text


def test_with_the_real_sources_the_share_of_agenda_commitments_is_counted(here):
    make_sheet(code="IND-22", over_time="razón de sumas")
    of_agenda(here, "CO-1", date(2027, 6, 30), date(2027, 6, 1))
    of_agenda(here, "CO-2", date(2027, 6, 30), None)
    make_commitment(here, code="CO-3")
    count_all(at=AT)
    assert values("IND-22")[1] == ("lugar-01", "2027-T2", 1, 2)


def test_what_the_portal_counts_and_what_it_does_not_yet():
    assert counted_by_portal() == {"IND-01", "IND-02", "IND-20", "IND-21", "IND-22"}
    assert without_source() == {"IND-16", "IND-23", "IND-24", "IND-25"}


def test_queries_grow_with_what_is_counted_only(only, django_assert_max_num_queries):
    make_places(10)
    only("IND-20")
    count_all(at=AT)
    with django_assert_max_num_queries(10 + 20 * 8):
        count_all(at=AT)
