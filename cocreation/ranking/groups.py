"""What groups and municipalities say, beside the ranking and never instead of it: only those of five voters or more."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cocreation.ranking.equal_shares import NAMED_FROM, UNKNOWN, Voter
from cocreation.ranking.votes import CRITERIA, Vote, median, tally

Medians = Mapping[str, Fraction | None]


@dataclass(frozen=True)
class LeftOut:
    """Of some voters, how many support nothing on each of the two lists. `name`: "" for all of them."""

    name: str
    voters: int
    ranking: int
    equal_shares: int


def left_out(
    voters: Sequence[Voter], ranked: Collection[str], ranking: Collection[str], equal_shares: Collection[str]
) -> tuple[LeftOut, list[LeftOut], list[LeftOut]]:
    """Return all who support a ranked challenge, then by group and by municipality."""
    counted = [voter for voter in voters if voter.supports & set(ranked)]
    lists = (frozenset(ranking), frozenset(equal_shares))
    by_group = _by([(voter.group, voter) for voter in counted], lists)
    by_place = _by([(voter.municipality, voter) for voter in counted], lists)
    return _counted("", counted, lists), by_group, by_place


def sizes(names: Iterable[str]) -> dict[str, int]:
    """Return how many there are of each name; unknown ones are «sin dato», those under five are left out."""
    found: dict[str, int] = {}
    for name in names:
        found[name or UNKNOWN] = found.get(name or UNKNOWN, 0) + 1
    return {name: found[name] for name in sorted(found, key=_order) if found[name] >= NAMED_FROM}


def medians_by_group(votes: Iterable[Vote], groups: Mapping[str, str]) -> dict[str, dict[str, Medians]]:
    """Return the medians by group and challenge; None where fewer than five of the group voted in that criterion.

    `groups`: of each voter. Groups and challenges without any median are left out.
    """
    own: dict[str, list[Vote]] = {}
    for vote in votes:
        own.setdefault(groups.get(vote.voter) or UNKNOWN, []).append(vote)
    found: dict[str, dict[str, Medians]] = {}
    for group in sorted(own, key=_order):
        for challenge, counts in sorted(tally(own[group]).items()):
            medians = {c: median(counts[c]) if sum(counts[c]) >= NAMED_FROM else None for c in CRITERIA}
            if any(value is not None for value in medians.values()):
                found.setdefault(group, {})[challenge] = medians
    return found


def _by(pairs: Sequence[tuple[str, Voter]], lists: tuple[frozenset[str], frozenset[str]]) -> list[LeftOut]:
    found = sizes(name for name, _ in pairs)
    return [_counted(name, [voter for own, voter in pairs if (own or UNKNOWN) == name], lists) for name in found]


def _counted(name: str, voters: Sequence[Voter], lists: tuple[frozenset[str], frozenset[str]]) -> LeftOut:
    without = [sum(not voter.supports & listed for voter in voters) for listed in lists]
    return LeftOut(name, len(voters), *without)


def _order(name: str) -> tuple[bool, str]:
    return name == UNKNOWN, name
