"""Citizen feedback and error reports."""

from citizens.models.feedback import Feedback
from citizens.models.reports import ErrorReport

__all__ = ["ErrorReport", "Feedback"]
