"""Who works in the municipalities of a round: contacts, roles that nobody holds, and groups of comparable municipalities."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.permissions import Role
from accounts.queries import Contact, MissingRole, Unstaffed, contacts_of, missing_roles
from core.words import moment_in_words
from diagnostics.assessments.choices import Party, RoundStatus
from diagnostics.results.queries.board import Progress, ProgressRow
from diagnostics.results.queries.today import ToDo, invitation_of
from territory.models import Municipality
from territory.queries import Group, groups_of


@dataclass(frozen=True)
class PlaceContacts:
    """The people to write to in one municipality: (what they are, the person, when they last signed in, in words)."""

    place: Municipality
    people: list[tuple[str, Contact, str]]
    invitation: ToDo | None


@dataclass(frozen=True)
class BoardPeople:
    contacts: Mapping[int, list[Contact]]
    missing: Mapping[int, list[MissingRole]]
    groups: list[Group]

    def without_sign_in(self, rows: Iterable[ProgressRow]) -> int:
        """Of the municipalities of some rows, those with people of which nobody ever signed in."""
        teams = [self.contacts.get(row.assessment.municipality_id, []) for row in rows]
        return sum(bool(people) and not any(one.last_login for one in people) for people in teams)

    def listed(self, rows: Iterable[ProgressRow], at: datetime) -> list[PlaceContacts]:
        """The contacts of the municipalities of some rows, in their order."""
        places = [row.assessment.municipality for row in rows]
        return [_place(one, self.contacts.get(one.pk, []), self.missing.get(one.pk, []), at) for one in places]


def people_of(progress: Progress, *, at: datetime) -> BoardPeople:
    """Return the people of a round; nobody is missed where it waits for nobody. Four queries, one once the round is over."""
    places = [a.municipality for a in progress.assessments]
    groups = groups_of([place.pk for place in places])
    if progress.round.status != RoundStatus.OPEN:
        return BoardPeople({}, {}, groups)
    contacts = contacts_of([place.pk for place in places])
    ended = {a.municipality_id for a in progress.assessments if a.waits_for == Party.NOBODY}
    missing = {key: roles for key, roles in missing_roles(places, at).items() if key not in ended}
    return BoardPeople(contacts, missing, groups)


def _place(place: Municipality, contacts: list[Contact], missing: list[MissingRole], at: datetime) -> PlaceContacts:
    people = [
        ("Alcaldía" if one.role == Role.APPROVER else "Enlace", one, _last(one, at))
        for one in contacts
        if one.role in (Role.LIAISON, Role.APPROVER)
    ]
    return PlaceContacts(place, people, invitation_of(Unstaffed(place, missing)) if missing else None)


def _last(person: Contact, at: datetime) -> str:
    return f"ingresó {moment_in_words(person.last_login, at)}" if person.last_login else "nunca ha ingresado"
