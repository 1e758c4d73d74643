"""Queries about people who were invited, or have an account, and never signed in."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.choices import INVITATION_MAIL_TAKES
from accounts.models import Invitation, Membership, User
from accounts.queries.roles import mark_manageable, pending_invitations_of, team_of


def never_accepted(user: User, *, before: datetime) -> QuerySet[Invitation]:
    return pending_invitations_of(user).filter(created_at__lte=before).order_by("created_at", "pk")


def never_signed_in(user: User, *, before: datetime) -> QuerySet[Membership]:
    """Return the memberships, visible to the user, of accounts created before that moment and never used, oldest first."""
    rows = team_of(user).filter(user__last_login=None, user__is_active=True, user__date_joined__lte=before)
    return rows.order_by("user__date_joined", "user", "pk")


def unmailed(user: User, *, at: datetime) -> list[Invitation]:
    """Return the usable invitations whose mail is overdue and which the user may send."""
    rows = pending_invitations_of(user).usable(at).filter(mailed_at=None, created_at__lte=at - INVITATION_MAIL_TAKES)
    return [row for row in mark_manageable(rows, user) if row.is_manageable]
