"""Geometry of the public drawings."""

from itertools import pairwise

import pytest

from diagnostics.charts import marks
from portal.charts import DOT, dots, valley

PLACES = [(1, "0", "2"), (2, "1", "0"), (3, "1", "2"), (4, "2", "1")]


def test_tiles_stand_where_the_file_says_and_do_not_overlap():
    drawn = valley(PLACES)
    assert [(t.key, t.x, t.y) for t in drawn.tiles] == [(1, 139, 10), (2, 3, 98), (3, 139, 98), (4, 71, 186)]
    assert (drawn.width, drawn.height) == (400, 280)


def test_river_runs_through_single_tiles_and_between_pairs():
    drawn = valley(PLACES)
    ends = [segment.split()[-2:] for segment in drawn.river.split("C")[1:]]
    assert [x for x, _ in ends][:3] == [
        "198",
        "130",
        "130",
    ]  # the first tile's middle, between the pair, the last one's


@pytest.mark.parametrize(
    "places", [[], [(1, "0", "")], [(1, "", "0")], [(1, "norte", "0")], [(n, str(n), "0") for n in range(31)]]
)
def test_without_positions_or_with_too_many_places_there_is_no_map(places):
    assert valley(places) is None


def test_a_wide_set_of_places_widens_the_drawing():
    assert valley([(1, "0", "9")]).width == 3 + 9 * 68 + 118 + 3


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
