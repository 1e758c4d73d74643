"""Queries about people who were invited, or have an account, and never signed in."""

from datetime import datetime

from accounts.choices import INVITATION_MAIL_TAKES
from accounts.models import Invitation, User
from accounts.queries.people import Listed, people_of
from accounts.queries.roles import mark_manageable, pending_invitations_of


def never_came(user: User, *, before: datetime, at: datetime) -> list[Listed]:
    """Return whom the user may see, was invited or got an account before that moment, and never signed in; oldest first."""
    absent = [one for one in people_of(user, at=at) if one.is_absent and one.since <= before]
    return sorted(absent, key=lambda one: (one.since, one.email))


def unmailed(user: User, *, at: datetime) -> list[Invitation]:
    """Return the usable invitations whose mail is overdue and which the user may send."""
    rows = pending_invitations_of(user).usable(at).filter(mailed_at=None, created_at__lte=at - INVITATION_MAIL_TAKES)
    return [row for row in mark_manageable(rows, user) if row.is_manageable]
