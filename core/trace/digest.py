"""A digest of the trace: grouped by thing, newest first, each step once."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.trace.models import TraceEvent
from core.trace.queries import TraceStep, steps_of
from core.trace.registry import Origin, origins_of


@dataclass(frozen=True)
class DigestGroup:
    """What happened to one thing. `steps`: newest first, the newest of each kind of step; `repeated`: how many were left out."""

    origin: Origin
    steps: tuple[TraceStep, ...]
    repeated: int


def digest_of(events: Iterable[TraceEvent]) -> list[DigestGroup]:
    """Return the groups, the one with the newest step first; empty if there is nothing. Hidden things are left out."""
    rows = sorted(events, key=lambda row: (row.at, row.pk), reverse=True)
    origins = origins_of({(row.kind, row.subject_id) for row in rows})
    things: dict[tuple[str, int], list[TraceStep]] = {}
    for row, step in zip(rows, steps_of(rows), strict=True):
        if (row.kind, row.subject_id) in origins:
            things.setdefault((row.kind, row.subject_id), []).append(step)
    return [_group(origins[thing], steps) for thing, steps in things.items()]


def _group(origin: Origin, steps: list[TraceStep]) -> DigestGroup:
    newest = {step.step: step for step in reversed(steps)}
    kept = tuple(step for step in steps if newest[step.step] is step)
    return DigestGroup(origin, kept, len(steps) - len(kept))
