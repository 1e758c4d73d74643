"""Boundaries in degrees → one drawing: light, shared borders shared, labels inside."""

import re
from itertools import pairwise
from math import cos, hypot, pi, radians, sin
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territory.charts import LONGER, MOST_POINTS, Effort, TooMuch, area_of, drawing, label_of, simplified
from tests.factories.boundaries import square


def rings_of(path: str) -> list[list[tuple[int, int]]]:
    """The corners of a path as written: `M` and relative steps."""
    rings = []
    for piece in path.split("z")[:-1]:
        numbers = [int(n) for n in re.findall(r"-?\d+", piece)]
        points = [(numbers[0], numbers[1])]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        rings.append(points)
    return rings


def is_inside(point: tuple[float, float], rings: list[list[tuple[int, int]]]) -> bool:
    x, y = point
    crossings = 0
    for ring in rings:
        for (a, b), (c, d) in pairwise([*ring, *ring[:1]]):
            crossings += (b > y) != (d > y) and x < a + (y - b) * (c - a) / (d - b)
    return crossings % 2 == 1


def rough_border(count: int, east: float) -> list[list[float]]:
    """A winding line from south to north."""
    return [[east + 0.01 * sin(n * 1.7) + 0.004 * sin(n * 0.3), 6 + 0.2 * n / count] for n in range(count + 1)]


def test_squares_keep_their_shape_and_north_is_up():
    drawn = drawing({"a": [[square(-75.6, 6.2)]], "b": [[square(-75.5, 6.2)]]})
    wide = round(LONGER / 2)
    tall = round(LONGER / (2 * cos(radians(6.25))))
    assert (drawn.width, drawn.height) == (LONGER, tall)
    assert rings_of(drawn.shapes["a"].path) == [[(wide, tall), (wide, 0), (0, 0), (0, tall)]]
    assert sorted(rings_of(drawn.shapes["b"].path)[0]) == [(wide, 0), (wide, tall), (LONGER, 0), (LONGER, tall)]
    assert drawn.shapes["a"].label[0] == wide // 2


def test_border_between_two_stays_one_line_however_much_it_is_simplified():
    border = rough_border(4000, -75.5)
    west = [*border, [-75.7, 6.2], [-75.7, 6.0], border[0]]
    east = [*border[::-1], [-75.3, 6.0], [-75.3, 6.2], border[-1]]
    start_elsewhere = [*east[1500:-1], *east[:1501]]
    drawn = drawing({"w": [[west]], "e": [[start_elsewhere]]})
    (one,), (other,) = (rings_of(drawn.shapes[code].path) for code in "we")
    corners = {(x, y) for x, y in one} ^ {(x, y) for x, y in other}
    assert {x for x, _ in corners} == {0, drawn.width}, "only the outer corners differ"
    assert 50 < len(one) < 2000


def test_drawing_stays_light():
    wheel = [
        [-75 + 0.2 * cos(a) * (1 + 0.1 * sin(40 * a)), 6 + 0.2 * sin(a)]
        for a in (2 * pi * n / 9000 for n in range(9000))
    ]
    drawn = drawing({"a": [[[*wheel, wheel[0]]]]})
    assert len(rings_of(drawn.shapes["a"].path)[0]) <= MOST_POINTS


def test_too_many_pieces_are_refused():
    islands = [[square(-75.6 + x / 50, 6 + y / 50, 0.01)] for x in range(30) for y in range(30)]
    with pytest.raises(TooMuch):
        drawing({"a": islands})


def test_tangle_is_refused_before_it_costs_minutes():
    """Random corners: each simplification would compare nearly every point with every line."""
    chance = Random(1)
    corners = [(-75.5 + chance.random() / 2, 6 + chance.random() / 2) for _ in range(60_000)]
    for count in (30_000, 60_000):
        began = process_time()
        with pytest.raises(TooMuch):
            drawing({"a": [[[*corners[:count], corners[0]]]]})
        assert process_time() - began < 10, "two seconds on a machine at rest"


def test_hole_stays_open_and_holds_no_label():
    drawn = drawing({"a": [[square(-75.6, 6.2, 0.4), square(-75.5, 6.3, 0.2)]]})
    rings = rings_of(drawn.shapes["a"].path)
    assert len(rings) == 2
    assert is_inside(drawn.shapes["a"].label, rings)


def test_what_is_smaller_than_a_unit_does_not_vanish():
    drawn = drawing({"big": [[square(-75.6, 6.2, 1)]], "tiny": [[square(-75.2, 6.5, 0.00001)]]})
    (ring,) = rings_of(drawn.shapes["tiny"].path)
    assert area_of(ring) > 0


@given(st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=2, max_size=40), st.floats(0, 10))
def test_simplified_line_keeps_its_ends_and_stays_near(line, tolerance):
    simple = simplified(line, tolerance, Effort())
    assert (simple[0], simple[-1]) == (line[0], line[-1])
    rest = iter(line)
    assert all(point in rest for point in simple), "the points that stay, in their order"

    def away(point):
        spots = [
            (a + (c - a) * t / 50, b + (d - b) * t / 50) for (a, b), (c, d) in pairwise(simple) for t in range(51)
        ]  # fmt: skip
        return min(hypot(point[0] - x, point[1] - y) for x, y in spots)

    assert all(away(point) <= tolerance + 2 for point in line)


@given(st.lists(st.integers(3, 400), min_size=3, max_size=24))
def test_label_stands_inside_whatever_the_shape(radii):
    """A star around the middle: a ring that never crosses itself."""
    turns = [2 * pi * n / len(radii) for n in range(len(radii))]
    ring = [(round(500 + r * cos(a)), round(500 + r * sin(a))) for r, a in zip(radii, turns, strict=True)]
    ring = [point for n, point in enumerate(ring) if point != ring[n - 1]]
    if area_of(ring) < 400:
        return
    x, y = label_of([ring])
    assert any(is_inside((x + dx, y + dy), [ring]) for dx in (-0.51, 0, 0.51) for dy in (-0.51, 0, 0.51))
