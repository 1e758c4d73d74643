"""Telling who moderates that something waits for them, or waits too long."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.queries import people_who
from cocreation.contributions.choices import ContributionState
from cocreation.contributions.choices.moderation import APPEAL_CAME, FIRST_WAITS, LATE, Waits
from cocreation.contributions.models import Contribution
from cocreation.contributions.queries.moderation import late_counts
from core.words import counted, joined
from notices.actions.notifications import tell
from notices.choices import NoticeText


def first_waits(row: Contribution, at: datetime) -> None:
    """Tell who moderates that a contribution waits, unless others of its agenda wait already."""
    others = row.agenda.contributions.filter(state=ContributionState.IN_MODERATION).exclude(pk=row.pk)
    if not others.exists():
        _tell(FIRST_WAITS, row, f"moderation-first:{row.pk}", at)


def appeal_waits(row: Contribution, at: datetime) -> None:
    """Tell who may decide an appeal: all but the person who declined."""
    _tell(APPEAL_CAME, row, f"moderation-appeal:{row.pk}", at, but=row.decided_by_id)


@transaction.atomic
def warn_of_late(*, at: datetime) -> int:
    """Tell who moderates what is late, once a day and never nothing; return how many were told."""
    today = timezone.localdate(at)
    late = [counted(number, *Waits(kind).nouns) for kind, number in late_counts(today).items() if number]
    if not late:
        return 0
    return tell(
        to=[person.pk for person in people_who(Permission.MODERATE_CONTRIBUTIONS, None)],
        text=LATE, values={"cuantos": joined(late)}, key=f"moderation-late:{today.isoformat()}",
        url=reverse("contributions:moderation-queue"), at=at,
    )  # fmt: skip


def _tell(text: NoticeText, row: Contribution, key: str, at: datetime, *, but: int | None = None) -> None:
    """The notice names the agenda and the code, never what somebody wrote."""
    people = [person.pk for person in people_who(Permission.MODERATE_CONTRIBUTIONS, None) if person.pk != but]
    url = reverse("contributions:moderation-detail", args=[row.agenda.code, row.code])
    tell(to=people, text=text, values={"agenda": row.agenda.name, "codigo": row.code}, key=key, url=url, at=at)
