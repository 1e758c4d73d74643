"""What happened to a commitment, newest first: for its page, its feed and those who follow."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from core.words import long_date
from followup.commitments.choices import NewsKind, State
from followup.commitments.models import Commitment, News


@dataclass(frozen=True)
class Happening:
    """`key`: the same for ever. `office`: who tells it, "" for what the portal itself says. `is_demo`: it is invented."""

    key: str
    at: datetime
    title: str
    text: str
    office: str = ""
    is_demo: bool = False


def happenings_of(one: Commitment, news: list[News]) -> list[Happening]:
    """`one`: with_parts. No query."""
    found = [*_versions(one), *_milestones(one), *_lowerings(one), *_closing(one)]
    found += [
        Happening(f"news-{row.pk}", row.at, NewsKind(row.kind).label, row.text, row.office) for row in news
    ]  # fmt: skip
    return sorted(found, key=lambda happening: (happening.at, happening.key), reverse=True)


def _versions(one: Commitment) -> list[Happening]:
    return [
        Happening(
            f"version-{row.number}", _noon(row.made_on),
            "Se acordó" if row.number == 1 else f"Cambió lo prometido: versión {row.number}",
            row.reason or f"Queda prometido para el {long_date(date.fromisoformat(row.content['end']))}.", row.office,
        )
        for row in one.versions.all()
    ]  # fmt: skip


def _milestones(one: Commitment) -> list[Happening]:
    return [
        Happening(f"milestone-{row.number}-{row.done_on}", _noon(row.done_on), f"Hito {row.number} con evidencia", row.title)
        for row in one.milestones.all()
        if row.done_on
    ]  # fmt: skip


def _lowerings(one: Commitment) -> list[Happening]:
    return [
        Happening(
            f"lowering-{row.pk}", _noon(row.since), f"Su estado bajó a «{State(row.to).label.lower()}»", row.reason,
            row.office,
        )
        for row in one.lowerings.all()
    ]  # fmt: skip


def _closing(one: Commitment) -> list[Happening]:
    reading = getattr(one, "second_reading", None)
    if reading is None:
        return []
    text = reading.words or reading.get_completion_display()
    return [Happening("closing", _noon(reading.closed_on), "Segunda lectura", text, reading.office)]


def _noon(day: date) -> datetime:
    """Of what is known by its day only."""
    return timezone.make_aware(datetime.combine(day, time(12)))
