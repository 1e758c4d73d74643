"""What the portal tells people with an account, and what it mails to those who follow."""

from notices.models.following import Delivery, News, Subscription
from notices.models.notifications import Notification, NotificationPreference

__all__ = ["Delivery", "News", "Notification", "NotificationPreference", "Subscription"]
