"""Editions, their parts and their drafts."""

from diagnostics.instruments.models.drafts import EditionDraft
from diagnostics.instruments.models.instruments import Dimension, Indicator, Instrument, InstrumentVersion, Question

__all__ = [
    "Dimension",
    "EditionDraft",
    "Indicator",
    "Instrument",
    "InstrumentVersion",
    "Question",
]
