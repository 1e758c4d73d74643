"""Whom to write to in a municipality."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

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


class Invite(NamedTuple):
    """`url`: the form that invites to the role, or the invitation that waits for an answer (`is_invited`)."""

    label: str
    url: str
    is_invited: bool


class Unstaffed(NamedTuple):
    """A municipality where nobody holds one of the roles of a round."""

    place: Municipality
    missing: list[MissingRole]

    @property
    def lacks(self) -> str:
        """«no tiene enlace ni alcaldía»."""
        return f"no tiene {self._roles}"

    @property
    def sentence(self) -> str:
        """«Barbosa no tiene enlace ni alcaldía»."""
        return f"{self.place} {self.lacks}"

    @property
    def short(self) -> str:
        """«Sin enlace ni alcaldía», for a tag; «Sin alcaldía, ya se invitó» when an invitation waits for each."""
        return f"Sin {self._roles}{'' if self.wanted else ', ya se invitó'}"

    @property
    def _roles(self) -> str:
        return " ni ".join(NAMED[one.role] for one in self.missing)

    @property
    def invited(self) -> str:
        invited = [WHOM[one.role] for one in self.missing if one.is_invited]
        what = "la invitación" if len(invited) == 1 else "las invitaciones"
        return f"Sin responder: {what} {joined(invited)}." if invited else ""

    @property
    def actions(self) -> list[Invite]:
        return [self._action(one) for one in self.missing]

    def _action(self, one: MissingRole) -> Invite:
        asked = urlencode({"rol": one.role.value, "municipio": self.place.slug})
        if one.is_invited:
            return Invite(f"Ver la invitación {WHOM[one.role]}", f"{reverse('accounts:team-list')}?{asked}", True)
        return Invite(f"Invitar {WHOM[one.role]}", f"{reverse('accounts:invite')}?{asked}", False)

    @property
    def wanted(self) -> str:
        """The first role to which nobody was invited yet; "" when an invitation waits for each."""
        return next((one.role.value for one in self.missing if not one.is_invited), "")

    @property
    def whom(self) -> str:
        return WHOM[Role(self.wanted)] if self.wanted else ""


def unstaffed_in(places: Sequence[Municipality], at: datetime) -> list[Unstaffed]:
    """Return those of the municipalities that lack people, in their order. Two queries; none for no places."""
    missing = missing_roles(places, at) if places else {}
    return [Unstaffed(place, missing[place.pk]) for place in places if place.pk in missing]


def unstaffed_for(user: User, *, at: datetime) -> list[Unstaffed]:
    """Return the municipalities without people to which the user may invite them: all, or none. Three queries."""
    if reach(holdings_of(user), Permission.INVITE_ANYONE) is not None:
        return []
    return unstaffed_in(list(Municipality.objects.in_river_order()), at)
