"""Contributions with their versions, supports, comments and answers."""

from cocreation.contributions.models.answers import Answer, AnswerDraft, AnswerReview, InternalNote
from cocreation.contributions.models.attachments import Attachment
from cocreation.contributions.models.contributions import (
    Comment,
    Contribution,
    ContributionSupport,
    ContributionVersion,
)
from cocreation.contributions.models.merging import AnswerGroup, GroupMember, Merge, MergeMember
from cocreation.contributions.models.people import EmailCode

__all__ = [
    "Answer", "AnswerDraft", "AnswerGroup", "AnswerReview", "Attachment", "Comment", "Contribution", "ContributionSupport",
    "ContributionVersion", "EmailCode", "GroupMember", "InternalNote", "Merge", "MergeMember",
]  # fmt: skip
