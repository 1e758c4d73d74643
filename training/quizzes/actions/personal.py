"""Erasing what a person answered in quizzes, on their request."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from training.cohorts.models import Enrolment
from training.quizzes.actions.attempts import hand_in
from training.quizzes.models import Attempt, AttemptAnswer


@transaction.atomic
def erase(*, user: User, at: datetime) -> int:
    """Delete the answers; return how many. Twice is as once.

    That an attempt was made, and its grade, stay: certificates rest on them. An open one is handed in as it is, so that
    nothing is written in it any more, and nobody wins a new attempt by erasing.
    """
    rows = list(Enrolment.objects.select_for_update(of=("self",)).filter(user=user).order_by("pk"))
    attempts = Attempt.objects.filter(enrolment__in=rows)
    # Locked as `save` locks them: what it writes first is deleted here, and later it finds them handed in.
    locked = attempts.select_for_update(of=("self",)).order_by("pk").select_related("enrolment__cohort__version")
    for attempt in locked.defer("questions", "enrolment__cohort__version__content"):
        if attempt.handed_in_at is None:
            hand_in(attempt=attempt, at=at)
    gone, _ = AttemptAnswer.objects.filter(attempt__in=attempts).delete()
    return gone
