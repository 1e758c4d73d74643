"""Queries about people, their roles and permissions."""

from accounts.queries.contacts import Contact, Unstaffed, contacts_of, who_may
from accounts.queries.roles import (
    MissingRole,
    forget_holdings,
    has_account,
    has_role_in,
    has_roles_to_choose,
    holdings_of,
    invitations_of,
    invited_to,
    mark_manageable,
    may_manage,
    missing_roles,
    pending_invitations_of,
    people_who,
    team_of,
    teams_who,
    usable_invitation,
)

__all__ = [
    "Contact",
    "MissingRole",
    "Unstaffed",
    "contacts_of",
    "forget_holdings",
    "has_account",
    "has_role_in",
    "has_roles_to_choose",
    "holdings_of",
    "invitations_of",
    "invited_to",
    "mark_manageable",
    "may_manage",
    "missing_roles",
    "pending_invitations_of",
    "people_who",
    "team_of",
    "teams_who",
    "usable_invitation",
    "who_may",
]
