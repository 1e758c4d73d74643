"""Mails to those who follow: what happened to the commitments of their municipalities, and to the indicators they chose."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from core.words import counted, long_date
from followup.commitments.choices import State
from followup.commitments.models import Commitment
from followup.commitments.queries.public import public_commitments
from followup.commitments.queries.standing import stood
from followup.indicators.models import IndicatorSheet
from followup.indicators.queries.series import series_in_force
from followup.pages.queries.happenings import happenings_of
from followup.pages.queries.indicator_happenings import indicator_happenings
from notices.actions import following

CATCH_UP = 3  # days: a worker that was down still tells what happened meanwhile
MOST_LINES = 20  # of a mail about an indicator: a file may bring a hundred values in a day

LOADED = "commitments-loaded"
Said = dict[tuple[int, date], list[str]]  # by commitment and day


def tell_followers(*, at: datetime) -> int:
    """Mail what happened in the last days, a mail for each commitment or indicator and day; return how many mails. Idempotent.

    What files brought on a day, with all that had happened before, is one mail. Demonstrations are told to nobody.
    """
    today = timezone.localdate(at)
    days = [today - timedelta(days=ago) for ago in reversed(range(1, CATCH_UP + 1))]
    return _tell_of_commitments(days, at) + _tell_of_indicators(days, at)


def _tell_of_commitments(days: list[date], at: datetime) -> int:
    ours = public_commitments().filter(is_demo=False)
    lines: Said = {}
    for day in days:
        _add_changed_states(lines, ours, day)
    rows = {row.pk: row for row in ours.with_parts().prefetch_related("news")}  # type: ignore[attr-defined]
    loaded = {row.pk: timezone.localdate(row.loaded_at) for row in rows.values() if row.loaded_at}
    for row in rows.values():
        _add_happenings(lines, row, days)
    mails = sum(_tell_loaded([rows[key] for key, on in loaded.items() if on == day], day, at) for day in days)
    return mails + sum(
        _tell(rows[key], day, said, at)
        for (key, day), said in sorted(lines.items())
        if key in rows and (key not in loaded or day > loaded[key])
    )


def _tell_of_indicators(days: list[date], at: datetime) -> int:
    """Nine queries before the mails, however many values there are."""
    since = timezone.make_aware(datetime.combine(days[0], time.min))
    told = 0
    for indicator, found in indicator_happenings(series_in_force(), since=since):
        by_day: dict[date, list[str]] = {}
        for one in reversed([one for one in found if not one.is_demo]):
            by_day.setdefault(timezone.localdate(one.at), []).append(f"{one.title}: {one.text}")
        told += sum(_tell_of(indicator.sheet, day, by_day[day], at) for day in days if day in by_day)
    return told


def _tell_of(sheet: IndicatorSheet, day: date, lines: list[str], at: datetime) -> int:
    if (more := len(lines) - MOST_LINES) > 0:
        lines = [*lines[:MOST_LINES], f"Y {counted(more, 'cambio', 'cambios')} más, en la página."]
    return following.tell(
        topics=[f"indicator:{sheet.code}"], key=f"indicator:{sheet.code}:{day}",
        subject=f"{sheet.code} {sheet.name}: qué pasó el {long_date(day)}", lines=lines,
        path=reverse("followup:indicator", args=[sheet.code]), at=at,
    )  # fmt: skip


def _add_changed_states(lines: Said, ours: QuerySet[Commitment], day: date) -> None:
    """Say which state was another on the day before: many change by their dates alone. Six queries."""
    before = {one.pk: State(one.standing.state.value) for one in stood(ours, day - timedelta(days=1))}
    for one in stood(ours, day):
        was, now = before.get(one.pk), State(one.standing.state.value)
        if was is not None and was != now:
            lines[one.pk, day] = [f"Pasó de «{was.label.lower()}» a «{now.label.lower()}»."]


def _add_happenings(lines: Said, row: Commitment, days: list[date]) -> None:
    for one in reversed(happenings_of(row, list(row.news.all()))):
        day = timezone.localdate(one.at)
        if day in days:
            lines.setdefault((row.pk, day), []).append(f"{one.title}: {one.text}")


def _tell_loaded(rows: list[Commitment], day: date, at: datetime) -> int:
    if not rows:
        return 0
    counts = Counter(place for row in rows for place in row.municipalities.all())
    places = sorted(counts, key=lambda place: place.sort_key)
    subject = f"{counted(len(rows), 'compromiso nuevo', 'compromisos nuevos')} el {long_date(day)}"
    return following.tell(
        topics=[f"municipality:{place.slug}" for place in places], key=f"{LOADED}:{day}", subject=subject,
        lines=[f"{place}: {counted(counts[place], 'compromiso', 'compromisos')}." for place in places],
        path=reverse("followup:commitment-list"), at=at,
    )  # fmt: skip


def _tell(one: Commitment, day: date, lines: list[str], at: datetime) -> int:
    return following.tell(
        topics=[f"municipality:{place.slug}" for place in one.municipalities.all()], key=f"commitment:{one.code}:{day}",
        subject=f"{one.title}: qué pasó el {long_date(day)}", lines=lines, path=one.get_absolute_url(), at=at,
    )  # fmt: skip
