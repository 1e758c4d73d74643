"""What citizens say and what they follow."""

from citizens.models.feedback import Feedback
from citizens.models.following import Delivery, News, Subscription

__all__ = ["Delivery", "Feedback", "News", "Subscription"]
