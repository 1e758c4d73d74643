"""Geometry of the dot rows of a comparison."""

from itertools import pairwise

from portal.charts import DOT, dots


def test_dots_of_one_lane_never_touch():
    placed, height = dots([(n, score) for n, score in enumerate([50, 51, 52, 60, 90, 90])])
    lanes: dict[float, list[float]] = {}
    for dot in placed:
        lanes.setdefault(dot.y, []).append(dot.x)
    for row in lanes.values():
        assert all(b - a >= DOT for a, b in pairwise(row))
    assert sorted(dot.x for dot in placed) == [50, 51, 52, 60, 90, 90]
    assert all(0 < y < height for y in lanes)
