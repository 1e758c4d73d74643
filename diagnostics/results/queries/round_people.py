"""Who works in a round: the people of each municipality, those it lacks, and those who are told that it opens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.permissions import Permission
from accounts.queries import Unstaffed, missing_roles, people_who, teams_who
from core.words import counted
from diagnostics.assessments.queries.round_words import OPENING_TEXTS
from territory.models import Municipality


@dataclass(frozen=True)
class Staff:
    """The active people of one municipality. `lacks`: liaison or mayor's office that nobody is; None where both are there."""

    place: Municipality
    people: int
    lacks: Unstaffed | None

    @property
    def words(self) -> str:
        return counted(self.people, "persona", "personas")


def staff_of(places: Collection[Municipality], at: datetime) -> list[Staff]:
    """Return the people of each municipality, in the order given. Three queries, however many there are."""
    teams, missing = teams_who([Permission.VIEW_ASSESSMENT]), missing_roles(places, at)
    return [
        Staff(
            place,
            len(teams.get(place.pk, [])),
            Unstaffed(place, missing[place.pk]) if place.pk in missing else None,
        )
        for place in places
    ]


@dataclass(frozen=True)
class Told:
    """How many people the opening tells. `places`: municipalities with anybody to tell."""

    people: int
    places: int
    reviewers: int


def told_of(places: Collection[Municipality]) -> Told:
    """Count those whom the opening of a round with these municipalities tells. Two queries."""
    teams, keys = teams_who(list(OPENING_TEXTS)), {place.pk for place in places}
    chosen = {key: team for key, team in teams.items() if key in keys}
    people = {person for team in chosen.values() for person in team}
    return Told(len(people), len(chosen), len(people_who(Permission.REVIEW_ANSWERS, None)))
