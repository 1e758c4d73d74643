"""Periods by their codes, and how they follow one another."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.rules.periods import Every, Period, WrongDay, WrongPeriod, last_ended, parse, parse_day, year_of

CALENDAR = (Every.QUARTER, Every.HALF, Every.YEAR)
DAYS = st.dates(date(2001, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-S1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-S2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2024-T1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2026-T4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_code_is_its_days(text, starts, ends):
    found = parse(text)
    assert (found.code, found.starts_on, found.ends_on) == (text, starts, ends)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-S3",
        "2026-T5",
        "2026-T0",
        "2026-t1",
        "2026-1",
        " 2026",
        "2026\n",
        "1999",
        "٢٠٢٦",
        "20٢٦-T3",
        "2026-S1-T1",
    ],
)
def test_anything_else_is_none(text):
    with pytest.raises(WrongPeriod, match="no es un periodo"):
        parse(text)


@given(every=st.sampled_from(CALENDAR), day=DAYS)
def test_the_last_ended_one_is_the_newest_that_is_over(every, day):
    found = last_ended(every, day)
    assert found.ends_on <= day < found.next().ends_on
    assert found.next().before() == found == parse(found.code)
    assert (found.next().starts_on - found.ends_on).days == 1


@given(every=st.sampled_from(CALENDAR), day=DAYS, ahead=st.integers(0, 30))
def test_steps_are_counted_in_its_own_periods(every, day, ahead):
    first = walked = last_ended(every, day)
    for _ in range(ahead):
        walked = walked.next()
    assert first.steps_to(walked) == ahead
    if walked.ends_on.month == 12:
        assert first.steps_to(year_of(walked.year)) == ahead


def test_since_january():
    assert [one.code for one in parse("2026-T3").since_january()] == ["2026-T1", "2026-T2", "2026-T3"]
    assert [one.code for one in parse("2026").since_january()] == ["2026"]


def test_a_round_is_its_cut_off():
    made = Period(Every.CYCLE, "2026", date(2026, 5, 1), date(2026, 5, 1))
    assert (made.year, made.every.in_year) == (2026, 0)


def test_a_day_is_written_in_one_way():
    assert parse_day("2026-12-01") == date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    ["", "20261201", "2026-W49-2", "2026-02-30", "9999-12-31", "0001-01-01", "1999-12-31", "20٢٦-12-01", "2026-12-01 "],
)
def test_what_is_no_day_of_the_portal_is_refused(text):
    with pytest.raises(WrongDay):
        parse_day(text)
