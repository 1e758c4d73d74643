"""Good practices: what municipalities write, and what is published of it."""

from advisory.practices.models.practices import Practice
from advisory.practices.models.texts import PracticeText
from advisory.practices.models.versions import PracticeTag, PracticeVersion

__all__ = ["Practice", "PracticeTag", "PracticeText", "PracticeVersion"]
