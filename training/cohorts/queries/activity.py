"""Who was silent for how long. Rooms above know of visits, attempts and works: they fill the slots."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max
from django.utils import timezone

from core.slots import Slot
from training.cohorts.models import Attendance, Enrolment

# Called as function(enrolment ids) → mapping of those with any activity to the moment of their last one.
last_activity = Slot()
# Called as function(enrolments) → ids of those who lack nothing for their certificate: nobody reminds them.
completed = Slot()


def silent_since(enrolments: Sequence[Enrolment]) -> dict[int, date]:
    """Return the day of the last activity of each, by id: at the earliest the first day of their cohort.

    One query, and those of the slots. The enrolments carry `cohort`.
    """
    ids = [row.pk for row in enrolments]
    found = {row.pk: max(timezone.localdate(row.enrolled_at), row.cohort.starts_on) for row in enrolments}
    attended = Attendance.objects.filter(enrolment__in=ids).order_by().values("enrolment")
    moments = [dict(attended.annotate(last=Max("at")).values_list("enrolment", "last"))]
    moments += [filler(ids) for filler in last_activity]
    for known in moments:
        for pk, moment in known.items():
            found[pk] = max(found[pk], timezone.localdate(moment))
    return found


def completed_among(enrolments: Sequence[Enrolment]) -> set[int]:
    return set().union(*(filler(enrolments) for filler in completed))
