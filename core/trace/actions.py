"""Writes the trace; actions call it inside their transaction."""

from collections.abc import Iterable
from datetime import datetime

from core.trace.models import TraceEvent
from core.trace.registry import kind_of


def record(
    *, kind: str, subject_id: int, step: str, at: datetime, process: str, words: str = "", to: tuple[str, int] | None = None,
) -> TraceEvent:  # fmt: skip
    """Write one step. `to`: kind and primary key of what it led to.

    Raises LookupError for a kind or step that is not registered.
    """
    event = event_of(kind=kind, subject_id=subject_id, step=step, at=at, process=process, words=words, to=to)
    event.save()
    return event


def record_many(events: Iterable[TraceEvent]) -> None:
    """Write several steps (from `event_of`) in one statement."""
    TraceEvent.objects.bulk_create(events, batch_size=500)


def event_of(
    *, kind: str, subject_id: int, step: str, at: datetime, process: str, words: str = "", to: tuple[str, int] | None = None,
) -> TraceEvent:  # fmt: skip
    """Return an unsaved step, for `record_many`."""
    if step not in kind_of(kind).steps:
        raise LookupError(f"The trace of {kind!r} has no step {step!r}.")
    to_kind, to_id = to or ("", None)
    return TraceEvent(
        kind=kind, subject_id=subject_id, step=step, at=at, process=process, words=words, to_kind=to_kind, to_id=to_id
    )
