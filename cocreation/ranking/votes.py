"""Votes of 1–5 as counts per challenge, criterion and value, which is also how they are published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

PEOPLE, URGENCY, FEASIBILITY = "people", "urgency", "feasibility"
CRITERIA = (PEOPLE, URGENCY, FEASIBILITY)
LEAST, MOST = 1, 5

Counts = tuple[int, int, int, int, int]  # how many gave 1, 2, 3, 4, 5
NO_VOTES: Counts = (0, 0, 0, 0, 0)
Tally = Mapping[str, Mapping[str, Counts]]  # by challenge and criterion


@dataclass(frozen=True)
class Vote:
    """One person's vote on one challenge; None where the person left a criterion open."""

    voter: str
    challenge: str
    people: int | None = None
    urgency: int | None = None
    feasibility: int | None = None

    def value(self, criterion: str) -> int | None:
        value: int | None = getattr(self, criterion)
        return value

    @property
    def is_blank(self) -> bool:
        return all(self.value(criterion) is None for criterion in CRITERIA)


def tally(votes: Iterable[Vote]) -> dict[str, dict[str, Counts]]:
    """Return the counts of the votes. Raises ValueError for a value outside 1–5."""
    found: dict[str, dict[str, list[int]]] = {}
    for vote in votes:
        of_challenge = found.setdefault(vote.challenge, {criterion: [0] * MOST for criterion in CRITERIA})
        for criterion in CRITERIA:
            value = vote.value(criterion)
            if value is None:
                continue
            if not LEAST <= value <= MOST:
                raise ValueError(f"a vote is a whole number from {LEAST} to {MOST}, not {value}")
            of_challenge[criterion][value - 1] += 1
    return {
        challenge: {criterion: counts_of(counts) for criterion, counts in criteria.items()}
        for challenge, criteria in found.items()
    }


def tally_of_counts(rows: Iterable[tuple[str, str, int, int]]) -> dict[str, dict[str, Counts]]:
    """Return the counts from rows of challenge, criterion, value and how many gave it, as a database groups them."""
    found: dict[str, dict[str, list[int]]] = {}
    for challenge, criterion, value, number in rows:
        of_challenge = found.setdefault(challenge, {name: [0] * MOST for name in CRITERIA})
        of_challenge[criterion][value - 1] += number
    return {
        challenge: {criterion: counts_of(counts) for criterion, counts in criteria.items()}
        for challenge, criteria in found.items()
    }


def counts_of(counts: Iterable[int]) -> Counts:
    one, two, three, four, five = counts
    return one, two, three, four, five


def without(tallied: Tally, votes: Iterable[Vote]) -> dict[str, dict[str, Counts]]:
    """Return the counts of the challenges of `votes` as they are without these votes, which are part of them."""
    changed: dict[str, dict[str, Counts]] = {}
    for vote in votes:
        of_challenge = changed.setdefault(vote.challenge, dict(tallied[vote.challenge]))
        for criterion in CRITERIA:
            value = vote.value(criterion)
            if value is not None:
                counts = list(of_challenge[criterion])
                counts[value - 1] -= 1
                of_challenge[criterion] = counts_of(counts)
    return changed


def median(counts: Counts) -> Fraction | None:
    """Return the median, the mean of the two in the middle for an even number of votes; None without votes."""
    total = sum(counts)
    if not total:
        return None
    return Fraction(_nth(counts, (total - 1) // 2) + _nth(counts, total // 2), 2)


def _nth(counts: Counts, position: int) -> int:
    """Return the value at a position, from 0, of all votes in ascending order."""
    for value, count in enumerate(counts, start=LEAST):
        if position < count:
            return value
        position -= count
    raise IndexError(position)
