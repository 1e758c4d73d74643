"""Geometry of the dot rows of a comparison."""

from itertools import pairwise

from diagnostics.results.charts import marks
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


def test_marks_are_two_letters_and_different():
    names = ["Barbosa", "Bello", "La Estrella", "Caldas", "Copacabana", "Lugar"]
    found = marks(names)
    assert found == ["Ba", "Be", "LE", "Ca", "Co", "Lu"]
    many = marks([f"Lugar {n:02}" for n in range(1, 31)])
    assert len(set(many)) == 30
