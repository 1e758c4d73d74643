"""Small cells of a table whose total is shown: what is hidden cannot be computed from what is shown."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.small_cells import hidden_cells


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": 12, "b": 9}, set()),
        ({"a": 12, "b": 0}, set()),
        ({}, set()),
        ({"a": 12, "b": 9, "c": 3}, {"b", "c"}),  # one alone: the smallest of the others with it
        ({"a": 12, "b": 3, "c": 2}, {"b", "c"}),
        ({"a": 12, "b": 1, "c": 1}, {"a", "b", "c"}),  # two of 1: their sum says so
        ({"a": 12, "b": 4, "c": 4}, {"a", "b", "c"}),
        ({"a": 12, "b": 4, "c": 0}, {"a", "b"}),  # not a zero while another is left
        ({"a": 3, "b": 0}, {"a"}),  # the total itself is small, and is not shown
        ({"a": 4, "b": 4, "c": 0}, {"a", "b", "c"}),
    ],
)
def test_known_tables(counts, hidden):
    assert hidden_cells(counts) == hidden


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_no_small_cell_can_be_computed_from_the_rest(people):
    counts = {str(key): count for key, count in enumerate(people)}
    hidden = sorted(hidden_cells(counts))
    assert all(key in hidden for key, count in counts.items() if 0 < count < 5)
    total = sum(people)
    if not hidden or total < 5 or set(hidden) == set(counts):
        return  # with every cell hidden the total says nothing of one of them beyond itself
    left = sum(counts[key] for key in hidden)
    small = [key for key in hidden if 0 < counts[key] < 5]
    # Every way to fill the hidden cells that agrees with their sum: each small one has more than one value.
    ways = [way for way in product(range(left + 1), repeat=len(hidden)) if sum(way) == left]
    for key in small:
        assert len({way[hidden.index(key)] for way in ways}) > 1
