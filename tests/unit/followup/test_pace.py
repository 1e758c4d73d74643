"""The range that a series would reach, going on as in its last steps."""

from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.rules.lights import Target
from followup.rules.pace import Pace, pace
from followup.rules.periods import Every, parse
from followup.rules.sheets import OverTime
from tests.unit.followup.test_lights import T4, measured, sheet

YEAR = parse("2026")
AIM = [Target(YEAR, F(90))]
LATER = date(2030, 1, 1)
NAMES = ("2025-T1", "2025-T2", "2025-T3", "2025-T4", "2026-T1", "2026-T2")


def series(*values, names=NAMES):
    """The last periods up to the second quarter of 2026; None is a hole, ("n", "d") a pair."""
    named = zip(names[len(names) - len(values) :], values, strict=True)
    return [measured(parse(name), *(v if isinstance(v, tuple) else (v,))) for name, v in named if v is not None]


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ((60, 62, 66), 70, 74),  # steps of 2 and 4, two quarters ahead
        ((50, 60, 62, 66), 70, 86),
        ((0, 50, 60, 62, 66), 70, 86),  # only the last four are looked at
        ((66, 66, 66), 66, 66),
        ((90, 80, 70), 50, 50),
        ((60, 75, 97), 100, 100),  # inside the bounds
        ((F("60.004"), F("60.008"), F("60.013")), F("60.02"), F("60.02")),  # exact, and rounded once
    ],
)
def test_last_steps_go_on(values, low, high):
    made = sheet(bounds=(F(0), F(100)))
    assert pace(made, series(*values), AIM, LATER) == Pace(F(low), F(high), YEAR)


@pytest.mark.parametrize(
    "values",
    [(), (60,), (60, 62), (60, None, 62, 66), (60, 62, (0, 0), 66), (60, 62, 64, (0, 0)), (60, 62, (3, 9), 66)],
)
def test_it_cannot_be_said_yet(values):
    made = sheet(min_n=10)
    assert pace(made, series(*values), AIM, LATER) is None


def test_sums_and_rounds_have_none():
    assert pace(sheet(over_time=OverTime.SUM), series(60, 62, 66), AIM, LATER) is None
    assert pace(sheet(every=Every.CYCLE), series(60, 62, 66), AIM, LATER) is None


def test_it_looks_at_the_first_target_after_the_last_value():
    known = series(60, 62, 66)
    assert pace(sheet(), known, [], LATER) is None
    assert pace(sheet(), known, [Target(parse("2026-T2"), F(1)), Target(T4, None)], LATER) is None
    both = [Target(parse("2027"), F(99)), Target(parse("2026-T3"), F(80))]
    assert pace(sheet(), known, both, LATER) == Pace(F(68), F(70), parse("2026-T3"))
    own = [Target(YEAR, F(90)), Target(T4, F(90))]
    assert pace(sheet(), known, own, LATER).period == T4


def test_what_ends_after_the_day_is_not_looked_at():
    assert pace(sheet(), series(60, 62, 66), AIM, date(2026, 6, 29)) is None
    assert pace(sheet(), series(58, 60, 62, 66), AIM, date(2026, 6, 29)) == Pace(F(68), F(68), YEAR)


@given(values=st.lists(st.integers(0, 100), min_size=3, max_size=6))
def test_both_implementations_agree(values):
    last = [F(one) for one in values[-4:]]
    steps = [last[n + 1] - last[n] for n in range(len(last) - 1)]
    ends = sorted(max(F(0), min(F(100), last[-1] + 2 * step)) for step in steps)
    found = pace(sheet(bounds=(F(0), F(100))), series(*values), AIM, LATER)
    assert (found.low, found.high) == (ends[0], ends[-1])
