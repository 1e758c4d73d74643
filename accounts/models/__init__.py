"""People, their roles, the invitations by which they join, and what they are told about the security of their account."""

from accounts.models.people import LowercaseEmailField, User, UserManager
from accounts.models.roles import Invitation, Membership
from accounts.models.security import SecurityNotice

__all__ = ["Invitation", "LowercaseEmailField", "Membership", "SecurityNotice", "User", "UserManager"]
