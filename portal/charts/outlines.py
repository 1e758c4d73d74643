"""The real map: the outlines that an operator loaded, each with its number where there is room. Pure numbers."""

from dataclasses import dataclass
from itertools import combinations
from math import hypot

APART = 62  # between two numbers, in the units of a map whose longer side has a thousand
LEAD = 12  # a number that moved further than this is tied to its place by a line
ROUNDS = 80
MARGIN = 32


@dataclass(frozen=True)
class Outline:
    """A municipality: its path, where its number stands, and the line from there to its place (None when it stands on it)."""

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
        """The viewBox, with room for numbers at the edge."""
        return f"{-self.margin} {-self.margin} {self.width + 2 * self.margin} {self.height + 2 * self.margin}"


def outlines(shapes: list[tuple[int, str, tuple[int, int]]], width: int, height: int) -> Outlines:
    """number the outlines (key, path, place of the label) in the order given, and move numbers apart that would touch."""
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
            # On one spot: by their numbers, so that the same map is drawn every time.
            across, down = ((u - x) / distance, (v - y) / distance) if distance else (0.0, 1.0)
            push = (APART - distance) / 2 + 0.5
            points[one] = _within(x - across * push, y - down * push, width, height)
            points[other] = _within(u + across * push, v + down * push, width, height)
    return points


def _within(x: float, y: float, width: int, height: int) -> tuple[float, float]:
    return min(max(x, 0.0), float(width)), min(max(y, 0.0), float(height))
