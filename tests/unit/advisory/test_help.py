"""Which help on a question comes first."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory.matching.help import Help, Kind, Near, ranked

HERE = Near.QUESTION


@pytest.mark.parametrize(
    ("help", "score"),
    [
        (Help(Kind.PRACTICE, "p", HERE, True, 2, 2), 1),
        (Help(Kind.PRACTICE, "p", HERE, True, 2, 3), F(1, 2) + F(3, 10) + F(2, 15)),
        (Help(Kind.PRACTICE, "p", HERE, False), F(1, 2)),
        (Help(Kind.LESSON, "p", HERE), F(65, 100)),  # it does not say from which level: half
        (Help(Kind.LESSON, "p", Near.INDICATOR, True), F(1, 4) + F(3, 10)),
        (Help(Kind.TWIN, "p", Near.DIMENSION, True, 0, 5), F(1, 8) + F(3, 10)),  # five tries that failed are worth none
    ],
)
def test_score_is_the_printed_sum(help, score):
    assert help.score == score


def test_the_best_of_each_kind_comes_before_the_second_of_any():
    lessons = [Help(Kind.LESSON, key, HERE, True) for key in "ab"]
    far = Help(Kind.SPECIALIST, "s", Near.DIMENSION, False)
    assert ranked([*lessons, far]) == [lessons[0], far, lessons[1]]


def test_equals_go_by_kind_then_as_offered():
    equals = [
        Help(kind, key, HERE, True) for kind, key in ((Kind.COMMITMENT, "a"), (Kind.LESSON, "b"), (Kind.TWIN, "c"))
    ]
    assert [one.kind for one in ranked(equals)] == [Kind.LESSON, Kind.TWIN, Kind.COMMITMENT]
    twins = [Help(Kind.TWIN, key, Near.DIMENSION) for key in ("near", "far")]
    assert ranked(twins) == twins
    assert ranked(twins[::-1]) == twins[::-1]


HELPS = st.builds(
    Help, st.sampled_from(Kind), st.text("ab", max_size=2), st.sampled_from(Near), st.sampled_from([None, True, False]),
    worked=st.integers(0, 2), tried=st.integers(2, 4),
)  # fmt: skip


@given(st.lists(HELPS, unique_by=lambda one: (one.kind, one.key), max_size=6))
def test_it_agrees_with_taking_the_best_of_each_kind_in_turn(helps):
    def key(one):
        return (-one.score, list(Kind).index(one.kind), helps.index(one))

    left, expected = set(helps), []
    while left:
        turn = [min((one for one in left if one.kind == kind), key=key) for kind in {one.kind for one in left}]
        expected += sorted(turn, key=key)
        left -= set(turn)
    assert ranked(helps) == expected
