"""Who resembles whom and does better."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.matching.twins import BUDGET, POPULATION, RURAL, Profile, twins

OWN = Profile("own", F(40), 50_000, F(2), F(1, 2))


def only(other, own=OWN):
    [twin] = twins(own, [other])
    return twin


@pytest.mark.parametrize(
    ("other", "differences", "distance"),
    [
        (Profile("a", F(41), 50_000, F(2), F(1, 2)), {POPULATION: 0, BUDGET: 0, RURAL: 0}, 0),
        (Profile("a", F(41), 100_000), {POPULATION: F(1, 2)}, F(1, 2)),
        (Profile("a", F(41), 25_000), {POPULATION: F(1, 2)}, F(1, 2)),  # half and double are equally far
        (Profile("a", F(41), 50_000, None, F(1, 10)), {POPULATION: 0, RURAL: F(2, 5)}, F(1, 5)),
        (Profile("a", F(41), None, F(8)), {BUDGET: F(3, 4)}, F(3, 4)),
        (Profile("a", F(41), None, None, F(0)), {RURAL: F(1, 2)}, F(1, 2)),  # zero is known
    ],
)
def test_distance_is_the_mean_of_what_is_known_for_both(other, differences, distance):
    twin = only(other)
    assert (twin.differences, twin.distance) == (differences, distance)


@pytest.mark.parametrize(
    "other",
    [
        Profile("a", F(40), 50_000),  # as good is no example
        Profile("a", F(39), 50_000),
        Profile("a", None, 50_000),
        Profile("a", F(41)),  # nothing known for both
        Profile("a", F(41), 0),
        Profile("own", F(41), 50_000),
    ],
)
def test_no_twin(other):
    assert twins(OWN, [other]) == []


def test_without_own_result_there_is_none():
    assert twins(Profile("own", None, 50_000), [Profile("a", F(41), 50_000)]) == []


def test_equals_go_by_score_then_code():
    others = [Profile("c", F(50), 60_000), Profile("b", F(60), 60_000), Profile("a", F(50), 60_000)]
    assert [twin.profile.code for twin in twins(OWN, others)] == ["b", "a", "c"]


KNOWN = st.none() | st.integers(0, 4).map(F)
PROFILES = st.builds(
    Profile, code=st.text("abc", min_size=1, max_size=2), score=KNOWN, population=st.none() | st.integers(0, 4), budget=KNOWN,
    rural=st.none() | st.fractions(0, 1, max_denominator=4),
)  # fmt: skip


def naive(own, other):
    """The distance by its sentence; None where there is none."""
    parts = []
    for mine, yours in ((own.population, other.population), (own.budget, other.budget)):
        if mine and yours:
            parts.append(F(abs(mine - yours)) / max(mine, yours))
    if None not in (own.rural, other.rural):
        parts.append(max(own.rural, other.rural) - min(own.rural, other.rural))
    return F(sum(parts), len(parts)) if parts else None


@given(PROFILES, st.lists(PROFILES, unique_by=lambda one: one.code, max_size=6))
def test_it_agrees_with_the_sentence(own, others):
    expected = sorted(
        (naive(own, one), -one.score, one.code)
        for one in others
        if None not in (own.score, one.score, naive(own, one)) and one.score > own.score and one.code != own.code
    )
    found = twins(own, others)
    assert [(twin.distance, -twin.profile.score, twin.profile.code) for twin in found] == expected
    assert all(0 <= twin.distance <= 1 for twin in found)
