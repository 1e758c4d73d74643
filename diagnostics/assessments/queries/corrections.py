"""Corrections of final answers after publication; the app that publishes errata fills the slots."""

from datetime import datetime
from typing import Protocol

from core.slots import Slot
from diagnostics.assessments.models import Answer, Assessment, Round


class Correction(Protocol):
    """The correction of one final answer by an erratum."""

    answer: Answer
    value: str
    not_applicable: bool
    evidence_accepted: str

    @property
    def reason(self) -> str: ...

    @property
    def published_at(self) -> datetime: ...


of_rounds = Slot()  # (round) → {primary key of the final answer: Correction}, those in force
of_assessments = Slot()  # (assessment) → [Correction], all, the oldest first


def corrections_of(round: Round) -> dict[int, Correction]:
    return {key: row for filler in of_rounds for key, row in filler(round).items()}


def corrections_within(assessment: Assessment) -> list[Correction]:
    return [row for filler in of_assessments for row in filler(assessment)]
