"""The state of a commitment on a day: derived from dates and milestones, the first of seven rows that holds (docs/followup.md).

A person may only lower it, with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    PROPOSED = "propuesto"
    AGREED = "acordado"
    UNDER_WAY = "en_marcha"
    AT_RISK = "en_riesgo"
    FULFILLED = "cumplido"
    NOT_FULFILLED = "no_cumplido"


class Completion(StrEnum):
    """What the second reader found, in the words of OGP."""

    NO_EVIDENCE = "sin_evidencia"
    NOT_STARTED = "no_iniciado"
    LIMITED = "limitado"
    SUBSTANTIAL = "sustancial"
    COMPLETE = "completo"


class Why(StrEnum):
    """Which row decided."""

    NOT_ACCEPTED = "sin_aceptar"
    CLOSED = "cerrado"
    ENDED_UNDONE = "termino_sin_hacer"
    ENDED_DONE = "termino_hecho"
    MILESTONE_LATE = "hito_vencido"
    STARTED = "empezo"
    NOT_STARTED = "no_ha_empezado"
    LOWERED = "rebajado"


WORSE = (State.AGREED, State.UNDER_WAY, State.AT_RISK, State.NOT_FULFILLED)  # each worse than those before it


@dataclass(frozen=True)
class Milestone:
    """`done_on`: the day its proof was attached; None while it is not, or was judged insufficient. `number`: only for words."""

    due_on: date
    done_on: date | None = None
    number: int = 0

    def is_done(self, day: date) -> bool:
        return self.done_on is not None and self.done_on <= day


@dataclass(frozen=True)
class Closing:
    on: date
    completion: Completion


@dataclass(frozen=True)
class Lowering:
    """From the day on, until it is lifted."""

    to: State
    since: date
    lifted_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.lifted_on is None or day < self.lifted_on)


@dataclass(frozen=True)
class Promise:
    """Present dates, and the end as it was promised first."""

    start: date
    end: date
    original_end: date
    milestones: Sequence[Milestone]
    accepted_on: date | None = None
    closing: Closing | None = None
    lowerings: Sequence[Lowering] = ()


@dataclass(frozen=True)
class Standing:
    """`state` is what is shown, the worse of `derived` and what a person lowered it to."""

    state: State
    derived: State
    why: Why


def standing(promise: Promise, day: date) -> Standing:
    """Return the state on a day and the row that decided it."""
    derived, why = _derived(promise, day)
    if why in (Why.NOT_ACCEPTED, Why.CLOSED):
        return Standing(derived, derived, why)
    lowered = [one.to for one in promise.lowerings if one.holds(day)]
    worst = max([derived, *lowered], key=WORSE.index)
    return Standing(worst, derived, why if worst == derived else Why.LOWERED)


def _derived(promise: Promise, day: date) -> tuple[State, Why]:
    if promise.accepted_on is None or promise.accepted_on > day:
        return State.PROPOSED, Why.NOT_ACCEPTED
    if promise.closing is not None and promise.closing.on <= day:
        is_whole = promise.closing.completion == Completion.COMPLETE
        return State.FULFILLED if is_whole else State.NOT_FULFILLED, Why.CLOSED
    all_done = all(one.is_done(day) for one in promise.milestones)
    if day > promise.end:
        return (State.UNDER_WAY, Why.ENDED_DONE) if all_done else (State.NOT_FULFILLED, Why.ENDED_UNDONE)
    if any(one.due_on < day and not one.is_done(day) for one in promise.milestones):
        return State.AT_RISK, Why.MILESTONE_LATE
    if day >= promise.start:
        return State.UNDER_WAY, Why.STARTED
    return State.AGREED, Why.NOT_STARTED


def met_original_date(promise: Promise) -> bool:
    """Whether all milestones were done by the end that was promised first."""
    return all(one.is_done(promise.original_end) for one in promise.milestones)
