"""Municipalities that resemble one's own and do better in one dimension, the nearest first. The distance is printed.

The distance is the mean of the differences that are known for both, each 0–1: population and budget per head as the share by
which the smaller falls short of the larger, the rural share as it is. Population explains little of how open a municipality is,
so no size is ruled out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

POPULATION, BUDGET, RURAL = "población", "presupuesto por habitante", "parte rural"


@dataclass(frozen=True)
class Profile:
    """`budget`: pesos per head. `rural`: share 0–1. `score`: of the dimension in the last published round; None if unknown."""

    code: str
    score: Fraction | None
    population: int | None = None
    budget: Fraction | None = None
    rural: Fraction | None = None


@dataclass(frozen=True)
class Twin:
    """`differences`: 0–1 by what is compared, only what is known for both; at least one."""

    profile: Profile
    differences: dict[str, Fraction]

    @property
    def distance(self) -> Fraction:
        return sum(self.differences.values(), Fraction(0)) / len(self.differences)


def twins(own: Profile, others: Iterable[Profile]) -> list[Twin]:
    """Return those with a higher score in the dimension, nearest first, then highest score, then code; none without one's own.

    Without anything known for both there is no distance, and so no twin.
    """
    if own.score is None:
        return []
    better = [one for one in others if one.code != own.code and one.score is not None and one.score > own.score]
    found = [Twin(one, known) for one in better if (known := _differences(own, one))]
    return sorted(found, key=lambda twin: (twin.distance, -(twin.profile.score or 0), twin.profile.code))


def _differences(own: Profile, other: Profile) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    if own.population and other.population:
        found[POPULATION] = _shortfall(Fraction(own.population), Fraction(other.population))
    if own.budget and other.budget:
        found[BUDGET] = _shortfall(own.budget, other.budget)
    if own.rural is not None and other.rural is not None:
        found[RURAL] = abs(own.rural - other.rural)
    return found


def _shortfall(one: Fraction, other: Fraction) -> Fraction:
    return 1 - min(one, other) / max(one, other)
