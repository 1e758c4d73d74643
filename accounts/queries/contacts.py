"""Whom to write to in a municipality."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from accounts.models import Membership, User
from accounts.permissions import Permission, Role, reach, roles_with
from accounts.queries.roles import MissingRole, holdings_of, missing_roles
from core.words import joined
from territory.models import Municipality

ORDER = [Role.LIAISON, Role.APPROVER, Role.CONTRIBUTOR]
NAMED = {Role.LIAISON: "enlace", Role.APPROVER: "alcaldía"}
WHOM = {Role.LIAISON: "al enlace", Role.APPROVER: "a la alcaldía"}


class Contact(NamedTuple):
    """An active person with a role in a municipality. `last_login` is None before the first time."""

    user: int
    name: str
    email: str
    role: Role
    last_login: datetime | None


def contacts_of(places: Iterable[int]) -> dict[int, list[Contact]]:
    """Return who has a municipal role there, by id of the municipality: liaisons, mayor's offices, then others. One query."""
    rows = Membership.objects.current().filter(municipality__in=list(places), user__is_active=True)
    found: dict[int, list[Contact]] = {}
    fields = ("municipality_id", "user_id", "user__name", "user__email", "role", "user__last_login")
    for place, user, name, email, role, last_login in rows.order_by("user__name", "pk").values_list(*fields):
        found.setdefault(place, []).append(Contact(user, name or email, email, Role(role), last_login))
    return {place: sorted(contacts, key=lambda one: ORDER.index(one.role)) for place, contacts in found.items()}


def who_may(contacts: Iterable[Contact], permission: Permission) -> list[Contact]:
    roles = roles_with(permission)
    return [contact for contact in contacts if contact.role in roles]


class Unstaffed(NamedTuple):
    """A municipality where nobody holds one of the roles of a round."""

    place: Municipality
    missing: list[MissingRole]

    @property
    def sentence(self) -> str:
        """«Barbosa no tiene enlace ni alcaldía»."""
        return f"{self.place} no tiene {' ni '.join(NAMED[one.role] for one in self.missing)}"

    @property
    def invited(self) -> str:
        invited = [WHOM[one.role] for one in self.missing if one.is_invited]
        what = "la invitación" if len(invited) == 1 else "las invitaciones"
        return f"Sin responder: {what} {joined(invited)}." if invited else ""

    @property
    def wanted(self) -> str:
        """The first role to which nobody was invited yet; "" when an invitation waits for each."""
        return next((one.role.value for one in self.missing if not one.is_invited), "")

    @property
    def whom(self) -> str:
        return WHOM[Role(self.wanted)] if self.wanted else ""


def unstaffed_for(user: User, *, at: datetime) -> list[Unstaffed]:
    """Return the municipalities without people to which the user may invite them: all, or none. Three queries."""
    if reach(holdings_of(user), Permission.INVITE_ANYONE) is not None:
        return []
    places = list(Municipality.objects.in_river_order())
    missing = missing_roles(places, at)
    return [Unstaffed(place, missing[place.pk]) for place in places if place.pk in missing]
