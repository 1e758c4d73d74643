"""The real map: loaded outlines, numbered, with labels moved apart. Pure arithmetic."""

from dataclasses import dataclass
from itertools import combinations
from math import hypot

APART = 62  # minimum distance of two numbers, in units of a map whose longer side is 1000
LEAD = 12  # a number moved further than this gets a leader line
ROUNDS = 80
MARGIN = 32


@dataclass(frozen=True)
class Outline:
    """A municipality: path, position of its number, and the end of its leader line (None without one)."""

    key: int
    number: int
    path: str
    x: int
    y: int
    lead: tuple[int, int] | None


@dataclass(frozen=True)
class Outlines:
    shapes: list[Outline]
    width: int
    height: int
    margin: int = MARGIN

    @property
    def box(self) -> str:
        """The viewBox, with a margin for numbers at the edge."""
        return f"{-self.margin} {-self.margin} {self.width + 2 * self.margin} {self.height + 2 * self.margin}"


def outlines(shapes: list[tuple[int, str, tuple[int, int]]], width: int, height: int) -> Outlines:
    """Number the outlines (key, path, label position) in the given order, and move overlapping numbers apart."""
    points = _apart([place for _, _, place in shapes], width, height)
    drawn = []
    for number, ((key, path, place), (x, y)) in enumerate(zip(shapes, points, strict=True), start=1):
        moved = hypot(x - place[0], y - place[1]) > LEAD
        drawn.append(Outline(key, number, path, round(x), round(y), place if moved else None))
    return Outlines(drawn, width, height)


def _apart(places: list[tuple[int, int]], width: int, height: int) -> list[tuple[float, float]]:
    points = [(float(x), float(y)) for x, y in places]
    for _ in range(ROUNDS):
        for one, other in combinations(range(len(points)), 2):
            (x, y), (u, v) = points[one], points[other]
            distance = hypot(u - x, v - y)
            if distance >= APART:
                continue
            # Coincident points are separated in a fixed direction, so that the drawing is deterministic.
            across, down = ((u - x) / distance, (v - y) / distance) if distance else (0.0, 1.0)
            push = (APART - distance) / 2 + 0.5
            points[one] = _within(x - across * push, y - down * push, width, height)
            points[other] = _within(u + across * push, v + down * push, width, height)
    return points


def _within(x: float, y: float, width: int, height: int) -> tuple[float, float]:
    return min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))
