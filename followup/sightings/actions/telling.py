"""Telling who moderates and who answers that something waits for them, or waits too long."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who
from core.words import counted, long_date
from followup.sightings.choices import CAME, LATE, TO_ANSWER, SightingState
from followup.sightings.models import Sighting
from notices.actions.notifications import tell
from territory.models import Municipality

S = SightingState


def first_waits(row: Sighting, at: datetime) -> None:
    """Tell who moderates, unless others wait already. Never what somebody wrote."""
    if not Sighting.objects.filter(state=S.IN_MODERATION).exclude(pk=row.pk).exists():
        to = [person.pk for person in people_who(Permission.MODERATE_CONTRIBUTIONS, None)]
        tell(
            to=to, text=CAME, values={"codigo": row.commitment.code}, key=f"sighting-came:{row.pk}", url=work_address(row),
            at=at,
        )  # fmt: skip


def answer_waits(row: Sighting, at: datetime) -> None:
    """Tell the responsible office until when it answers."""
    to = [person.pk for person in people_who(Permission.ANSWER_FEEDBACK, row.commitment.municipality)]
    values = {"codigo": row.commitment.code, "dia": long_date(row.due_on)}
    tell(to=to, text=TO_ANSWER, values=values, key=f"sighting-to-answer:{row.pk}", url=work_address(row), at=at)


@transaction.atomic
def warn_of_late(*, at: datetime) -> int:
    """Tell who moderates, and each office, how many are late, once a day and never nothing; return how many were told."""
    today = timezone.localdate(at)
    late = list(
        Sighting.objects.filter(state__in=(S.IN_MODERATION, S.PUBLISHED), due_on__lt=today).values_list(
            "state", "commitment__municipality"
        )
    )
    unread = sum(state == S.IN_MODERATION for state, _ in late)
    told = 0
    if unread:
        people = people_who(Permission.MODERATE_CONTRIBUTIONS, None)
        told += _warn([one.pk for one in people], f"{counted(unread, 'relato', 'relatos')} por moderar", "moderate", at)
    offices = Counter(place for state, place in late if state == S.PUBLISHED)
    places = Municipality.objects.in_bulk([place for place in offices if place is not None])
    for place, number in offices.items():
        people = people_who(Permission.ANSWER_FEEDBACK, places.get(place))
        words = f"{counted(number, 'relato', 'relatos')} por responder"
        told += _warn([one.pk for one in people], words, f"answer-{place or 'area'}", at)
    return told


def _warn(people: list[int], words: str, whose: str, at: datetime) -> int:
    key = f"sighting-late:{whose}:{timezone.localdate(at).isoformat()}"
    return tell(to=people, text=LATE, values={"cuantos": words}, key=key, url=reverse("sightings:queue"), at=at)


def work_address(row: Sighting) -> str:
    return reverse("sightings:work", args=[row.commitment.code, row.number])
