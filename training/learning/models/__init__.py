"""What a person read, and what they asked about a lesson."""

from training.learning.models.questions import LessonQuestion
from training.learning.models.visits import LessonVisit

__all__ = ["LessonQuestion", "LessonVisit"]
