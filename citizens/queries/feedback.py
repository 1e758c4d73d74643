"""Queries of feedback for the public and for offices, with its statistics."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from citizens.choices import ENOUGH_ANSWERS, FeedbackState
from citizens.models import Feedback
from core.process import working_days
from core.process.deadlines import late_words
from core.words import long_date
from territory.models import Municipality

NO_PLACE = "portal"  # URL value: messages without a municipality
STATES = {
    "respondidas": FeedbackState.ANSWERED,
    "esperan": FeedbackState.WAITING,
    "no-publicadas": FeedbackState.DECLINED,
}


@dataclass(frozen=True)
class Tally:
    """Counts of messages by state. `median`: working days to the answer; None under ENOUGH_ANSWERS answers."""

    label: str
    slug: str
    received: int
    answered: int
    declined: int
    waiting: int
    median: float | None


@dataclass(frozen=True)
class Tallies:
    rows: list[Tally]
    total: Tally


def listed(*, place: str, state: FeedbackState) -> QuerySet[Feedback]:
    """Return the messages in one state, about one municipality (its slug), about none (`portal`) or all (empty).

    Waiting ones oldest first, the others by latest decision first.
    """
    rows = Feedback.objects.filter(state=state)
    if place == NO_PLACE:
        rows = rows.filter(municipality=None)
    elif place:
        rows = rows.filter(municipality__slug=place)
    return (
        rows.order_by("received_at", "pk") if state == FeedbackState.WAITING else rows.order_by("-state_since", "-pk")
    )


def received_as(form_sha256: str) -> Feedback | None:
    return Feedback.objects.filter(form_sha256=form_sha256).first()


def tallies(places: Iterable[Municipality]) -> Tallies:
    """Return the counts of each municipality, of messages without one, and the total. Two queries."""
    counts = {row.pop("municipality"): row for row in _counts()}
    days: dict[int | None, list[int]] = {}
    answered = Feedback.objects.filter(state=FeedbackState.ANSWERED)
    for place, received, closed in answered.values_list("municipality", "received_at", "state_since"):
        days.setdefault(place, []).append(days_between(received, closed))
    keys = [(place.pk, place.name, place.slug) for place in places] + [(None, "Sin municipio", NO_PLACE)]
    rows = [_tally(name, slug, counts.get(pk, {}), days.get(pk, [])) for pk, name, slug in keys]
    names = ("received", "answered", "declined", "waiting")
    summed = {name: sum(row[name] for row in counts.values()) for name in names}
    return Tallies(rows, _tally("Total", "", summed, [n for some in days.values() for n in some]))


def days_between(received: datetime, closed: datetime) -> int:
    """Return the working days from receipt to handling; the day of receipt does not count."""
    return working_days.between(timezone.localdate(received), timezone.localdate(closed))


def term_words(feedback: Feedback, today: date) -> str:
    """Say until when an opinion that waits is answered, or how late it is; "" for any other."""
    if feedback.state != FeedbackState.WAITING:
        return ""
    until = long_date(feedback.answer_by)
    if not feedback.is_late(today):
        return f"La respuesta se espera a más tardar el {until}"
    late = working_days.between(feedback.answer_by, today)
    return f"La respuesta se esperaba a más tardar el {until}{f': va {late_words(late)}' if late else ''}"


def _counts() -> QuerySet:
    by_state = {state.value: Count("pk", filter=Q(state=state)) for state in FeedbackState}
    return Feedback.objects.order_by().values("municipality").annotate(received=Count("pk"), **by_state)


def _tally(label: str, slug: str, counts: dict, days: list[int]) -> Tally:
    middle = median(days) if len(days) >= ENOUGH_ANSWERS else None
    return Tally(
        label, slug, counts.get("received", 0), counts.get("answered", 0), counts.get("declined", 0),
        counts.get("waiting", 0), middle,
    )  # fmt: skip
