"""The verdicts of the benchmark: what they refuse and what they let pass."""

from collections import Counter

import pytest

from benchmarks import pages, report
from benchmarks.meter import Cost
from benchmarks.quizzes import Starts

WORKS = {*report.PAGE_BUDGETS, *report.TIME_BUDGETS, pages.BARE_PAGE}


def _grown(counts: list[int]) -> report.Verdict:
    """The verdict on the growth of one page that sent so many queries at 10, 20, … municipalities."""
    measured = {
        10 * n: {work: Cost(count if work == pages.BOARD else 1, 0.001, 0.001) for work in WORKS}
        for n, count in enumerate(counts, start=1)
    }
    name = f"{pages.BOARD}: queries do not grow with N"
    (verdict,) = [one for one in report.page_verdicts(measured) if one.budget == name]
    return verdict


@pytest.mark.parametrize("counts", [[4, 4], [5, 4], [5, 4, 4], [6, 5, 3], [4]])
def test_queries_that_stay_or_fall_do_not_grow(counts: list[int]):
    assert _grown(counts).holds is True


@pytest.mark.parametrize("counts", [[4, 5], [4, 4, 5], [5, 4, 5], [9, 4, 6]])
def test_queries_that_rise_anywhere_grow(counts: list[int]):
    assert (_grown(counts).holds, _grown(counts).found) == (False, " → ".join(map(str, counts)))


@pytest.mark.parametrize(
    ("answers", "made", "holds"),
    [
        ({"302": 500}, 500, True),
        ({"302": 499, "503": 1}, 499, False),
        ({"302": 499, "ConnectionResetError": 1}, 500, False),
        ({"302": 500}, 0, False),  # all of them were sent to the sign-in
    ],
)
def test_a_start_that_is_lost_breaks_the_budget(answers: dict[str, int], made: int, holds: bool):
    verdict = report.starts_verdict(Starts(500, Counter(answers), made, 1.0, 2.0))
    assert (verdict.holds, verdict.exact) == (holds, True)
