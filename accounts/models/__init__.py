"""People, the roles they hold, the invitations by which they come, and what the portal tells them."""

from accounts.models.notifications import Notification, NotificationPreference
from accounts.models.people import LowercaseEmailField, User, UserManager
from accounts.models.roles import Invitation, Membership

__all__ = [
    "Invitation",
    "LowercaseEmailField",
    "Membership",
    "Notification",
    "NotificationPreference",
    "User",
    "UserManager",
]
