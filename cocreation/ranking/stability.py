"""How firm the first places are: without one voter, and with other weights (docs/ranking.md, «Stability»).

An exact reading: every voter is left out once, and the weights take each of their 16 corners. No random numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from cocreation.ranking.places import (
    SCOPE,
    WEIGHTS,
    Challenge,
    Ranked,
    Weights,
    first_ones,
    placed,
    ranking,
    score_of,
    scored,
    tied_across,
)
from cocreation.ranking.votes import Vote, tally, without

CORNERS: tuple[Weights, ...] = tuple(
    {name: weight * factor for (name, weight), factor in zip(WEIGHTS.items(), factors, strict=True)}
    for factors in product((Fraction(3, 4), Fraction(5, 4)), repeat=len(WEIGHTS))
)
assert SCOPE in WEIGHTS
assert len(CORNERS) == 16


@dataclass(frozen=True)
class Stability:
    """For each challenge, in how many rankings it enters or leaves the first places. `voters`: rankings without one voter."""

    leave_one_out: dict[str, int]
    voters: int
    weights: dict[str, int]
    undecided: frozenset[str]  # of the ranked ones

    @property
    def corners(self) -> int:
        return len(CORNERS)


def stability(challenges: Sequence[Challenge], votes: Iterable[Vote], places: int) -> Stability:
    cast = [vote for vote in votes if not vote.is_blank]
    tallied = tally(cast)
    rows = ranking(challenges, tallied)
    first = frozenset(first_ones(rows, places))
    by_voter: dict[str, list[Vote]] = {}
    for vote in cast:
        by_voter.setdefault(vote.voter, []).append(vote)
    by_code = {row.code: row for row in rows}
    left_out = dict.fromkeys(by_code, 0)
    for own in by_voter.values():
        fewer = without(tallied, own)
        changed = {code: scored(by_code[code].challenge, fewer) for code in fewer if code in by_code}
        _count(left_out, first, placed([changed.get(row.code, row) for row in rows]), places)
    other = dict.fromkeys(by_code, 0)
    for weights in CORNERS:
        weighed = [Ranked(row.challenge, row.medians, score_of(row.challenge, row.medians, weights)) for row in rows]
        _count(other, first, placed(weighed), places)
    tied = tied_across(rows, places)
    undecided = {row.code for row in rows if row.place is not None and (left_out[row.code] or other[row.code])}
    return Stability(left_out, len(by_voter), other, frozenset(undecided | set(tied)))


def _count(changes: dict[str, int], first: frozenset[str], rows: Sequence[Ranked], places: int) -> None:
    for code in first ^ frozenset(first_ones(rows, places)):
        changes[code] += 1
