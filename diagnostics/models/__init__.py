"""Instruments, rounds, answers and scores."""

from diagnostics.models.answers import Answer, AnswerReview, Evidence, EvidenceUse
from diagnostics.models.instruments import Dimension, Indicator, Instrument, InstrumentVersion, Question
from diagnostics.models.rounds import Assessment, Round
from diagnostics.models.scores import MunicipalScore, Publication, ScoreRun

__all__ = [
    "Answer",
    "AnswerReview",
    "Assessment",
    "Dimension",
    "Evidence",
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
