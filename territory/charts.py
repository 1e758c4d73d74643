"""Boundaries in degrees → paths of one drawing in whole units. Pure numbers.

The projection is the simplest that serves: degrees of longitude shrunk by the cosine of the middle latitude. Over the
few hundred kilometres of a map of neighbours its error is smaller than a line.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

LONGER = 1000  # units of the longer side
MOST_POINTS = 2500  # of the whole drawing: what keeps the home page light
TOLERANCES = (0, 0.7, 1, 1.5, 2, 3, 4, 6, 8, 12)  # units that a simplified line may leave the true one by
SCANS = 41

Position = tuple[float, float]
Shape = list[list[list[Position]]]  # polygons of rings (the first one outside, holes after it) of closed positions
Point = tuple[int, int]
Ring = list[Point]  # without the first point again at its end


class TooMuch(Exception):
    """The drawing cannot be made light: too many separate pieces."""


@dataclass(frozen=True)
class Drawn:
    """One boundary: SVG path data in whole units, and a point well inside for its label."""

    path: str
    label: Point


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    shapes: dict[str, Drawn]


def drawing(shapes: dict[str, Shape]) -> Drawing:
    """project, simplify and label boundaries by code: shared borders stay shared, the whole has at most MOST_POINTS points.

    A boundary never vanishes: what is smaller than a unit keeps a triangle. Raises TooMuch.
    """
    polygons, width, height = _projected(shapes)
    for tolerance in TOLERANCES:
        simple = _simplified(polygons, tolerance)
        if sum(len(ring) for pieces in simple.values() for rings in pieces for ring in rings) <= MOST_POINTS:
            drawn = {
                code: Drawn("".join(_path(ring) for rings in pieces for ring in rings), label_of(_largest(pieces)))
                for code, pieces in simple.items()
            }
            return Drawing(width, height, drawn)
    raise TooMuch


def _projected(shapes: dict[str, Shape]) -> tuple[dict[str, list[list[Ring]]], int, int]:
    positions = [p for shape in shapes.values() for rings in shape for ring in rings for p in ring]
    west, east = min(p[0] for p in positions), max(p[0] for p in positions)
    south, north = min(p[1] for p in positions), max(p[1] for p in positions)
    shrink = cos(radians((south + north) / 2))
    scale = LONGER / (max((east - west) * shrink, north - south) or 1)

    def ring_of(ring: list[Position]) -> Ring:
        points = [(round((x - west) * shrink * scale), round((north - y) * scale)) for x, y in ring]
        return [point for previous, point in pairwise(points) if point != previous]

    polygons = {code: [[ring_of(ring) for ring in rings] for rings in shape] for code, shape in shapes.items()}
    return polygons, round((east - west) * shrink * scale), round((north - south) * scale)


def _simplified(polygons: dict[str, list[list[Ring]]], tolerance: float) -> dict[str, list[list[Ring]]]:
    """Simplify between the points where boundaries part, so that neighbours keep one line between them."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for pieces in polygons.values():
        for ring in (ring for rings in pieces for ring in rings):
            for one, other in pairwise([*ring, *ring[:1]]):
                beside[one].add(other)
                beside[other].add(one)
    simple = {}
    for code, pieces in polygons.items():
        kept = [[_simple_ring(ring, beside, tolerance) for ring in rings] for rings in pieces]
        kept = [[ring for ring in rings if area_of(ring)] for rings in kept if area_of(rings[0])]
        simple[code] = kept or [[_triangle(_largest(pieces)[0])]]
    return simple


def _triangle(ring: Ring) -> Ring:
    x, y = ring[0] if ring else (0, 0)
    return ring if area_of(ring) else [(x, y), (x + 2, y), (x, y + 2)]


def _simple_ring(ring: Ring, beside: dict[Point, set[Point]], tolerance: float) -> Ring:
    parting = [n for n, point in enumerate(ring) if len(beside[point]) > 2]
    if not parting and ring:  # an island: the same two points whatever ring it is read from
        first = ring.index(min(ring))
        far = max(ring, key=lambda point: (hypot(point[0] - ring[first][0], point[1] - ring[first][1]), point))
        parting = sorted({first, ring.index(far)})
    found: Ring = []
    for start, end in pairwise([*parting, *(n + len(ring) for n in parting[:1])]):
        line = [ring[n % len(ring)] for n in range(start, end + 1)]
        turned = line[::-1] < line
        simple = simplified(line[::-1] if turned else line, tolerance)
        found += (simple[::-1] if turned else simple)[:-1]
    return found


def simplified(line: Ring, tolerance: float) -> Ring:
    """drop the points of a line that lie within `tolerance` of what remains (Douglas and Peucker, 1973); the ends stay."""
    keep, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        far = max(range(first + 1, last), key=lambda n: _distance(line[n], line[first], line[last]))
        if _distance(line[far], line[first], line[last]) > tolerance:
            keep.add(far)
            open_parts += [(first, far), (far, last)]
    return [line[n] for n in sorted(keep)]


def _distance(point: Position, start: Point, end: Point) -> float:
    """From a point to a segment."""
    (x, y), (a, b) = point, start
    dx, dy = end[0] - a, end[1] - b
    along = min(max(((x - a) * dx + (y - b) * dy) / (dx * dx + dy * dy), 0), 1) if dx or dy else 0
    return hypot(x - a - along * dx, y - b - along * dy)


def area_of(ring: Ring) -> float:
    """return the area that a ring of whole points encloses."""
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairwise([*ring, *ring[:1]]))) / 2


def _largest(pieces: list[list[Ring]]) -> list[Ring]:
    return max(pieces, key=lambda rings: area_of(rings[0]))


def label_of(rings: list[Ring]) -> Point:
    """return the point furthest from the border of a polygon among the middles of horizontal cuts, in whole units.

    Cuts run between whole units, so none meets a corner and each has its inside.
    """
    sides = [side for ring in rings for side in pairwise([*ring, *ring[:1]])]
    top, bottom = (pick(y for _, y in rings[0]) for pick in (min, max))
    step = max((bottom - top) // SCANS, 1)
    middles = []
    for row in range(top, bottom, step):
        y = row + 0.5
        crossings = sorted(x + (y - v) * (u - x) / (w - v) for (x, v), (u, w) in sides if (v > y) != (w > y))
        middles += [((left + right) / 2, y) for left, right in zip(crossings[::2], crossings[1::2], strict=True)]
    best = max(middles, key=lambda middle: min(_distance(middle, *side) for side in sides))
    return round(best[0]), round(best[1])


def _path(ring: Ring) -> str:
    """Relative steps: half the bytes of absolute ones."""
    steps = " ".join(f"{u - x} {v - y}" for (x, y), (u, v) in pairwise(ring))
    return f"M{ring[0][0]} {ring[0][1]}l{steps}z".replace(" -", "-")
