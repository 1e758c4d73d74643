"""Agreement of two readers: per cent and weighted kappa, against tables counted by hand and a naive oracle."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics.scoring.agreement import ENOUGH, Agreement, agreement

SCORES = st.sampled_from([Fraction(n) for n in (-25, 0, 25, 50, 75, 100)] + [Fraction(100, 3)])
PAIRS = st.lists(st.tuples(SCORES, SCORES), min_size=ENOUGH, max_size=40)
Pairs = list[tuple[Fraction, Fraction]]


def pairs(*counted: tuple[int, int, int]) -> Pairs:
    """So many pairs (count, first score, second score)."""
    return [(Fraction(a), Fraction(b)) for count, a, b in counted for _ in range(count)]


def oracle(found: Pairs) -> Fraction | None:
    """Weighted kappa from the table of proportions, category by category, as textbooks write it."""
    categories, n = sorted({score for pair in found for score in pair}), len(found)
    span = categories[-1] - categories[0]
    if not span:
        return None
    observed = expected = Fraction(0)
    for a in categories:
        for b in categories:
            weight = 1 - abs(a - b) / span
            observed += weight * Fraction(found.count((a, b)), n)
            rows, columns = sum(x == a for x, _ in found), sum(y == b for _, y in found)
            expected += weight * Fraction(rows, n) * Fraction(columns, n)
    return None if expected == 1 else (observed - expected) / (1 - expected)


@settings(deadline=None)
@given(PAIRS)
def test_kappa_is_that_of_the_naive_table(found):
    assert agreement(found) == Agreement(len(found), sum(a == b for a, b in found), oracle(found))


@settings(deadline=None)
@given(PAIRS)
def test_kappa_is_exact_and_at_most_one(found):
    result = agreement(found)
    if result.kappa is not None:
        assert type(result.kappa) is Fraction
        assert (result.kappa == 1) == (result.same == result.pairs)
        assert result.kappa <= 1


@settings(deadline=None)
@given(PAIRS, st.randoms(use_true_random=False))
def test_agreement_depends_neither_on_order_nor_on_who_read_first(found, random):
    shuffled = random.sample(found, len(found))
    assert agreement(shuffled) == agreement(found)
    assert agreement([(b, a) for a, b in found]) == agreement(found)


@settings(deadline=None)
@given(PAIRS)
def test_scale_of_the_scores_does_not_matter(found):
    assert agreement([(3 * a + 7, 3 * b + 7) for a, b in found]) == agreement(found)


@pytest.mark.parametrize(
    ("found", "same", "kappa"),
    [
        # All alike, on two scores.
        (pairs((5, 0, 0), (5, 100, 100)), 10, Fraction(1)),
        # What chance alone gives: each of the four meetings as often. Observed 6·100, expected 12·6·100/12.
        (pairs((3, 0, 0), (3, 0, 100), (3, 100, 0), (3, 100, 100)), 6, Fraction(0)),
        # Never alike: each says what the other does not. Observed 10·100, expected 100·50/10 = 500.
        (pairs((5, 0, 100), (5, 100, 0)), 0, Fraction(-1)),
        # One of ten differs by all. Observed 100; expected (6·300 + 4·700)/10 = 460.
        (pairs((6, 100, 100), (3, 0, 0), (1, 0, 100)), 9, 1 - Fraction(100, 460)),
        # One of ten differs by a level. Observed 25; expected (6·300 + 3·700 + (7·25 + 3·75))/10 = 430.
        (pairs((6, 100, 100), (3, 0, 0), (1, 75, 100)), 9, 1 - Fraction(25, 430)),
    ],
)
def test_agreement_counted_by_hand(found, same, kappa):
    assert agreement(found) == Agreement(len(found), same, kappa)


@pytest.mark.parametrize(("found", "same"), [(pairs((10, 50, 50)), 10), (pairs((ENOUGH, 100, 100)), 10)])
def test_scores_that_never_differ_have_no_kappa(found, same):
    result = agreement(found)
    assert (result.same, result.kappa, result.share) == (same, None, 1)


def test_readers_who_each_always_say_the_same_agree_no_better_than_chance():
    assert agreement(pairs((10, 50, 100))) == Agreement(10, 0, Fraction(0))


@pytest.mark.parametrize("many", range(ENOUGH))
def test_fewer_than_ten_pairs_are_not_enough(many):
    result = agreement(pairs((many, 0, 0)))
    assert result == Agreement(many, many, None)
    assert (result.is_enough, result.share) == (False, None)


def test_ten_pairs_are_enough():
    result = agreement(pairs((9, 0, 0), (1, 0, 100)))
    assert (result.is_enough, result.share) == (True, Fraction(9, 10))
