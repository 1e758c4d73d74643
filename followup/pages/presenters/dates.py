"""The next dates of a town hall: milestones, ends of commitments, and measurements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from followup.commitments.presenters.work import WorkRow
from followup.indicators.presenters import Line

MOST = 8


@dataclass(frozen=True)
class NextDate:
    on: date
    title: str
    address: str


def next_dates(lines: Iterable[Line], rows: Iterable[WorkRow], today: date) -> list[NextDate]:
    """Return what falls due from today on, the nearest first."""
    found = [
        NextDate(one.when, _title(one), reverse("commitments:work", args=[one.row.code]))
        for one in rows
        if one.when >= today
    ]
    for line in lines:
        one = line.one
        if one.due_on >= today and not one.is_approved and one.closed is None:
            address = reverse(
                "indicators:measurement-write", args=[one.municipality.slug, one.sheet.code, one.period.code]
            )
            found.append(NextDate(one.due_on, f"{one.sheet.code} {one.sheet.name}: {line.period}", address))
    return sorted(found, key=lambda one: (one.on, one.title))[:MOST]


def _title(one: WorkRow) -> str:
    what, is_milestone, _ = one.next_words.partition(":")
    return f"{what} de «{one.row.title}»" if is_milestone else f"Termina «{one.row.title}»"
