"""The verdicts of the benchmark: what they refuse and what they let pass."""

import pytest

from benchmarks import report


@pytest.mark.parametrize("counts", [[4, 4], [5, 4], [5, 4, 4], [6, 5, 3], [4]])
def test_queries_that_stay_or_fall_do_not_grow(counts: list[int]):
    assert report.grows(counts) is False


@pytest.mark.parametrize("counts", [[4, 5], [4, 4, 5], [5, 4, 5], [9, 4, 6]])
def test_queries_that_rise_anywhere_grow(counts: list[int]):
    assert report.grows(counts) is True
