"""The ranking of challenges: the agenda's formula, its places and its cut (docs/ranking.md, «The formula»)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cocreation.ranking.votes import CRITERIA, FEASIBILITY, NO_VOTES, PEOPLE, URGENCY, Tally, median

SCOPE = "scope"
Weights = Mapping[str, Fraction]
WEIGHTS: Weights = {
    PEOPLE: Fraction(30, 100), URGENCY: Fraction(25, 100), SCOPE: Fraction(25, 100), FEASIBILITY: Fraction(20, 100),
}  # fmt: skip
FEWEST_MUNICIPALITIES, MOST_MUNICIPALITIES = 1, 10
PLACES = 5  # of the first ones, unless the agenda says otherwise


@dataclass(frozen=True)
class Challenge:
    """A challenge as far as the ranking needs it. `municipalities`: how many it names. Raises ValueError outside 1–10."""

    code: str
    municipalities: int

    def __post_init__(self) -> None:
        if not FEWEST_MUNICIPALITIES <= self.municipalities <= MOST_MUNICIPALITIES:
            raise ValueError(f"{self.code}: a challenge names 1 to 10 municipalities, not {self.municipalities}")

    @property
    def scope(self) -> Fraction:
        """Metropolitan scope, 1–5: one municipality is 1, ten are 5."""
        return 1 + Fraction(4 * (self.municipalities - 1), 9)


@dataclass(frozen=True)
class Ranked:
    """A challenge with what the formula makes of it; `place` and `score` are None without votes in one of the criteria."""

    challenge: Challenge
    medians: Mapping[str, Fraction | None]
    score: Fraction | None
    place: int | None = None

    @property
    def code(self) -> str:
        return self.challenge.code


def scored(challenge: Challenge, tallied: Tally) -> Ranked:
    counts = tallied.get(challenge.code, {})
    medians = {criterion: median(counts.get(criterion, NO_VOTES)) for criterion in CRITERIA}
    return Ranked(challenge, medians, score_of(challenge, medians, WEIGHTS))


def score_of(challenge: Challenge, medians: Mapping[str, Fraction | None], weights: Weights) -> Fraction | None:
    """Return the weighted sum, 1–5 with the agenda's weights; None without votes in one of the criteria."""
    total = weights[SCOPE] * challenge.scope
    for criterion in CRITERIA:
        value = medians[criterion]
        if value is None:
            return None
        total += weights[criterion] * value
    return total


def ranking(challenges: Sequence[Challenge], tallied: Tally) -> list[Ranked]:
    """Return every challenge, first place first, those without a place last, by code where equal."""
    return placed([scored(challenge, tallied) for challenge in challenges])


def placed(rows: Sequence[Ranked]) -> list[Ranked]:
    """Return the rows with their places: the larger number of municipalities decides equal scores; equal both, equal place."""
    known = sorted((row for row in rows if row.score is not None), key=lambda row: (*_rank(row), row.code))
    found: list[Ranked] = []
    for position, row in enumerate(known, start=1):
        before = found[-1] if found else None
        place = before.place if before is not None and _rank(before) == _rank(row) else position
        found.append(Ranked(row.challenge, row.medians, row.score, place))
    rest = [Ranked(row.challenge, row.medians, None) for row in rows if row.score is None]
    return found + sorted(rest, key=lambda row: row.code)


def _rank(row: Ranked) -> tuple[Fraction, int]:
    assert row.score is not None
    return -row.score, -row.challenge.municipalities


def first_ones(rows: Sequence[Ranked], places: int) -> list[str]:
    """Return the codes of those in the first places; a tie at the cut takes in all of it."""
    return [row.code for row in rows if row.place is not None and row.place <= places]


def tied_across(rows: Sequence[Ranked], places: int) -> list[str]:
    """Return the codes that share the place in which the cut falls, when there are more of them than places left."""
    inside = first_ones(rows, places)
    if len(inside) <= places:
        return []
    last = max(row.place for row in rows if row.place is not None and row.place <= places)
    return [row.code for row in rows if row.place == last]
