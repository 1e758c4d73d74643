"""People, their roles, and the invitations by which they join."""

from accounts.models.people import LowercaseEmailField, User, UserManager
from accounts.models.roles import Invitation, Membership

__all__ = ["Invitation", "LowercaseEmailField", "Membership", "User", "UserManager"]
