"""Queries about roles, teams and permissions."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import Invitation, Membership, User
from accounts.models.roles import InvitationQuerySet
from accounts.permissions import Holding, Permission, Role, allows, may_grant, reach, roles_with
from territory.models import Municipality

_CACHE = "_holdings"
Rows = TypeVar("Rows", bound=QuerySet)


def holdings_of(user: AbstractBaseUser | AnonymousUser) -> tuple[Holding, ...]:
    """Return the current roles of the user: one query, cached on the user object; none for anonymous users."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if not hasattr(user, _CACHE):
        rows = (
            Membership.objects.current()
            .filter(user_id=user.pk)
            .order_by("began_at", "pk")
            .values_list("role", "municipality_id", "municipality__name")
        )
        setattr(user, _CACHE, tuple(Holding(Role(role), place_id, name or "") for role, place_id, name in rows))
    return getattr(user, _CACHE)


def has_role_in(user: AbstractBaseUser, municipality: Municipality) -> bool:
    """True for a role of that very municipality; roles for the whole area do not count."""
    return any(holding.municipality_id == municipality.pk for holding in holdings_of(user))


def forget_holdings(user: AbstractBaseUser) -> None:
    """Clear the cache of `holdings_of` on this object, after its memberships changed."""
    if hasattr(user, _CACHE):
        delattr(user, _CACHE)


def team_of(user: AbstractBaseUser) -> QuerySet[Membership]:
    """Return the current memberships that the person may see: those of their municipalities, or all with INVITE_ANYONE."""
    rows = Membership.objects.current().select_related("user", "municipality")
    return _within_reach(rows, user).order_by(
        "municipality__order", "municipality__sort_key", "role", "user__name", "pk"
    )


def office_of(user, municipality: Municipality | None = None, otherwise: str = "") -> str:
    """Return the label of the role in which the person writes: one of the municipality if given, municipal ones first."""
    held = [one for one in holdings_of(user) if municipality is None or one.municipality_id == municipality.pk]
    held = held or list(holdings_of(user))
    return max(held, key=lambda one: one.municipality_id is not None).label if held else otherwise


def pending_invitations_of(user: AbstractBaseUser) -> QuerySet[Invitation]:
    """Return the unanswered invitations that the user may see, newest first."""
    return invitations_of(user).pending()


def invitations_of(user: AbstractBaseUser) -> InvitationQuerySet:
    """Return the invitations that the user may see, answered ones too, newest first."""
    rows = Invitation.objects.select_related("municipality", "invited_by")
    return _within_reach(rows, user).order_by("-created_at", "-pk")


def may_manage(user: AbstractBaseUser, person: AbstractBaseUser) -> bool:
    """Return whether the user may correct the data: may invite anyone, or grant every role that the person holds."""
    held = holdings_of(user)
    if allows(held, Permission.INVITE_ANYONE):
        return True
    of_person = holdings_of(person)
    return bool(of_person) and all(may_grant(held, one.role, one.municipality_id) for one in of_person)


def has_roles_to_choose(user: AbstractBaseUser) -> bool:
    """Return whether the user may grant more than one role or place, so that one can be given in place of another."""
    held = holdings_of(user)
    return allows(held, Permission.INVITE_ANYONE) or len(reach(held, Permission.INVITE_TO_MUNICIPALITY) or ()) > 1


def mark_manageable(rows: Iterable[Membership | Invitation], user: AbstractBaseUser) -> list:
    """Return the rows as a list, each with `is_manageable`: whether the user may end or offer that role."""
    held, rows = holdings_of(user), list(rows)
    for row in rows:
        row.is_manageable = may_grant(held, Role(row.role), row.municipality_id)
    return rows


def _within_reach(rows: Rows, user: AbstractBaseUser) -> Rows:
    held = holdings_of(user)
    if reach(held, Permission.INVITE_ANYONE) is None:
        return rows
    return rows.filter(municipality_id__in=reach(held, Permission.INVITE_TO_MUNICIPALITY) or ())


def usable_invitation(token: str, at: datetime) -> Invitation | None:
    """Return the invitation of a token; None if it is unknown, expired, revoked or used."""
    rows = Invitation.objects.usable(at).with_token(token)
    return rows.select_related("municipality", "invited_by").first()


def has_account(email: str) -> bool:
    return User.objects.filter(email=email).exists()


def people_who(permission: Permission, municipality: Municipality | None) -> list[User]:
    """Return the active users with the permission for that municipality (None: metropolitan roles only), by name. One query."""
    roles = roles_with(permission)
    there = Q(role__in=[role for role in roles if role.is_municipal], municipality=municipality)
    anywhere = Q(role__in=[role for role in roles if role.is_metropolitan])
    holders = Membership.objects.current().filter(there | anywhere).values("user")
    return list(User.objects.filter(pk__in=holders, is_active=True).order_by("name", "pk"))


def invited_to(permission: Permission, municipality: Municipality) -> list[Invitation]:
    """Return the unanswered invitations to a role of that municipality that grants the permission, newest first. One query."""
    roles = [role for role in roles_with(permission) if role.is_municipal]
    rows = Invitation.objects.pending().filter(role__in=roles, municipality=municipality)
    return list(rows.order_by("-created_at", "-pk"))


def people_with_role(role: Role) -> list[int]:
    """Return the ids of the active users who hold the role anywhere. One query."""
    holders = Membership.objects.current().filter(role=role, user__is_active=True)
    return list(holders.order_by("user").values_list("user", flat=True).distinct())


def teams_who(permissions: Iterable[Permission]) -> dict[int, list[int]]:
    """Return the ids of active users with a municipal role that grants one of the permissions, by municipality id.

    One query, however many municipalities there are.
    """
    roles = {role for permission in permissions for role in roles_with(permission) if role.is_municipal}
    rows = Membership.objects.current().filter(role__in=roles, user__is_active=True)
    teams: dict[int, list[int]] = {}
    for place, user in rows.order_by("user").values_list("municipality_id", "user_id").distinct():
        teams.setdefault(place, []).append(user)
    return teams


class MissingRole(NamedTuple):
    role: Role
    is_invited: bool  # an invitation to it waits for an answer


ROLES_OF_A_ROUND = (Role.LIAISON, Role.APPROVER)


def missing_roles(places: Iterable[Municipality], at: datetime) -> dict[int, list[MissingRole]]:
    """Return the roles of a round that nobody active holds, by id of the municipality that lacks any. Two queries."""
    ids = [place.pk for place in places]
    of_round = {"municipality_id__in": ids, "role__in": ROLES_OF_A_ROUND}
    held = set(
        Membership.objects.current().filter(user__is_active=True, **of_round).values_list("municipality_id", "role")
    )
    invited = set(Invitation.objects.usable(at).filter(**of_round).values_list("municipality_id", "role"))
    missing = {
        key: [MissingRole(role, (key, role) in invited) for role in ROLES_OF_A_ROUND if (key, role) not in held]
        for key in ids
    }
    return {key: roles for key, roles in missing.items() if roles}
