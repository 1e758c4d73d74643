"""Correcting a work with the rubric: accepted, or returned with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.process.transitions import WrongState, locked, transition
from core.refusals import Refusal, Stale
from training.assignments.actions import telling
from training.assignments.choices import Level, WorkState
from training.assignments.models import Delivery, Judgement, Mark, Work
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.actions.progress import record_progress
from training.cohorts.choices import CohortState
from training.cohorts.queries.cohorts import may_run

OVER = (CohortState.OPEN, CohortState.ENDED)


class MayNotJudge(Refusal):
    """Who teaches the cohort, or coordinates, judges; nobody their own."""


class MarksDisagree(Refusal):
    """The marks are not of the rubric, lack a reason, or do not go with the decision."""


@dataclass(frozen=True)
class Given:
    """The level that is given in a criterion, and why."""

    level: Level
    reason: str = ""


@transaction.atomic
def accept(*, work: Work, marks: Sequence[Given], seen: int, by: User, at: datetime) -> Judgement:
    """Accept a work whose every criterion is enough; what follows from progress happens in the same transaction.

    `marks`: one for each criterion, in the order of the rubric. `seen`: the version of the work that was read.
    Refuses MayNotJudge, WrongState, Stale, MarksDisagree, NotEnrolled.
    """
    row = _waiting(work, seen, by)
    low = [number for number, one in enumerate(marks) if one.level == Level.NOT_ENOUGH]
    if low:
        raise MarksDisagree(
            "Para aceptarla, todos los criterios deben alcanzar. Devuélvala con sus razones, o cambie el nivel.",
            fields={f"level_{number}": ["Este criterio no alcanza."] for number in low},
        )
    judgement = _judge(row, marks, is_accepted=True, by=by, at=at)
    data = {"levels": [int(one.level) for one in marks]}
    transition(row, "work.accepted", WorkState.ACCEPTED, by=by, at=at, data=data, fields=("version",))
    telling.tell_judged(row, at=at)
    record_progress(row.enrolment)
    return judgement


@transaction.atomic
def give_back(*, work: Work, marks: Sequence[Given], seen: int, by: User, at: datetime) -> Judgement:
    """Return a work in which some criterion is not enough. Refuses like `accept`."""
    row = _waiting(work, seen, by)
    if all(one.level != Level.NOT_ENOUGH for one in marks):
        raise MarksDisagree("Todos los criterios alcanzan: acéptela, o marque el que no alcanza y por qué.")
    judgement = _judge(row, marks, is_accepted=False, by=by, at=at)
    data = {"levels": [int(one.level) for one in marks]}
    transition(row, "work.returned", WorkState.RETURNED, by=by, at=at, data=data, fields=("version",))
    telling.tell_judged(row, at=at)
    return judgement


def _waiting(work: Work, seen: int, by: User) -> Work:
    """Return the work, locked. Enrolment first, as who hands in does."""
    enrolment = lock_active(work.enrolment)
    if not may_run(by, enrolment.cohort):
        raise MayNotJudge("La corrige quien enseña el grupo, o la coordinación.")
    if enrolment.user_id == by.pk:
        raise MayNotJudge("Es suya: la corrige otra persona que enseñe el grupo.")
    if enrolment.cohort.state not in OVER:
        raise WrongState(f"{enrolment.cohort.display_name} está {enrolment.cohort.get_state_display().lower()}.")
    row = locked(work)
    if not row.is_waiting:
        raise WrongState(f"Otra persona ya la corrigió: está «{row.get_state_display().lower()}».")
    if row.version != seen:
        raise Stale("La tarea cambió mientras usted la leía. Lea lo nuevo antes de decidir.")
    return row


def _judge(work: Work, marks: Sequence[Given], *, is_accepted: bool, by: User, at: datetime) -> Judgement:
    module = work.enrolment.cohort.version.parsed.module(work.module)
    rubric = module.assignment.rubric if module and module.assignment else ()
    if len(marks) != len(rubric):
        raise MarksDisagree("Elija un nivel en cada criterio.")
    unsaid = [n for n, one in enumerate(marks) if one.level == Level.NOT_ENOUGH and not one.reason.strip()]
    if unsaid:
        fields = {f"reason_{number}": ["Diga qué le falta: la persona lo lee para corregir."] for number in unsaid}
        raise MarksDisagree("Cada criterio que no alcanza lleva su razón.", fields=fields)
    delivery = Delivery.objects.filter(work=work).latest("number")
    judgement = Judgement.objects.create(delivery=delivery, is_accepted=is_accepted, at=at, by=by)
    Mark.objects.bulk_create(
        Mark(judgement=judgement, criterion=number, level=one.level, reason=one.reason.strip())
        for number, one in enumerate(marks)
    )
    work.version += 1
    return judgement
