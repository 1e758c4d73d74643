"""Erasing what training keeps of a person, on their request."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from notices.actions.notifications import forget_told
from training.assignments.actions import personal as assignments
from training.cohorts.actions import personal as cohorts
from training.cohorts.choices.telling import OWN, SILENCE
from training.learning.actions import personal as learning
from training.quizzes.actions import personal as quizzes
from training.recall.actions import personal as recall

# Enrolments first: every other act of a learner locks theirs before it writes.
ROOMS = (cohorts, quizzes, assignments, learning, recall)


@transaction.atomic
def erase(*, user: User, at: datetime) -> int:
    """Erase the rows of every room, and what the person was told of them; return how many changed. Twice is as once."""
    changed = sum(room.erase(user=user, at=at) for room in ROOMS)
    for kind in (OWN, SILENCE):
        forget_told(user=user, kind=kind, keys=(), about=[""])
    return changed
