"""What happens once somebody has come further in a course."""

from core.slots import Slot
from training.cohorts.models import Enrolment

# Called as function(enrolment), inside the transaction that passed a quiz, accepted a work, or counted attendance.
on_progress = Slot()


def record_progress(enrolment: Enrolment) -> None:
    for follow_up in on_progress:
        follow_up(enrolment)
