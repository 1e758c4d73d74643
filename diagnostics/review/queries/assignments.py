"""Who reviews which municipality of a round, or which dimension of all of them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from hashlib import sha256

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries import people_who
from core.words import joined
from diagnostics.assessments.models import Assessment, Round
from diagnostics.review.models import ReviewAssignment
from diagnostics.review.queries.conflicts import Involvement, involvements_in
from diagnostics.scoring.instrument import Dimension

People = dict[int, str]  # names by user id


@dataclass(frozen=True)
class ReviewShares:
    """The assignments of a round: people by assessment (primary key) and by dimension (code)."""

    places: dict[int, People] = field(default_factory=dict)
    dimensions: dict[str, People] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """A short hash of the assignments, to detect a concurrent change."""
        whole = sorted(
            (str(key), user) for part in (self.places, self.dimensions) for key, who in part.items() for user in who
        )
        return sha256(repr(whole).encode()).hexdigest()[:16]

    def dimensions_of(self, user: int) -> list[str]:
        """The codes of the dimensions that a person reviews in every municipality."""
        return [code for code, people in self.dimensions.items() if user in people]


def review_shares_of(round: Round) -> ReviewShares:
    """Read the assignments of a round (one query)."""
    places: dict[int, People] = {}
    dimensions: dict[str, People] = {}
    rows = ReviewAssignment.objects.filter(round=round).order_by("dimension__position", "user__name", "pk")
    for assessment, dimension, user, name in rows.values_list("assessment", "dimension__code", "user", "user__name"):
        if assessment:
            places.setdefault(assessment, {})[user] = name
        else:
            dimensions.setdefault(dimension, {})[user] = name
    return ReviewShares(places, dimensions)


@dataclass(frozen=True)
class PlaceShare:
    """One municipality in the page of assignments. `bound`: the people who must not review it, with the reason in words."""

    assessment: Assessment
    people: People
    bound: dict[int, str]

    @property
    def bound_in_words(self) -> str:
        return joined(list(self.bound.values()))


@dataclass(frozen=True)
class ReviewTeam:
    """What coordination sees: the municipalities and dimensions of a round with their reviewers, and those who may get more."""

    shares: ReviewShares
    places: list[PlaceShare]
    dimensions: tuple[Dimension, ...]
    people: list[User]
    involvements: dict[tuple[int, int], Involvement]


def reviewers() -> list[User]:
    """Return the people who may review anywhere, by name (one query)."""
    return people_who(Permission.REVIEW_ANSWERS, None)


def review_team_of(round: Round) -> ReviewTeam:
    """Return the assignments of a round with their conflicts (five queries)."""
    people, shares = reviewers(), review_shares_of(round)
    involvements = involvements_in(round, [person.pk for person in people])
    rows = (
        Assessment.objects.filter(round=round).select_related("municipality").defer("municipality__facts", "attributes")
    )
    places = [
        PlaceShare(a, shares.places.get(a.pk, {}), _bound(a, people, involvements)) for a in rows.in_river_order()
    ]
    return ReviewTeam(shares, places, round.version.parsed.dimensions, people, involvements)


def _bound(
    assessment: Assessment, people: Collection[User], involvements: dict[tuple[int, int], Involvement]
) -> dict[int, str]:
    place = assessment.municipality
    found = {person: involvements.get((person.pk, place.pk)) for person in people}
    return {person.pk: involvement.of(person.name, place) for person, involvement in found.items() if involvement}
