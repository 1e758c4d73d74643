"""Sums of choices: for each cost the most worth, exact. What costs more and is worth no more is left out.

Worth is a whole number of 1/`unit`, so that sums of fractions stay sums of integers.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import lcm
from typing import Any

from diagnostics.scoring.moves import Move, TooMuchWork, Truths

Known = tuple[tuple[str, Truths], ...]  # what conditions further on read of the questions so far
Key = tuple[Known, int]  # and the weight that applies
Trail = Any  # None, a Move, or a pair of trails
Point = tuple[int, int, Trail]  # cost, worth, how it came about
Front = list[Point]  # ascending in cost and in worth
JOIN_COST, MOST_WORK = 10, 2_000_000  # pairs of points, and what any join costs; some seconds in all


@dataclass(frozen=True)
class Table:
    unit: int
    fronts: dict[Key, Front]


NOTHING_YET = Table(1, {((), 0): [(0, 0, None)]})


def front_of(points: Iterable[Point]) -> Front:
    """Return the points that no other one beats; of equal ones, the first."""
    front: Front = []
    for point in sorted(points, key=lambda point: (point[0], -point[1])):
        if not front or point[1] > front[-1][1]:
            front.append(point)
    return front


def fronts_of(found: dict[Key, list[Point]]) -> dict[Key, Front]:
    return {key: front_of(points) for key, points in found.items() if points}


def scaled(front: Front, factor: int) -> Front:
    return front if factor == 1 else [(cost, worth * factor, trail) for cost, worth, trail in front]


class Joiner:
    """Joins fronts up to a cost of `most`. Raises TooMuchWork rather than go on without end."""

    def __init__(self) -> None:
        self.most, self.work = 0, 0

    def points(self, left: Front, right: Front) -> list[Point]:
        """Return the sums of each point of one front and each of the other, the best of each cost."""
        self.work += len(left) * len(right) + JOIN_COST
        if self.work > MOST_WORK:
            raise TooMuchWork
        best: dict[int, Point] = {}
        for cost, worth, trail in left:
            for more, gain, other in right:
                total = cost + more
                if total > self.most:
                    break
                kept = best.get(total)
                if kept is None or worth + gain > kept[1]:
                    best[total] = (total, worth + gain, (trail, other))
        return list(best.values())

    def tables(self, left: Table, right: Table) -> Table:
        """Join independent tables; of the weights it only stays whether any applies."""
        unit = lcm(left.unit, right.unit)
        found: dict[Key, list[Point]] = {}
        for (_, has_one), front in left.fronts.items():
            for (_, has_other), other in right.fronts.items():
                points = self.points(scaled(front, unit // left.unit), scaled(other, unit // right.unit))
                found.setdefault(((), has_one | has_other), []).extend(points)
        return Table(unit, fronts_of(found))


def moves_on(trail: Trail) -> Iterator[Move]:
    """Yield the moves that led to a point, in the order in which they were joined."""
    left = [trail]
    while left:
        trail = left.pop()
        if isinstance(trail, Move):
            yield trail
        elif trail is not None:
            left += reversed(trail)
