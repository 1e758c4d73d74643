"""Contributions with their versions, supports, comments and answers."""

from cocreation.contributions.models.answers import Answer, InternalNote
from cocreation.contributions.models.contributions import (
    Comment,
    Contribution,
    ContributionSupport,
    ContributionVersion,
)
from cocreation.contributions.models.people import EmailCode

__all__ = [
    "Answer", "Comment", "Contribution", "ContributionSupport", "ContributionVersion", "EmailCode", "InternalNote",
]  # fmt: skip
