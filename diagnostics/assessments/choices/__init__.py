"""Choices of an assessment: its kinds and layers, and its process of states and steps."""

from diagnostics.assessments.choices.acts import ACT_DETAILS, ACTS
from diagnostics.assessments.choices.kinds import (
    DEMO_ANSWERS,
    MODE_OF,
    REHEARSAL,
    REOPENED_FOR,
    ROUND_OVER,
    Claim,
    Layer,
    Mode,
    Reopening,
    RoundStatus,
    ScoreStatus,
)
from diagnostics.assessments.choices.process import (
    DONE,
    FILLABLE,
    PROCESS,
    REPLYING,
    REVIEWING,
    UNSIGNED,
    USUAL_TERMS,
    WAITS_FOR_METROPOLITAN_TEAM,
    Party,
    State,
)

__all__ = [
    "ACTS",
    "ACT_DETAILS",
    "DEMO_ANSWERS",
    "DONE",
    "FILLABLE",
    "MODE_OF",
    "PROCESS",
    "REHEARSAL",
    "REOPENED_FOR",
    "REPLYING",
    "REVIEWING",
    "ROUND_OVER",
    "UNSIGNED",
    "USUAL_TERMS",
    "WAITS_FOR_METROPOLITAN_TEAM",
    "Claim",
    "Layer",
    "Mode",
    "Party",
    "Reopening",
    "RoundStatus",
    "ScoreStatus",
    "State",
]
