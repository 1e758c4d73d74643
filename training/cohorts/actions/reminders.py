"""What the portal reminds of by itself, once a day and never twice."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from core.words import clock, counted, long_day
from notices.actions.notifications import tell
from training.cohorts.actions.telling import tell_learners
from training.cohorts.choices import CohortState
from training.cohorts.choices.telling import SESSION_TOLD, SILENCE_TOLD, SILENCES, STARTS_IN, STARTS_TOLD
from training.cohorts.models import Cohort, Enrolment, LiveSession
from training.cohorts.queries.activity import completed_among, silent_since

DAY = timedelta(days=1)


def remind(*, at: datetime) -> int:
    """Tell of cohorts that begin, of sessions of tomorrow, and of silences; return how many were newly told."""
    return tell_of_starts(at=at) + tell_of_sessions(at=at) + tell_of_silences(at=at)


def tell_of_starts(*, at: datetime) -> int:
    today = timezone.localdate(at)
    rows = Cohort.objects.with_context().filter(
        state=CohortState.OPEN, starts_on__gt=today, starts_on__lte=today + STARTS_IN * DAY
    )
    return sum(
        tell_learners(
            row, STARTS_TOLD, key=f"cohort-starts:{row.pk}:{row.starts_on}", at=at, values={"dia": long_day(row.starts_on)}
        )
        for row in rows.order_by("pk")
    )  # fmt: skip


def tell_of_sessions(*, at: datetime) -> int:
    tomorrow = timezone.localdate(at) + DAY
    rows = LiveSession.objects.filter(
        cohort__state=CohortState.OPEN, cancelled_at=None, starts_at__date=tomorrow
    ).select_related("cohort__version").defer("cohort__version__content")  # fmt: skip
    told = 0
    for row in rows.order_by("pk"):
        to = list(row.cohort.enrolments.active().values_list("user", flat=True))
        values = {
            "curso": row.cohort.version.title, "sesion": row.title, "hora": clock(row.starts_at), "donde": row.where,
        }  # fmt: skip
        key = f"live-session:{row.pk}:{row.version}"
        told += tell(to=to, text=SESSION_TOLD, values=values, key=key, url=row.cohort.get_absolute_url(), at=at)
    return told


def tell_of_silences(*, at: datetime) -> int:
    """Remind who did nothing for 3 days, and again for 7, once in each silence; not who lacks nothing.

    Grouped by course and length of the silence: one statement of notifications for each group.
    """
    today = timezone.localdate(at)
    rows = list(
        Enrolment.objects.active().with_context().filter(
            cohort__state=CohortState.OPEN, cohort__starts_on__lte=today - SILENCES[0] * DAY, cohort__ends_on__gte=today
        ).order_by("pk")
    )  # fmt: skip
    since, done = silent_since(rows), completed_among(rows)
    groups: dict[tuple[int, date, int], list[Enrolment]] = defaultdict(list)
    for row in rows:
        reached = [days for days in SILENCES if today - since[row.pk] >= days * DAY]
        if reached and row.pk not in done:
            groups[row.cohort_id, since[row.pk], reached[-1]].append(row)
    return sum(
        _tell_silent(people, day, days, at)
        for (_, day, days), people in sorted(groups.items(), key=lambda group: group[0])
    )


@transaction.atomic
def _tell_silent(people: list[Enrolment], since: date, days: int, at: datetime) -> int:
    cohort = people[0].cohort
    values = {"curso": cohort.version.title, "dias": counted(days, "día", "días")}
    key = f"course-silence:{cohort.pk}:{since}:{days}"
    to = [row.user_id for row in people]
    return tell(to=to, text=SILENCE_TOLD, values=values, key=key, url=cohort.get_absolute_url(), at=at)
