"""The light of a series: its eight rows before, on and after each border, and against a second, plain implementation."""

from datetime import date, timedelta
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.rules.lights import Light, Measurement, Reading, Target, against_baseline, days_late, light
from followup.rules.periods import Every, Period, last_ended, parse, round_of
from followup.rules.sheets import Direction, OverMunicipalities, OverTime, Sheet

T1, T2, T3, T4 = (parse(f"2026-T{n}") for n in (1, 2, 3, 4))
DUE = date(2026, 7, 30)  # of the second quarter: its last day and 30 more


def sheet(**changed) -> Sheet:
    values = {
        "code": "IND-03", "version": 1, "unit": "%", "every": Every.QUARTER, "direction": Direction.UP,
        "over_time": OverTime.RATIO, "over_municipalities": OverMunicipalities.RATIO, "has_denominator": True, "factor": 100,
        "tolerance": F(5),
    }  # fmt: skip
    return Sheet(**values | changed)


def measured(period: Period, numerator, denominator=100) -> Measurement:
    return Measurement(period, F(numerator), None if denominator is None else F(denominator))


def of(value, target=80, **changed) -> Light:
    return light(
        sheet(**changed), [measured(T1, value)], [Target(T1, None if target is None else F(target))], T1.ends_on
    ).light


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [
        (80, Direction.UP, Light.GREEN), ("79.995", Direction.UP, Light.GREEN),  # shown as 80
        ("79.994", Direction.UP, Light.YELLOW), (75, Direction.UP, Light.YELLOW), ("74.995", Direction.UP, Light.YELLOW),
        ("74.994", Direction.UP, Light.RED), (0, Direction.UP, Light.RED),
        (80, Direction.DOWN, Light.GREEN), ("80.004", Direction.DOWN, Light.GREEN), ("80.005", Direction.DOWN, Light.YELLOW),
        (85, Direction.DOWN, Light.YELLOW), ("85.01", Direction.DOWN, Light.RED), (0, Direction.DOWN, Light.GREEN),
    ],
)  # fmt: skip
def test_colour_at_each_border(value, direction, expected):
    assert of(F(value), direction=direction) == expected


@pytest.mark.parametrize(
    ("target", "value", "expected"), [(0, 0, Light.GREEN), (0, 4, Light.GREEN), (None, 50, Light.NO_TARGET)]
)
def test_zero_is_a_target_and_none_is_not(target, value, expected):
    assert of(value, target) == expected


def test_without_tolerance_one_hundredth_is_red():
    assert of(F("79.99"), tolerance=F(0)) == Light.RED


@pytest.mark.parametrize(
    ("numerator", "denominator", "changed", "expected", "value"),
    [
        (0, 0, {}, Light.NOT_APPLICABLE, None),
        (5, 0, {}, Light.NOT_APPLICABLE, None),
        (99, 99, {"min_n": 100}, Light.TOO_FEW, None),
        (100, 100, {"min_n": 100}, Light.GREEN, F(100)),
        (0, 0, {"min_n": 100}, Light.NOT_APPLICABLE, None),
        (4, None, {"unit": "personas", "factor": 1, "has_denominator": False}, Light.TOO_FEW, None),
        (1, None, {"unit": "personas", "factor": 1, "has_denominator": False}, Light.TOO_FEW, None),
        (4, 9, {"code": "IND-19"}, Light.TOO_FEW, None),
        (1, 9, {"code": "IND-20"}, Light.TOO_FEW, None),
        (4, 5, {"code": "IND-21"}, Light.GREEN, F(80)),
        (0, None, {"unit": "personas", "factor": 1, "has_denominator": False}, Light.RED, F(0)),
        (5, None, {"unit": "personas", "factor": 1, "has_denominator": False}, Light.RED, F(5)),
        (4, None, {"unit": "número", "factor": 1, "has_denominator": False}, Light.RED, F(4)),
        (1, 3, {}, Light.RED, F("33.33")),
        (2, 3, {"decimals": 0}, Light.RED, F(67)),
    ],
)
def test_what_may_not_be_shown(numerator, denominator, changed, expected, value):
    found = light(sheet(**changed), [measured(T1, numerator, denominator)], [Target(T1, F(80))], T1.ends_on)
    assert (found.light, found.value) == (expected, value)


@pytest.mark.parametrize(
    ("at", "expected", "late"),
    [
        (T1.ends_on - timedelta(1), Light.NO_DATA, 0),  # the period is not over: its value is not looked at
        (T1.ends_on, Light.GREEN, 0),
        (DUE, Light.GREEN, 0),
        (DUE + timedelta(1), Light.OVERDUE, 1),
        (DUE + timedelta(43), Light.OVERDUE, 43),
        (date(2027, 7, 30), Light.OVERDUE, 365),
    ],
)
def test_before_on_and_after_the_due_date(at, expected, late):
    found = light(sheet(), [measured(T1, 90)], [Target(T1, F(80))], at)
    assert (found.light, found.days_late) == (expected, late)
    assert found.value == (None if expected == Light.NO_DATA else F(90))


def test_rounds_are_never_overdue():
    cycle = sheet(every=Every.CYCLE, over_time=OverTime.LAST)
    first, second = round_of("2024", date(2024, 5, 1)), round_of("2026", date(2026, 5, 1))
    known = [measured(second, 70), measured(first, 90)]
    assert light(cycle, known, [Target(second, F(70))], date(2040, 1, 1)).light == Light.GREEN
    assert light(cycle, known, [Target(second, F(70))], date(2026, 4, 30)) == Reading(
        Light.NO_TARGET, F(90), first, None, None
    )


YEAR = Target(parse("2026"), F(40), F(10))


@pytest.mark.parametrize(
    ("over_time", "numbers", "target", "value", "aimed", "expected"),
    [
        (OverTime.SUM, (10, 10, 10), 40, 30, 30, Light.GREEN),  # three quarters of 40
        (OverTime.SUM, (10, 10, 9), 40, 29, 30, Light.YELLOW),
        (OverTime.SUM, (0, 0, 24), 40, 24, 30, Light.RED),
        (OverTime.SUM, (10, None, 10), 40, 10, 30, Light.NO_DATA),  # a hole; the period's own value stays
        (OverTime.LAST, (0, None, 39), 40, 39, 40, Light.YELLOW),
    ],
)
def test_the_target_of_the_year(over_time, numbers, target, value, aimed, expected):
    changed = {"over_time": over_time, "unit": "número", "factor": 1, "has_denominator": False}
    known = [measured(p, n, None) for p, n in zip((T1, T2, T3), numbers, strict=True) if n is not None]
    found = light(sheet(**changed), known, [YEAR], T3.ends_on)
    assert (found.value, found.target, found.light, found.baseline) == (value, aimed, expected, 10)


def test_a_ratio_adds_up_since_january():
    known = [measured(T1, 1, 10), measured(T2, 0, 0), measured(T3, 7, 10)]
    found = light(sheet(), known, [YEAR], T3.ends_on)
    assert (found.value, found.target, found.light, found.since_january) == (40, 40, Light.GREEN, True)
    own = light(sheet(), known, [YEAR, Target(T3, F(90))], T3.ends_on)
    assert (own.value, own.target, own.light, own.since_january, own.baseline) == (70, 90, Light.RED, False, None)
    holed = light(sheet(), [known[0], known[2]], [YEAR], T3.ends_on)
    assert (holed.value, holed.light, holed.since_january) == (70, Light.NO_DATA, False)
    late = light(sheet(), [known[0], known[2]], [YEAR], date(2027, 1, 31))
    assert (late.light, late.days_late) == (Light.OVERDUE, 1)


def test_a_row_with_a_baseline_alone_takes_the_target_of_the_year():
    known = [measured(T1, 50)]
    found = light(sheet(), known, [Target(T1, None, F(30)), YEAR], T1.ends_on)
    assert (found.target, found.baseline) == (40, 10)
    alone = light(sheet(), known, [Target(T1, None, F(30))], T1.ends_on)
    assert (alone.light, alone.target, alone.baseline) == (Light.NO_TARGET, None, 30)


@pytest.mark.parametrize(
    ("direction", "value", "expected"),
    [
        (Direction.UP, 11, 1),
        (Direction.UP, 10, 0),
        (Direction.UP, 9, -1),
        (Direction.DOWN, 11, -1),
        (Direction.DOWN, 9, 1),
    ],
)
def test_against_the_baseline(direction, value, expected):
    assert against_baseline(sheet(direction=direction), F(value), F(10)) == expected


def test_days_late_count_from_the_first_period_without_a_value():
    assert days_late(sheet(lag_days=0), T1, T2.ends_on) == 0
    assert days_late(sheet(lag_days=0), T1, T2.ends_on + timedelta(1)) == 1


# --- A second, plain implementation ---

NUMBERS = st.fractions(0, 120, max_denominator=1000)


@st.composite
def cases(draw: st.DrawFn):
    every = draw(st.sampled_from((Every.QUARTER, Every.HALF, Every.YEAR)))
    over_time = draw(st.sampled_from(OverTime))
    has_denominator = over_time != OverTime.SUM and draw(st.booleans())
    made = sheet(
        every=every, over_time=over_time, direction=draw(st.sampled_from(Direction)), has_denominator=has_denominator,
        factor=draw(st.sampled_from((1, 100))), tolerance=draw(st.sampled_from((F(0), F(5), F("0.5")))),
        unit=draw(st.sampled_from(("%", "personas"))), min_n=draw(st.sampled_from((0, 50))),
        lag_days=draw(st.integers(0, 60)), decimals=draw(st.integers(0, 3)),
    )  # fmt: skip
    period, known, targets = parse({"quarter": "2025-T1", "half": "2025-S1", "year": "2025"}[every]), [], []
    while period.year < 2027:
        if draw(st.booleans()):
            below = draw(st.integers(0, 120)) if has_denominator else None
            known.append(measured(period, draw(NUMBERS | st.integers(0, 6)), below))
        if draw(st.booleans()):
            targets.append(Target(period, draw(st.none() | st.integers(0, 120).map(F)), draw(st.none() | NUMBERS)))
        period = period.next()
    for year in ("2025", "2026") if every != Every.YEAR else ():
        if draw(st.booleans()):
            targets.append(Target(parse(year), draw(st.none() | st.integers(0, 120).map(F)), draw(st.none() | NUMBERS)))
    return made, known, targets, draw(st.dates(date(2024, 12, 1), date(2027, 12, 31)))


def plain(made: Sheet, known, targets, at) -> tuple:
    """The rules again, row by row, in the words of the document."""
    known = sorted((one for one in known if one.period.ends_on <= at), key=lambda one: one.period.ends_on)
    if not known:
        return "sin_dato", None
    last = known[-1]
    aims = {one.period.code: one.target for one in targets}
    target, numerator, denominator, hole = aims.get(last.period.code), last.numerator, last.denominator, False
    yearly = aims.get(str(last.period.year))
    if target is None and yearly is not None and made.every != Every.YEAR:
        target = yearly
        if made.over_time != OverTime.LAST:
            of_year = [one for one in known if one.period.year == last.period.year]
            hole = len(of_year) != last.period.number
            if not hole:
                numerator = sum(one.numerator for one in of_year)
                denominator = sum(one.denominator for one in of_year) if made.has_denominator else None
            if made.over_time == OverTime.SUM:
                target = yearly * last.period.number / made.every.in_year
    few = (denominator is not None and denominator < made.min_n) or (
        made.unit == "personas" and numerator in (1, 2, 3, 4)
    )
    value = None
    if denominator != 0 and not few:
        exact = numerator * made.factor / (denominator if made.has_denominator else 1)
        value = F(int(exact * 10**made.decimals + F(1, 2)), 10**made.decimals)
    due = last.period.next().ends_on + timedelta(days=made.lag_days)
    if due < at:
        return "vencido", value
    if hole:
        return "sin_dato", value
    if denominator == 0:
        return "no_aplica", None
    if few:
        return "sin_dato_publicable", None
    if target is None:
        return "sin_meta", value
    gain = (value - target) * (1 if made.direction == "up" else -1)
    return ("verde" if gain >= 0 else "amarillo" if gain >= -made.tolerance else "rojo"), value


@given(cases())
def test_both_implementations_agree(case):
    found = light(*case)
    assert (found.light, found.value) == plain(*case)


@given(cases())
def test_the_clock_alone_never_changes_a_colour(case):
    """A colour stays until its data are overdue or newer ones arrive."""
    made, known, targets, at = case
    found = light(made, known, targets, at)
    if found.light in (Light.GREEN, Light.YELLOW, Light.RED) and found.period is not None:
        next_end = found.period.next().ends_on
        later = light(made, known, targets, max(at, next_end - timedelta(1)))
        assert (later.light, later.value) == (found.light, found.value)


def test_last_ended_is_what_a_board_asks_first():
    assert last_ended(Every.QUARTER, date(2026, 11, 30)) == T3
