"""«Mi trabajo»: what is left to do in an assessment, for whom, in which order, in chunks of ten minutes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from core.process import working_days
from core.process.deadlines import days_late
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Answer, Assessment
from diagnostics.assessments.queries.feedback import feedback_of
from diagnostics.assessments.queries.filling import Cell, Filling, filling_of, takes_changes
from diagnostics.assessments.queries.teams import Shares, shares_of
from diagnostics.scoring.instrument import Indicator

CHUNK_MINUTES, MOST_IN_CHUNK = 10, 20
MINUTES = {
    "reopened": 3, "flagged": 2, "broken": 2, "expired": 2, "invalid": 1, "reason": 1, "unanswered": 3, "proof": 2,
}  # fmt: skip
URGENT = {"reopened", "flagged", "broken", "expired"}


@dataclass(frozen=True)
class Task:
    """One thing left to do, an answer or a proof, with the points of the total at stake."""

    cell: Cell
    indicator: Indicator
    kind: str  # a key of MINUTES
    points: float

    @property
    def code(self) -> str:
        return self.cell.question.code

    @property
    def minutes(self) -> int:
        return MINUTES[self.kind]

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT


@dataclass(frozen=True)
class Chunk:
    number: int
    tasks: list[Task]

    @property
    def minutes(self) -> int:
        return sum(task.minutes for task in self.tasks)

    @property
    def points(self) -> float:
        return sum(task.points for task in self.tasks)

    @property
    def codes(self) -> str:
        """The questions as the URL lists them (chunk_of)."""
        return ",".join(task.code for task in self.tasks)


def chunks_of(tasks: Iterable[Task]) -> list[Chunk]:
    """Cut tasks into chunks of at most ten minutes, in order, keeping tasks of one indicator together.

    Each task is in exactly one chunk.
    """
    left = list(tasks)
    chunks: list[Chunk] = []
    while left:
        taken: list[Task] = []
        while left and sum(task.minutes for task in taken) + left[0].minutes <= CHUNK_MINUTES:
            first = left[0]
            for task in [t for t in left if t.indicator.code == first.indicator.code]:
                if not taken or sum(t.minutes for t in taken) + task.minutes <= CHUNK_MINUTES:
                    taken.append(task)
                    left.remove(task)
        chunks.append(Chunk(len(chunks) + 1, taken))
    return chunks


@dataclass(frozen=True)
class Work:
    """Progress of the questionnaire and what is left: urgent tasks first, then by points.

    `pending`: what the user, or the whole team, has left; `tasks`: those of them that state and deadlines let be done today,
    the only ones to offer; `others`: how many are in dimensions assigned to other people.
    """

    filling: Filling
    shares: Shares
    pending: list[Task]
    tasks: list[Task]
    others: int
    first: Task | None
    missing_facts: list[Any]
    has_begun: bool  # the user answered something here before
    days_late: int | None
    working_days_left: int | None
    counts: dict[str, int] = field(default_factory=dict)
    left_by_dimension: dict[str, int] = field(default_factory=dict)  # of the whole team

    @cached_property
    def chunks(self) -> list[Chunk]:
        return chunks_of(self.tasks)

    @property
    def minutes(self) -> int:
        return sum(task.minutes for task in self.tasks)

    def left_in(self, dimension: str) -> int:
        return self.left_by_dimension.get(dimension, 0)

    @property
    def is_complete(self) -> bool:
        return not self.pending and not self.others and not self.missing_facts


def work_of(assessment: Assessment, *, today: date, user=None, everything: bool = False) -> Work:
    """Return what is left to do for a user, or with `everything` for the whole team (at most three queries)."""
    filling = filling_of(assessment)
    shares = shares_of(assessment)
    whole = tasks_of(filling)
    mine = whole if everything or user is None else assigned_to(user, whole, filling, shares)
    doable = [task for task in mine if takes_changes(assessment, task.cell, today)]
    due_on = assessment.due_on
    stopped_at = _stopped_at(assessment, user)
    return Work(
        filling=filling,
        shares=shares,
        pending=mine,
        tasks=doable,
        others=len(whole) - len(mine),
        first=_next_after(stopped_at, doable, filling) if doable else None,
        has_begun=bool(stopped_at),
        missing_facts=[a for a in filling.instrument.attributes_read if filling.facts.get(a.code) is None],
        days_late=days_late(assessment, today),
        working_days_left=working_days.between(today, due_on, assessment.days_off)
        if due_on and due_on >= today
        else None,
        counts={kind: sum(task.kind == kind for task in mine) for kind in MINUTES},
        left_by_dimension=Counter(filling.instrument.dimension_of[task.indicator.code].code for task in whole),
    )


def tasks_of(filling: Filling) -> list[Task]:
    tasks = [task for cell in filling.whole.applicable if (task := _task(filling, cell))]
    return sorted(tasks, key=lambda task: (not task.is_urgent, -task.points))


def assigned_to(user, tasks: list[Task], filling: Filling, shares: Shares) -> list[Task]:
    def is_assigned(task: Task) -> bool:
        people = shares.by_dimension.get(filling.instrument.dimension_of[task.indicator.code].code)
        return not people or user.pk in people

    return [task for task in tasks if is_assigned(task)]


def _stopped_at(assessment: Assessment, user) -> str:
    if user is None:
        return ""
    answers = Answer.objects.filter(assessment=assessment, layer=Layer.SELF_ASSESSED, changed_by=user)
    return answers.order_by("-changed_at", "-pk").values_list("question__code", flat=True).first() or ""


def _next_after(code: str, tasks: list[Task], filling: Filling) -> Task:
    """Return the first task after a question in the questionnaire's order, wrapping around at the end."""
    place = {question.code: n for n, question in enumerate(filling.instrument.questions)}
    ordered = sorted(tasks, key=lambda task: place[task.code])
    return next((task for task in ordered if place[task.code] > place.get(code, -1)), ordered[0])


def _task(filling: Filling, cell: Cell) -> Task | None:
    kind = _kind(cell)
    if not kind:
        return None
    worth = float(filling.instrument.points(cell.question))
    if kind == "proof":
        could_be = feedback_of(filling, cell).could_be or 0
        worth = worth * (could_be - (cell.score or 0)) / 100
    return Task(cell, filling.instrument.indicator_of[cell.question.code], kind, worth)


def _kind(cell: Cell) -> str:
    checks = {
        "reopened": cell.is_reopened,
        "invalid": bool(cell.error),
        "reason": cell.lacks_reason,
        "flagged": any(proof.is_flagged for proof in cell.proofs),
        "unanswered": not cell.is_answered,
        "broken": any(proof.is_broken for proof in cell.proofs),
        "expired": any(proof.is_late for proof in cell.proofs),
        "proof": bool(cell.unproven),
    }
    return next((kind for kind, holds in checks.items() if holds), "")


@dataclass(frozen=True)
class Place:
    before: str
    after: str
    number: int  # from 1
    total: int


def chunk_of(filling: Filling, codes: str) -> list[str]:
    """Return the question codes of a chunk from its URL, «A-01,A-02»: it stays as it was when it was begun."""
    found = [code for code in codes.split(",")[:MOST_IN_CHUNK] if code in filling.cells]
    return list(dict.fromkeys(found))


def place_of(filling: Filling, code: str, piece: list[str]) -> Place:
    """Return the position of a question in a chunk or, without one, among the applicable questions of its indicator."""
    questions = filling.instrument.indicator_of[code].questions
    codes = piece or [q.code for q in questions if filling.cells[q.code].applies]
    if code not in codes:
        codes = [code, *codes]
    at = codes.index(code)
    return Place(codes[at - 1] if at else "", codes[at + 1] if at + 1 < len(codes) else "", at + 1, len(codes))
