"""Second reading of the priorities: the method of equal shares, where each voter holds the same part of the places.

Rule X of Peters and Skowron for projects of cost 1 and approvals (docs/ranking.md, «Equal shares»). Exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cocreation.ranking.places import Ranked, first_ones

NAMED_FROM = 5  # voters: a smaller group is not named
UNKNOWN = "sin dato"


@dataclass(frozen=True)
class Voter:
    """`group` and `municipality` (DIVIPOLA) are "" where unknown. `supports`: codes of challenges."""

    code: str
    supports: frozenset[str]
    group: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class EqualShares:
    """`chosen`: bought, in order; `completed`: what only the fill adds. `without_any`: by list, who is left with nothing."""

    chosen: tuple[str, ...]
    completed: tuple[str, ...]
    without_any: dict[str, list[str]]


def equal_shares(rows: Sequence[Ranked], voters: Iterable[Voter], places: int) -> EqualShares | None:
    """Return the list by equal shares beside the ranking; None without supports on ranked challenges."""
    order = {row.code: (row.place, row.code) for row in rows if row.place is not None}
    counted = [voter for voter in voters if voter.supports & order.keys()]
    if not counted:
        return None
    supporters = {code: [v.code for v in counted if code in v.supports] for code in order}
    chosen = _bought(order, supporters, {v.code: Fraction(places, len(counted)) for v in counted})
    rest = sorted((c for c in order if c not in chosen), key=lambda c: (-len(supporters[c]), *order[c]))
    completed = rest[: max(0, places - len(chosen))]
    lists = {"ranking": first_ones(rows, places), "equal_shares": [*chosen, *completed]}
    without_any = {name: _left_with_nothing(counted, frozenset(listed)) for name, listed in lists.items()}
    return EqualShares(tuple(chosen), tuple(completed), without_any)


def _bought(
    order: Mapping[str, tuple[int, str]], supporters: Mapping[str, list[str]], budgets: dict[str, Fraction]
) -> list[str]:
    chosen: list[str] = []
    while True:
        prices = {
            code: price
            for code, people in supporters.items()
            if code not in chosen and (price := price_each([budgets[person] for person in people])) is not None
        }
        if not prices:
            return chosen
        winner = min(prices, key=lambda code: (prices[code], *order[code]))
        for person in supporters[winner]:
            budgets[person] -= min(budgets[person], prices[winner])
        chosen.append(winner)


def price_each(budgets: Iterable[Fraction]) -> Fraction | None:
    """Return the least ρ with Σ min(budget, ρ) = 1: what each pays at most. None if together they hold less than 1."""
    left, ordered = Fraction(1), sorted(budgets)
    for position, budget in enumerate(ordered):
        share = left / (len(ordered) - position)
        if share <= budget:
            return share
        left -= budget
    return None


def _left_with_nothing(voters: Sequence[Voter], listed: frozenset[str]) -> list[str]:
    """Return the municipalities and groups of five voters or more, none of whom supports a listed challenge."""
    # By kind: a group may be called as a municipality without data is.
    sizes: dict[tuple[str, str], int] = {}
    served: set[tuple[str, str]] = set()
    for voter in voters:
        for named in (("municipality", voter.municipality or UNKNOWN), ("group", voter.group)):
            sizes[named] = sizes.get(named, 0) + 1
            if voter.supports & listed:
                served.add(named)
    return sorted(
        {name for (kind, name), size in sizes.items() if name and size >= NAMED_FROM and (kind, name) not in served}
    )
