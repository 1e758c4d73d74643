"""Whom to write to in a municipality."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from accounts.models import Membership
from accounts.permissions import Permission, Role, roles_with


class Contact(NamedTuple):
    """An active person with a role in a municipality. `last_login` is None before the first time."""

    user: int
    name: str
    email: str
    role: Role
    last_login: datetime | None


def contacts_of(places: Iterable[int]) -> dict[int, list[Contact]]:
    """Return who has a municipal role there, by id of the municipality: liaisons, then mayor's offices, then others. One query."""
    rows = Membership.objects.current().filter(municipality__in=list(places), user__is_active=True)
    found: dict[int, list[Contact]] = {}
    fields = ("municipality_id", "user_id", "user__name", "user__email", "role", "user__last_login")
    for place, user, name, email, role, last_login in rows.order_by("user__name", "pk").values_list(*fields):
        found.setdefault(place, []).append(Contact(user, name or email, email, Role(role), last_login))
    return {place: sorted(contacts, key=lambda one: ORDER.index(one.role)) for place, contacts in found.items()}


def who_may(contacts: Iterable[Contact], permission: Permission) -> list[Contact]:
    roles = roles_with(permission)
    return [contact for contact in contacts if contact.role in roles]


ORDER = [Role.LIAISON, Role.APPROVER, Role.CONTRIBUTOR]
