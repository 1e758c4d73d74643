"""The three readings of one agenda together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cocreation.ranking.equal_shares import EqualShares, Voter, equal_shares
from cocreation.ranking.places import Challenge, Ranked, ranking
from cocreation.ranking.stability import Stability, stability
from cocreation.ranking.votes import Tally, Vote, tally


@dataclass(frozen=True)
class Readings:
    """`places`: how many count as the first ones. `voters` and `supports`: persons by challenge."""

    places: int
    tally: Tally
    rows: list[Ranked]
    voters: Mapping[str, int]
    supports: Mapping[str, int]
    stability: Stability
    equal_shares: EqualShares | None


def readings_of(
    challenges: Sequence[Challenge], votes: Iterable[Vote], supporters: Sequence[Voter], places: int
) -> Readings:
    cast = [vote for vote in votes if not vote.is_blank]
    tallied = tally(cast)
    rows = ranking(challenges, tallied)
    return Readings(
        places=places,
        tally=tallied,
        rows=rows,
        voters=Counter(vote.challenge for vote in cast),
        supports=Counter(code for person in supporters for code in person.supports),
        stability=stability(challenges, cast, places),
        equal_shares=equal_shares(rows, supporters, places),
    )
