"""Rows of the review: signatures, marks, messages, replies and decisions."""

from diagnostics.review.models.acts import Signature
from diagnostics.review.models.assignments import ReviewAssignment
from diagnostics.review.models.replies import Reply, ReplyDecision, ReplyEvidence
from diagnostics.review.models.reviews import AnswerReview, ConflictDeclaration, DeclaredConflict, Message, SecondReview

__all__ = [
    "AnswerReview",
    "ConflictDeclaration",
    "DeclaredConflict",
    "Message",
    "Reply",
    "ReplyDecision",
    "ReplyEvidence",
    "ReviewAssignment",
    "SecondReview",
    "Signature",
]
