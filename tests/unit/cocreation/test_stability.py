"""Stability against a second implementation that counts everything anew for each voter and each corner."""

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from cocreation.ranking.places import Challenge
from cocreation.ranking.stability import CORNERS, stability
from cocreation.ranking.votes import Vote
from tests.unit.cocreation.test_places import plain_ranking, sessions


def plain_first(challenges, votes, places, weights=(30, 25, 25, 20)) -> set[str]:
    return {code for code, (place, _) in plain_ranking(challenges, votes, weights).items() if place <= places}


@given(sessions(), st.integers(1, 4))
def test_the_reading_is_that_of_counting_anew(session: tuple[list[Challenge], list[Vote]], places: int):
    challenges, votes = session
    first = plain_first(challenges, votes, places)
    cast = [v for v in votes if v.people or v.urgency or v.feasibility]
    voters = sorted({vote.voter for vote in cast})
    left_out = dict.fromkeys([c.code for c in challenges], 0)
    for voter in voters:
        others = plain_first(challenges, [v for v in votes if v.voter != voter], places)
        for code in first ^ others:
            left_out[code] += 1
    weights = dict.fromkeys(left_out, 0)
    for factors in product((Fraction(3, 4), Fraction(5, 4)), repeat=4):
        corner = tuple(w * f for w, f in zip((30, 25, 25, 20), factors, strict=True))
        for code in first ^ plain_first(challenges, votes, places, corner):
            weights[code] += 1
    found = stability(challenges, votes, places)
    assert (found.leave_one_out, found.voters, found.weights, found.corners) == (left_out, len(voters), weights, 16)
    ranked = plain_ranking(challenges, votes)
    tied = set()
    if len(first) > places:
        last = max(ranked[code][0] for code in first)
        tied = {code for code in first if ranked[code][0] == last}
    assert found.undecided == {code for code in ranked if left_out[code] or weights[code]} | tied


def test_every_corner_of_the_weights_is_tried_once():
    assert len({tuple(sorted(corner.items())) for corner in CORNERS}) == 16
    assert {corner["people"] for corner in CORNERS} == {Fraction(9, 40), Fraction(3, 8)}


def test_one_voter_who_decides_is_counted():
    """R1 and R2 part over the vote of c: without it they tie, and the first place takes in both."""
    challenges = [Challenge("R1", 2), Challenge("R2", 2), Challenge("R3", 1)]
    votes = [Vote(v, c, 3, 3, 3) for v in "ab" for c in ("R1", "R2")] + [
        Vote("c", "R1", 5, 5, 5),
        Vote("c", "R2", 1, 1, 1),
    ]
    votes += [Vote("d", "R1", 5, 5, 5), Vote("d", "R3", 1, 1, 1)]
    found = stability(challenges, votes, 1)
    assert found.voters == 4
    assert found.leave_one_out["R2"] == 2  # without c, and without d
    assert "R2" in found.undecided
    assert "R3" not in found.undecided


def test_a_blank_ballot_is_no_voter():
    assert stability([Challenge("R1", 1)], [Vote("a", "R1"), Vote("b", "R1", 3, 3, 3)], 1).voters == 1


def test_without_votes_nothing_is_undecided():
    found = stability([Challenge("R1", 1)], [], 5)
    assert (found.leave_one_out, found.voters, found.undecided) == ({"R1": 0}, 0, frozenset())
