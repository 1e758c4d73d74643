"""Reminders of what falls due: each person gets at most one a day, which lists all."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who, teams_who
from core.process.deadlines import WARNINGS
from core.words import counted, long_day
from followup.pages.choices import DUE_SOON, DUE_SOON_TOLD
from followup.pages.queries.due_soon import DueSoon, measurements_due_soon, milestones_due_soon
from notices.actions.notifications import tell_each
from notices.models import Notification

LONGEST_WAIT = timedelta(max(WARNINGS.values()) + 1)  # days in which a reminder that was missed is still given


def remind_of_due_dates(*, at: datetime) -> int:
    """Remind who writes 30, 7 and 1 calendar days before a date; return how many people were told. Idempotent.

    A day on which nothing ran is caught up within the days of WARNINGS: what a person was told is what had fallen due when
    their last reminder was written. As many queries for many municipalities as for one.
    """
    today = timezone.localdate(at)
    items = _by_person(today)
    last = _last_told(items, at)
    due = {
        person: [one for one in own if person not in last or last[person] < one.warned_from]
        for person, own in items.items()
    }
    values = {
        person: {"cuantos": counted(len(own), "plazo", "plazos"), "plazos": _in_words(own, today)}
        for person, own in due.items()
        if own
    }
    return tell_each(
        values=values, text=DUE_SOON_TOLD, key=f"followup-due:{today}", url=reverse("followup:board"), at=at
    )  # fmt: skip


def _by_person(today: date) -> dict[int, list[DueSoon]]:
    """What each may bring, by user id: a measurement or a milestone of their municipality, or of the metropolitan area."""
    measuring = teams_who([Permission.WRITE_MEASUREMENTS])
    team = [person.pk for person in people_who(Permission.MANAGE_COMMITMENTS, None)]
    promising = {**teams_who([Permission.WRITE_COMMITMENTS]), None: team}
    found: dict[int, list[DueSoon]] = defaultdict(list)
    for writers, items in (
        ({**measuring}, measurements_due_soon(measuring, today)), (promising, milestones_due_soon(today))
    ):  # fmt: skip
        for one in items:
            for person in writers.get(one.place, []):
                found[person].append(one)
    return found


def _last_told(people: Iterable[int], at: datetime) -> dict[int, date]:
    rows = Notification.objects.filter(kind=DUE_SOON.name, user__in=list(people), created_at__gt=at - LONGEST_WAIT)
    newest = rows.order_by().values_list("user").annotate(Max("created_at"))
    return {person: timezone.localdate(moment) for person, moment in newest}


def _in_words(items: Iterable[DueSoon], today: date) -> str:
    """A paragraph for each day, the nearest first."""
    days = groupby(sorted(items, key=lambda one: one.on), key=lambda one: one.on)
    return "\n\n".join("\n".join([_day(on, today), *(f"• {one.words}" for one in own)]) for on, own in days)


def _day(on: date, today: date) -> str:
    left = (on - today).days
    words = "vence hoy" if left == 0 else f"queda{'' if left == 1 else 'n'} {counted(left, 'día', 'días')}"
    return f"{long_day(on, with_year=True).capitalize()}, {words}:"
