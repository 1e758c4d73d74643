"""Geometry of the two maps: the schematic one and the one with real outlines."""

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.charts.layout import cells_of
from portal.charts.outlines import APART, outlines
from portal.charts.valley import TILE_HEIGHT, TILE_WIDTH, valley

PLACES = [(1, "0", "2"), (2, "1", "0"), (3, "1", "2"), (4, "2", "1")]


def pairs(*borders: tuple[int, int]) -> set[frozenset[int]]:
    return {frozenset(border) for border in borders}


@st.composite
def graphs(draw) -> tuple[list[int], set[frozenset[int]]]:
    """Places with keys in any order, from north to south, and who borders whom."""
    count = draw(st.integers(1, 30))
    keys = draw(st.permutations(range(count)))
    ends = st.integers(0, count - 1)
    borders = draw(st.lists(st.tuples(ends, ends), max_size=60))
    return keys, {frozenset(pair) for pair in borders if pair[0] != pair[1]}


def test_tiles_stand_where_the_file_says():
    drawn = valley(PLACES, set())
    assert [(t.key, t.x, t.y) for t in drawn.tiles] == [(1, 139, 10), (2, 3, 98), (3, 139, 98), (4, 71, 186)]
    assert (drawn.left, drawn.width, drawn.height) == (0, 400, 280)


def test_river_runs_through_single_tiles_and_between_pairs():
    ends = [segment.split()[-2:] for segment in valley(PLACES, set()).river.split("C")[1:]]
    assert [x for x, _ in ends][:3] == ["198", "130", "130"]  # the first one's middle, between the pair, the last one's


def test_neighbours_are_joined_by_a_line_from_middle_to_middle():
    assert valley(PLACES, pairs((1, 2), (2, 3))).borders == ["M198 46L62 134", "M62 134L198 134"]


def test_line_that_a_third_tile_would_hide_swings_around_it_away_from_the_river():
    column = [(1, "0", "0"), (2, "1", "0"), (3, "2", "0"), (4, "1", "2"), (5, "2", "2")]
    drawn = valley(column, pairs((1, 3)))
    assert drawn.borders == ["M3 46C-7 46 -7 222 3 222"]
    assert drawn.left < -5
    assert drawn.left + drawn.width == 400, "the box grows to the side of the line"


def test_a_wide_set_of_places_widens_the_drawing():
    assert valley([(1, "0", "9")], set()).width == 3 + 9 * 68 + 118 + 3


@pytest.mark.parametrize("places", [[], [(n, str(n), "0") for n in range(31)]])
def test_without_places_or_with_too_many_there_is_no_map(places):
    assert valley(places, set()) is None


@pytest.mark.parametrize("cells", [("0", ""), ("", "0"), ("norte", "0"), ("0", "1"), ("0", "2"), ("0", "3")])
def test_position_that_is_missing_or_taken_has_all_laid_out_without_a_river(cells):
    drawn = valley([(1, "0", "2"), (2, *cells)], pairs((1, 2)))
    assert [(t.key, t.x, t.y) for t in drawn.tiles] == [(1, 139, 10), (2, 139, 98)]
    assert (drawn.river, drawn.borders) == ("", ["M198 46L198 134"])


def test_layout_puts_side_by_side_those_that_hang_from_the_same_place():
    #  1 – 2 – {3, 4} – {5, 6}, 5 under 4 and 6 under 3
    borders = pairs((1, 2), (2, 3), (2, 4), (3, 4), (4, 5), (4, 6), (3, 6), (5, 6))
    cells = cells_of([1, 2, 3, 4, 5, 6], borders)
    assert cells == {1: (0, 2), 2: (1, 2), 3: (2, 1), 4: (2, 3), 6: (3, 1), 5: (3, 3)}


def test_places_that_border_nobody_stand_in_rows_of_three():
    assert cells_of([1, 2, 3, 4], set()) == {1: (0, 0), 2: (0, 2), 3: (0, 4), 4: (1, 2)}


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_no_layout_overlaps_or_leaves_the_order(graph):
    keys, borders = graph
    drawn = valley([(key, "", "") for key in keys], borders)
    assert sorted(tile.key for tile in drawn.tiles) == sorted(keys)
    for one, other in combinations(drawn.tiles, 2):
        assert abs(one.x - other.x) > TILE_WIDTH or abs(one.y - other.y) > TILE_HEIGHT
    rows = [tile.y for key in keys for tile in drawn.tiles if tile.key == key]
    assert rows == sorted(rows), "who comes first in the order is never under who comes later"
    assert all(tile.x >= drawn.left and tile.x + TILE_WIDTH <= drawn.left + drawn.width for tile in drawn.tiles)
    assert len(drawn.borders) == len(borders)
    assert valley([(key, "", "") for key in keys], set(borders)) == drawn


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 800)), max_size=30))
def test_numbers_stay_on_the_map_and_are_tied_to_their_place_when_they_move(places):
    drawn = outlines([(n, "M0 0l1 1z", place) for n, place in enumerate(places)], 1000, 800)
    assert [shape.number for shape in drawn.shapes] == list(range(1, len(places) + 1))
    for shape, place in zip(drawn.shapes, places, strict=True):
        assert (0 <= shape.x <= 1000, 0 <= shape.y <= 800) == (True, True)
        assert shape.lead in (None, place)
        assert (shape.lead is not None) or hypot(shape.x - place[0], shape.y - place[1]) < 14


def test_numbers_that_would_touch_move_apart():
    drawn = outlines(
        [(n, "", place) for n, place in enumerate([(500, 500), (500, 500), (540, 500), (100, 100)])], 1000, 1000
    )
    spots = [(shape.x, shape.y) for shape in drawn.shapes]
    assert all(hypot(a - c, b - d) >= APART - 2 for (a, b), (c, d) in combinations(spots, 2))
    assert (spots[3], drawn.shapes[3].lead) == ((100, 100), None)
