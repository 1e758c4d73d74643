"""Rounds, assessments, answers with their evidence, and scores."""

from diagnostics.assessments.models.answers import Answer, AnswerRevision
from diagnostics.assessments.models.deadlines import Extension
from diagnostics.assessments.models.evidence import Evidence, EvidenceRevision, EvidenceUse
from diagnostics.assessments.models.reminders import Reminder
from diagnostics.assessments.models.rounds import Assessment, Round
from diagnostics.assessments.models.scores import MunicipalScore, ScoreRun
from diagnostics.assessments.models.teams import DimensionAssignment

__all__ = [
    "Answer",
    "AnswerRevision",
    "Assessment",
    "DimensionAssignment",
    "Evidence",
    "EvidenceRevision",
    "EvidenceUse",
    "Extension",
    "MunicipalScore",
    "Reminder",
    "Round",
    "ScoreRun",
]
