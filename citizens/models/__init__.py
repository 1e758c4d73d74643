"""Citizen feedback."""

from citizens.models.feedback import Feedback

__all__ = ["Feedback"]
