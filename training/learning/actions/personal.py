"""Erasing what the portal keeps of a person as a reader of courses, on their request."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from training.cohorts.models import Enrolment
from training.learning.choices import ERASED_TEXT
from training.learning.models import LessonQuestion, LessonVisit


@transaction.atomic
def erase(*, user: User, at: datetime) -> int:
    """Delete where the person read and empty what they asked; return how many rows. Twice is as once.

    The words of a frequent question name nobody and are the instructor's: they stay, with the answer.
    """
    enrolments = list(Enrolment.objects.select_for_update(of=("self",)).with_context().filter(user=user).order_by("pk"))
    asked = LessonQuestion.objects.filter(enrolment__in=enrolments).exclude(text=ERASED_TEXT)
    by_enrolment = set(asked.values_list("enrolment", flat=True))
    emptied = asked.update(text=ERASED_TEXT)
    gone, _ = LessonVisit.objects.filter(enrolment__in=enrolments).delete()
    audit.record_many(
        audit.entry_of(by=user, verb="lesson_question.erased", target=row, at=at)
        for row in enrolments
        if row.pk in by_enrolment
    )
    return emptied + gone
