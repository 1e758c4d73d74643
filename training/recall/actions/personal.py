"""Erasing what a person remembered and said of courses, on their request."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from training.cohorts.models import Enrolment
from training.recall.models import RecallAnswer, Satisfaction


@transaction.atomic
def erase(*, user: User, at: datetime) -> int:
    """Delete answers and opinions; return how many. Twice is as once.

    That a mail was made stays, so that it is not made again; and so does the wish for none.
    """
    rows = list(Enrolment.objects.select_for_update(of=("self",)).filter(user=user).order_by("pk"))
    answers, _ = RecallAnswer.objects.filter(round__enrolment__in=rows).delete()
    opinions, _ = Satisfaction.objects.filter(enrolment__in=rows).delete()
    return answers + opinions
