"""Instruments, rounds, answers, their review, and scores."""

from diagnostics.models.acts import Signature
from diagnostics.models.answers import Answer, AnswerRevision
from diagnostics.models.deadlines import Extension
from diagnostics.models.drafts import EditionDraft
from diagnostics.models.evidence import DeletedFile, Evidence, EvidenceRevision, EvidenceUse
from diagnostics.models.instruments import Dimension, Indicator, Instrument, InstrumentVersion, Question
from diagnostics.models.open_data import OpenDataFile
from diagnostics.models.publications import Correction, Erratum, Publication, PublishedMunicipality
from diagnostics.models.replies import Reply, ReplyDecision, ReplyEvidence
from diagnostics.models.reviews import AnswerReview, ConflictDeclaration, DeclaredConflict, Message, SecondReview
from diagnostics.models.rounds import Assessment, Round
from diagnostics.models.scores import MunicipalScore, ScoreRun
from diagnostics.models.teams import DimensionAssignment

__all__ = [
    "Answer",
    "AnswerReview",
    "AnswerRevision",
    "Assessment",
    "ConflictDeclaration",
    "Correction",
    "DeclaredConflict",
    "DeletedFile",
    "Dimension",
    "DimensionAssignment",
    "EditionDraft",
    "Erratum",
    "Evidence",
    "EvidenceRevision",
    "EvidenceUse",
    "Extension",
    "Indicator",
    "Instrument",
    "InstrumentVersion",
    "Message",
    "MunicipalScore",
    "OpenDataFile",
    "Publication",
    "PublishedMunicipality",
    "Question",
    "Reply",
    "ReplyDecision",
    "ReplyEvidence",
    "Round",
    "ScoreRun",
    "SecondReview",
    "Signature",
]
