"""Commitments: what was promised, what was done about it, and what others found."""

from followup.commitments.models.changes import ChangeRequest, PromiseVersion
from followup.commitments.models.commitments import Commitment, Milestone, Origin
from followup.commitments.models.news import News
from followup.commitments.models.readings import Lowering, SecondReading

__all__ = [
    "ChangeRequest", "Commitment", "Lowering", "Milestone", "News", "Origin", "PromiseVersion", "SecondReading",
]  # fmt: skip
