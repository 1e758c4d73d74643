"""Instruments, rounds, answers and scores."""

from diagnostics.models.answers import Answer, AnswerReview
from diagnostics.models.drafts import EditionDraft
from diagnostics.models.evidence import Evidence, EvidenceRevision, EvidenceUse
from diagnostics.models.instruments import Dimension, Indicator, Instrument, InstrumentVersion, Question
from diagnostics.models.rounds import Assessment, Round
from diagnostics.models.scores import MunicipalScore, Publication, ScoreRun
from diagnostics.models.teams import DimensionAssignment

__all__ = [
    "Answer",
    "AnswerReview",
    "Assessment",
    "Dimension",
    "DimensionAssignment",
    "EditionDraft",
    "Evidence",
    "EvidenceRevision",
    "EvidenceUse",
    "Indicator",
    "Instrument",
    "InstrumentVersion",
    "MunicipalScore",
    "Publication",
    "Question",
    "Round",
    "ScoreRun",
]
