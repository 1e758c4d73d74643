"""Indices of a question: a literal table, and a second implementation that tries every order of those who tie."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.grading.items import Fault, discrimination, facility, faults


def of(*numbers: int | str) -> list[Fraction]:
    return [Fraction(number) for number in numbers]


@pytest.mark.parametrize(
    ("shares", "others", "apart"),
    [
        (of(1, 1, 0), of(3, 2, 1), 1),
        (of(0, 1, 1), of(3, 2, 1), -1),
        (of(1, 0, 1), of(3, 2, 1), 0),
        (of(1, "1/2", 0), of(3, 2, 1), 1),
        # Two tie at the best: half of each counts.
        (of(1, 0, 0), of(3, 3, 1), Fraction(1, 2)),
        (of(1, 1, 0, 0, 0, 1), of(5, 5, 3, 3, 0, 0), Fraction(1, 2)),
        # Seven people: thirds of two.
        (of(1, 1, 1, 0, 0, 0, 0), of(7, 6, 5, 4, 3, 2, 1), 1),
        (of(1, 0), of(2, 1), None),
        (of(1, 0, 1, 0), of(2, 2, 2, 2), None),
        ([], [], None),
    ],
)
def test_discrimination(shares, others, apart):
    assert discrimination(shares, others) == apart


def plain_discrimination(shares, others):
    """The mean over every order of the people that puts who has more points first."""
    people, size = list(zip(others, shares, strict=True)), len(shares) // 3
    if not size or len(set(others)) == 1:
        return None
    found = []
    for order in permutations(people):
        if all(order[place][0] >= order[place + 1][0] for place in range(len(order) - 1)):
            best, worst = order[:size], order[-size:]
            found.append(sum((one[1] for one in best), Fraction(0)) / size - sum(one[1] for one in worst) / size)
    return sum(found, Fraction(0)) / len(found)


@given(
    st.lists(
        st.tuples(st.sampled_from(of(0, "1/3", "1/2", 1)), st.sampled_from(of(0, 1, "3/2", 2))), min_size=1, max_size=7
    ),
    st.randoms(use_true_random=False),
)
def test_discrimination_is_that_of_every_order(people, chance):
    shares, others = [one[0] for one in people], [one[1] for one in people]
    found = discrimination(shares, others)
    assert found == plain_discrimination(shares, others)
    chance.shuffle(people)
    assert discrimination([one[0] for one in people], [one[1] for one in people]) == found


def test_facility():
    assert facility(of(1, 0, "1/2")) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("easy", "apart", "wrong", "right", "found"),
    [
        ("0.60", "0.40", [5, 7], [20], []),
        ("0.29", "0.40", [], [], [Fault.HARD]),
        ("0.30", "0.10", [], [], []),
        ("0.60", "0.09", [], [], [Fault.NOT_APART]),
        ("0.60", "-0.2", [], [], [Fault.NOT_APART]),
        ("0.90", "0.09", [], [], [Fault.NOT_APART]),
        ("0.91", "0.00", [], [], []),
        ("0.60", None, [], [], []),
        ("0.40", "0.30", [13], [12], [Fault.MISLEADS]),
        ("0.40", "0.30", [12], [12], []),
        ("0.10", "0.00", [27], [3], [Fault.HARD, Fault.NOT_APART, Fault.MISLEADS]),
    ],
)  # fmt: skip
def test_faults(easy, apart, wrong, right, found):
    assert faults(Fraction(easy), None if apart is None else Fraction(apart), wrong, right) == found
