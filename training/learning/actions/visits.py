"""Keeping where somebody reads."""

from datetime import datetime

from django.db import transaction

from core.refusals import Refusal
from training.cohorts.actions.enrolments import lock_active
from training.cohorts.models import Enrolment
from training.grading.document import Lesson, Module
from training.learning.choices import ANCHOR
from training.learning.models import LessonVisit


class NoPlace(Refusal):
    """The anchor names no place of a lesson."""


@transaction.atomic
def note_place(*, enrolment: Enrolment, module: Module, lesson: Lesson, anchor: str, at: datetime) -> LessonVisit:
    """Keep that the lesson was open and where; "" says nothing of the place. Refuses NoPlace, NotEnrolled."""
    if anchor and not ANCHOR.fullmatch(anchor):
        raise NoPlace("Ese lugar no es de una lección.")
    visit = _locked(enrolment, module, lesson, at)
    visit.anchor = anchor or visit.anchor
    visit.save()
    return visit


@transaction.atomic
def mark_read(*, enrolment: Enrolment, module: Module, lesson: Lesson, at: datetime) -> LessonVisit:
    """Twice is as once. Refuses NotEnrolled."""
    visit = _locked(enrolment, module, lesson, at)
    visit.done_at = visit.done_at or at
    visit.save()
    return visit


def _locked(enrolment: Enrolment, module: Module, lesson: Lesson, at: datetime) -> LessonVisit:
    """The lock of the enrolment serialises two browsers of one person."""
    lock_active(enrolment)
    visit, _ = LessonVisit.objects.get_or_create(
        enrolment=enrolment, module=module.code, lesson=lesson.code, defaults={"first_at": at, "last_at": at}
    )
    visit.last_at = max(visit.last_at, at)
    return visit
