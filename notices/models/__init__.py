"""Notifications to people with an account, and mails to followers."""

from notices.models.following import Delivery, FollowedTopic, News, Subscription
from notices.models.notifications import Notification, NotificationPreference

__all__ = ["Delivery", "FollowedTopic", "News", "Notification", "NotificationPreference", "Subscription"]
