"""The trace as pages, mails, feeds and the API read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.trace.models import TraceEvent
from core.trace.registry import Origin, kind_of, origins_of


@dataclass(frozen=True)
class TraceStep:
    """One step in words. `to`: what it led to, where that is public."""

    step: str
    label: str
    at: datetime
    words: str
    to: Origin | None


def line_of(kind: str, subject_id: int) -> list[TraceStep]:
    """Return the steps of one thing, oldest first. At most one query more than the kinds of what they led to."""
    return steps_of(TraceEvent.objects.filter(kind=kind, subject_id=subject_id).order_by("at", "pk"))


def steps_of(events: Iterable[TraceEvent]) -> list[TraceStep]:
    rows = list(events)
    led_to = origins_of((row.to_kind, row.to_id) for row in rows if row.to_id is not None)
    return [
        TraceStep(
            row.step, kind_of(row.kind).steps[row.step], row.at, row.words,
            led_to.get((row.to_kind, row.to_id)) if row.to_id is not None else None,
        )
        for row in rows
    ]  # fmt: skip
