"""The formula against hand-computed votes and against a second, plain implementation."""

from fractions import Fraction
from statistics import median as plain_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cocreation.ranking.places import Challenge, first_ones, ranking, tied_across
from cocreation.ranking.votes import CRITERIA, Vote, median, tally, without

MARKS = st.none() | st.integers(1, 5)


@st.composite
def sessions(draw: st.DrawFn, most_voters: int = 6) -> tuple[list[Challenge], list[Vote]]:
    codes = [f"R{n}" for n in range(1, draw(st.integers(1, 6)) + 1)]
    challenges = [Challenge(code, draw(st.integers(1, 10))) for code in codes]
    voters = [f"v{n}" for n in range(draw(st.integers(0, most_voters)))]
    votes = [Vote(v, c, *(draw(MARKS) for _ in CRITERIA)) for v in voters for c in codes if draw(st.booleans())]
    return challenges, votes


def plain_ranking(challenges: list[Challenge], votes: list[Vote], weights=(30, 25, 25, 20)) -> dict[str, tuple]:
    """Place and score by the words of the rule: each place is one more than the number of those that are better."""
    scores = {}
    for challenge in challenges:
        medians = []
        for criterion in CRITERIA:
            marks = [v.value(criterion) for v in votes if v.challenge == challenge.code and v.value(criterion)]
            medians.append(Fraction(plain_median(map(Fraction, marks))) if marks else None)
        if None in medians:
            continue
        people, urgency, feasibility = medians
        scope = 1 + Fraction(4 * (challenge.municipalities - 1), 9)
        parts = zip(weights, (people, urgency, scope, feasibility), strict=True)
        scores[challenge.code] = (sum(w * part for w, part in parts) / 100, challenge.municipalities)
    return {code: (1 + sum(other > own for other in scores.values()), own[0]) for code, own in scores.items()}


def test_a_score_computed_by_hand():
    """People 2 and 5 → 3,5; urgency 4; scope of 3 municipalities 1 + 4·2/9 = 17/9; feasibility 1, 2, 3 → 2."""
    votes = [Vote("a", "R1", 2, 4, 1), Vote("b", "R1", 5, None, 2), Vote("c", "R1", None, 4, 3)]
    (row,) = ranking([Challenge("R1", 3)], tally(votes))
    assert row.challenge.scope == Fraction(17, 9)
    assert row.medians == {"people": Fraction(7, 2), "urgency": 4, "feasibility": 2}
    # 0,30·3,5 + 0,25·4 + 0,25·17/9 + 0,20·2
    assert row.score == Fraction(105, 100) + 1 + Fraction(17, 36) + Fraction(4, 10) == Fraction(263, 90)
    assert row.place == 1


def test_places_of_equals():
    """Equal score: more municipalities first; equal both: the same place, and the next one is skipped (1, 2, 2, 4)."""
    # 0,25 · 4/9 of scope for each municipality more: B and C name as many, A and D differ in votes.
    votes = [Vote("a", "A", 5, 5, 5), Vote("a", "B", 3, 3, 3), Vote("a", "C", 3, 3, 3), Vote("a", "D", 1, 1, 1)]
    rows = ranking([Challenge(code, 4) for code in "DCBA"], tally(votes))
    assert [(row.code, row.place) for row in rows] == [("A", 1), ("B", 2), ("C", 2), ("D", 4)]
    assert first_ones(rows, 2) == ["A", "B", "C"]
    assert tied_across(rows, 2) == ["B", "C"]
    assert tied_across(rows, 3) == []
    assert tied_across(rows, 1) == []


def test_more_municipalities_win_an_equal_score():
    """One municipality more is worth 1/9 of a point; the larger one gives it back in the median of people: 0,30 · 10/27."""
    rows = ranking(
        [Challenge("R1", 1), Challenge("R2", 10)], tally([Vote("a", "R1", 5, 5, 5), Vote("a", "R2", 5, 1, 5)])
    )
    assert rows[0].score == rows[1].score == Fraction(4)
    assert [(row.code, row.place) for row in rows] == [("R2", 1), ("R1", 2)]


def test_without_votes_in_one_criterion_there_is_no_place():
    rows = ranking(
        [Challenge("R1", 1), Challenge("R2", 1)], tally([Vote("a", "R1", 5, 5, None), Vote("a", "R2", 1, 1, 1)])
    )
    assert [(row.code, row.place, row.score is None) for row in rows] == [("R2", 1, False), ("R1", None, True)]


@pytest.mark.parametrize("count", [0, 11, -1])
def test_a_challenge_names_one_to_ten_municipalities(count: int):
    with pytest.raises(ValueError, match="1 to 10"):
        Challenge("R1", count)


@pytest.mark.parametrize("value", [0, 6, -3])
def test_votes_go_from_one_to_five(value: int):
    with pytest.raises(ValueError, match="from 1 to 5"):
        tally([Vote("a", "R1", value)])


@given(st.lists(st.integers(1, 5), max_size=12))
def test_the_median_of_counts_is_the_median(marks: list[int]):
    counts = tally([Vote(str(n), "R1", mark) for n, mark in enumerate(marks)]).get("R1", {}).get("people", (0,) * 5)
    assert median(counts) == (Fraction(plain_median(map(Fraction, marks))) if marks else None)


@given(sessions())
def test_the_ranking_is_that_of_the_plain_rule(session: tuple[list[Challenge], list[Vote]]):
    challenges, votes = session
    rows = ranking(challenges, tally(votes))
    assert {row.code: (row.place, row.score) for row in rows if row.place} == plain_ranking(challenges, votes)
    assert [row.code for row in rows if row.place is None] == sorted(
        c.code for c in challenges if c.code not in plain_ranking(challenges, votes)
    )


@given(sessions())
def test_counts_without_a_voter_are_the_counts_of_the_others(session: tuple[list[Challenge], list[Vote]]):
    _, votes = session
    for voter in {vote.voter for vote in votes}:
        own = [vote for vote in votes if vote.voter == voter]
        fewer = without(tally(votes), own)
        others = tally([vote for vote in votes if vote.voter != voter])
        for code, criteria in fewer.items():
            assert criteria == others.get(code, dict.fromkeys(CRITERIA, (0,) * 5))
