"""The valley: Σ numerators ÷ Σ denominators, its coverage, and a second, plain implementation."""

from datetime import date
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.rules.lights import Light, Measurement, Target
from followup.rules.periods import Every, parse, round_of
from followup.rules.sheets import OverMunicipalities, OverTime
from followup.rules.valley import valley
from tests.unit.followup.test_lights import T1, T2, T3, measured, sheet

PLACES = [f"0500{n}" for n in range(10)]
AIM = [Target(T1, F(50))]


def ten(*pairs: tuple[int, int] | None) -> dict[str, list[Measurement]]:
    """One pair of the first quarter a municipality; the rest have none."""
    padded = [*pairs, *[None] * (10 - len(pairs))]
    return {
        place: [measured(T1, *pair)] if pair is not None else [] for place, pair in zip(PLACES, padded, strict=True)
    }


@pytest.mark.parametrize(
    ("pairs", "light", "value", "counted", "of"),
    [
        ([], Light.NO_DATA, None, 0, 10),
        ([(1, 2)] * 10, Light.GREEN, 50, 10, 10),
        ([(1, 2)] * 8, Light.GREEN, 50, 8, 10),
        ([(1, 2)] * 7, Light.LITTLE_COVERAGE, 50, 7, 10),
        ([(1, 2)] * 7 + [(0, 0)] * 2, Light.GREEN, 50, 7, 8),  # 7 of 8 is more than 80 %
        ([(1, 2)] * 7 + [(0, 0)], Light.LITTLE_COVERAGE, 50, 7, 9),
        ([(0, 0)] * 10, Light.NOT_APPLICABLE, None, 0, 0),
        ([(0, 0)] * 9, Light.LITTLE_COVERAGE, None, 0, 1),
        ([(90, 100)] + [(0, 100)] * 9, Light.RED, 9, 10, 10),  # no mean of percentages
        ([(1, 1)] * 9 + [(0, 91)], Light.RED, 9, 10, 10),
    ],
)
def test_sum_over_sum_with_its_coverage(pairs, light, value, counted, of):
    found = valley(sheet(), ten(*pairs), AIM, date(2026, 7, 1))
    assert (found.reading.light, found.reading.value, found.counted, found.of) == (light, value, counted, of)


def test_coverage_is_judged_before_small_numbers_and_before_the_target():
    few = sheet(min_n=100)
    assert valley(few, ten(*[(1, 2)] * 7), [], date(2026, 7, 1)).reading.light == Light.LITTLE_COVERAGE
    found = valley(few, ten(*[(1, 2)] * 8), [], date(2026, 7, 1)).reading
    assert (found.light, found.value) == (Light.TOO_FEW, None)
    assert valley(sheet(), ten(*[(1, 2)] * 8), [], date(2026, 7, 1)).reading.light == Light.NO_TARGET


def test_medians_have_no_valley():
    assert valley(sheet(over_municipalities=OverMunicipalities.NONE), ten((1, 2)), AIM, date(2026, 7, 1)) is None


@pytest.mark.parametrize(
    ("at", "complete", "period"),
    [
        (date(2026, 4, 30), False, T1),  # nothing is due yet: what there is
        (date(2026, 7, 30), False, T1),
        (date(2026, 7, 31), False, T2),  # the second quarter is due
        (date(2026, 6, 30), True, T2),  # complete before it is due
        (date(2026, 6, 29), True, T1),  # not over yet
        (date(2026, 12, 31), True, T3),
    ],
)
def test_which_period_stands_for_the_valley(at, complete, period):
    series = {place: [measured(T1, 1, 2)] for place in PLACES}
    for place in PLACES if complete else PLACES[:9]:
        series[place].append(measured(T2, 1, 4))
    assert valley(sheet(), series, AIM, at).reading.period == period


def test_a_municipality_with_a_hole_in_the_year_is_missing():
    series = {place: [measured(T1, 1, 2), measured(T2, 1, 2)] for place in PLACES}
    for place in PLACES[:2]:
        del series[place][0]
    found = valley(sheet(), series, [Target(parse("2026"), F(60))], date(2026, 8, 1))
    assert (found.reading.value, found.counted, found.reading.light) == (50, 8, Light.RED)
    assert found.reading.since_january


def test_rounds_stand_by_their_cut_off():
    cycle = sheet(every=Every.CYCLE, over_time=OverTime.LAST)
    first, second = round_of("2024", date(2024, 5, 1)), round_of("2026", date(2026, 5, 1))
    series = {place: [measured(first, 1, 4)] for place in PLACES}
    series[PLACES[0]].append(measured(second, 1, 2))
    found = valley(cycle, series, [], date(2026, 5, 1))
    assert (found.reading.period, found.counted, found.reading.light) == (second, 1, Light.LITTLE_COVERAGE)


PAIRS = st.none() | st.tuples(st.integers(0, 30), st.integers(0, 30))


@given(
    pairs=st.lists(PAIRS, min_size=10, max_size=10),
    target=st.none() | st.integers(0, 100),
    least=st.sampled_from((0, 40)),
)
def test_both_implementations_agree(pairs, target, least):
    found = valley(
        sheet(min_n=least), ten(*pairs), [Target(T1, None if target is None else F(target))], date(2026, 7, 1)
    )
    given_ = [pair for pair in pairs if pair is not None]
    counted = [(n, d) for n, d in given_ if d]
    of = 10 - sum(d == 0 for _, d in given_)
    numerator, denominator = sum(n for n, _ in counted), sum(d for _, d in counted)
    value = None
    if counted and denominator >= least:
        value = F(int(F(numerator * 100, denominator) * 100 + F(1, 2)), 100)
    if not given_:
        expected = "sin_dato"
    elif not of:
        expected = "no_aplica"
    elif not counted or F(len(counted), of) < F(8, 10):
        expected = "cobertura_insuficiente"
    elif denominator < least:
        expected = "sin_dato_publicable"
    elif target is None:
        expected = "sin_meta"
    else:
        expected = "verde" if value >= target else "amarillo" if value >= target - 5 else "rojo"
    assert (found.reading.light, found.reading.value, found.counted, found.of) == (expected, value, len(counted), of)
