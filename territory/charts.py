"""Boundaries in degrees → SVG paths of one drawing in whole units. Pure arithmetic.

Equirectangular projection: longitudes scaled by the cosine of the middle latitude. Over a few hundred kilometres its error is
smaller than a line of the map.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, radians

LONGER = 1000  # units of the longer side
MOST_TRACED = 40_000  # points before anything is simplified; ten municipalities in full detail have 12 000
MOST_COMPARED = 1_000_000  # points with lines, by one drawing: about a second
MOST_POINTS = 2500  # of the whole drawing, to keep the home page light
TOLERANCES = (0, 0.7, 1, 1.5, 2, 3, 4, 6, 8, 12)  # units of maximum deviation of a simplified line
SCANS = 41

Position = tuple[float, float]
Shape = list[list[list[Position]]]  # polygons of closed rings (outer ring first, then holes) of positions
Point = tuple[int, int]
Ring = list[Point]  # not closed: the first point is not repeated


class TooMuch(Exception):
    """The drawing exceeds MOST_POINTS at any tolerance: too many separate pieces. Or its lines run to and fro without end."""


class Effort:
    """What simplifying may still compare; a tangle grows with the square of its points. Raises TooMuch."""

    def __init__(self, most: int = MOST_COMPARED):
        self.left = most

    def spend(self, comparisons: int) -> None:
        self.left -= comparisons
        if self.left < 0:
            raise TooMuch


@dataclass(frozen=True)
class Drawn:
    """One boundary: SVG path data in whole units, and an interior point for its label."""

    path: str
    label: Point


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    shapes: dict[str, Drawn]


def drawing(shapes: dict[str, Shape]) -> Drawing:
    """Project, simplify and label boundaries by code; shared borders stay shared, the total is at most MOST_POINTS points.

    A boundary never vanishes: below one unit it becomes a triangle. Raises TooMuch.
    """
    polygons, width, height = _projected(shapes)
    if sum(len(ring) for pieces in polygons.values() for rings in pieces for ring in rings) > MOST_TRACED:
        raise TooMuch
    effort = Effort()
    for tolerance in TOLERANCES:
        simple = _simplified(polygons, tolerance, effort)
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


def _simplified(polygons: dict[str, list[list[Ring]]], tolerance: float, effort: Effort) -> dict[str, list[list[Ring]]]:
    """Simplify between the points where boundaries meet, so that neighbours share one line."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for pieces in polygons.values():
        for ring in (ring for rings in pieces for ring in rings):
            for one, other in pairwise([*ring, *ring[:1]]):
                beside[one].add(other)
                beside[other].add(one)
    simple = {}
    for code, pieces in polygons.items():
        kept = [[_simple_ring(ring, beside, tolerance, effort) for ring in rings] for rings in pieces]
        kept = [[ring for ring in rings if area_of(ring)] for rings in kept if area_of(rings[0])]
        simple[code] = kept or [[_triangle(_largest(pieces)[0])]]
    return simple


def _triangle(ring: Ring) -> Ring:
    x, y = ring[0] if ring else (0, 0)
    return ring if area_of(ring) else [(x, y), (x + 2, y), (x, y + 2)]


def _simple_ring(ring: Ring, beside: dict[Point, set[Point]], tolerance: float, effort: Effort) -> Ring:
    parting = [n for n, point in enumerate(ring) if len(beside[point]) > 2]
    if not parting and ring:  # an island: fixed points that do not depend on where the ring starts
        first = ring.index(min(ring))
        far = max(ring, key=lambda point: (hypot(point[0] - ring[first][0], point[1] - ring[first][1]), point))
        parting = sorted({first, ring.index(far)})
    found: Ring = []
    for start, end in pairwise([*parting, *(n + len(ring) for n in parting[:1])]):
        line = [ring[n % len(ring)] for n in range(start, end + 1)]
        turned = line[::-1] < line
        simple = simplified(line[::-1] if turned else line, tolerance, effort)
        found += (simple[::-1] if turned else simple)[:-1]
    return found


def simplified(line: Ring, tolerance: float, effort: Effort) -> Ring:
    """Drop the points of a line within `tolerance` of what remains (Douglas and Peucker, 1973); the ends stay."""
    keep, open_parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        effort.spend(last - first)
        far = max(range(first + 1, last), key=lambda n: _distance(line[n], line[first], line[last]))
        if _distance(line[far], line[first], line[last]) > tolerance:
            keep.add(far)
            open_parts += [(first, far), (far, last)]
    return [line[n] for n in sorted(keep)]


def _distance(point: Position, start: Point, end: Point) -> float:
    (x, y), (a, b) = point, start
    dx, dy = end[0] - a, end[1] - b
    along = min(max(((x - a) * dx + (y - b) * dy) / (dx * dx + dy * dy), 0), 1) if dx or dy else 0
    return hypot(x - a - along * dx, y - b - along * dy)


def area_of(ring: Ring) -> float:
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairwise([*ring, *ring[:1]]))) / 2


def _largest(pieces: list[list[Ring]]) -> list[Ring]:
    return max(pieces, key=lambda rings: area_of(rings[0]))


def label_of(rings: list[Ring]) -> Point:
    """Return, in whole units, the point furthest from the border among the midpoints of horizontal cuts of the polygon.

    Cuts run between whole units, so none meets a vertex and each has an inside.
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
