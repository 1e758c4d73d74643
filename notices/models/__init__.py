"""Notifications to people with an account, and mails to followers."""

from notices.models.following import Delivery, News, Subscription
from notices.models.notifications import Notification, NotificationPreference

__all__ = ["Delivery", "News", "Notification", "NotificationPreference", "Subscription"]
