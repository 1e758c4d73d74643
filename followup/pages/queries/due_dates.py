"""The due dates of commitments as a calendar file: milestones without evidence, and ends."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.utils import timezone

from core.calendar.event import CalendarEvent, calendar_file
from core.web.addresses import absolute
from followup.commitments.models import Commitment
from followup.commitments.queries.public import public_commitments


def calendar_of(commitments: Iterable[Commitment], *, name: str) -> bytes:
    """`commitments`: with milestones and versions prefetched. No query."""
    return calendar_file([event for one in commitments for event in _events(one)], name=name)


def whole_calendar(today: date) -> bytes:
    """Every commitment that is still open. Five queries, however many there are."""
    rows = public_commitments().filter(second_reading=None, end__gte=today).order_by("end", "code")
    return calendar_of(rows.with_parts(), name="Compromisos del Valle de Aburrá")  # type: ignore[attr-defined]


def _events(one: Commitment) -> list[CalendarEvent]:
    steps = [
        _event(one, f"hito-{row.number}", row.due_on, f"Vence el hito {row.number}: {row.title}")
        for row in one.milestones.all()
        if row.done_on is None
    ]
    return [*steps, _event(one, "fin", one.end, f"Termina el plazo: {one.title}")]


def _event(one: Commitment, what: str, day: date, title: str) -> CalendarEvent:
    """The whole day."""
    address = absolute(one.get_absolute_url())
    starts_at = timezone.make_aware(datetime.combine(day, time.min))
    changed_at = max([one.proposed_at, *(row.made_at for row in one.versions.all())])
    demo = ["Datos de demostración."] if one.is_demo else []
    text = [*demo, f"Compromiso {one.code}: {one.title}", f"Responde: {one.office}"]
    return CalendarEvent(
        uid=f"compromiso-{one.code}-{what}@{urlsplit(address).hostname}", title=title, starts_at=starts_at,
        ends_at=starts_at + timedelta(days=1), place=str(one.municipality or ""), text="\n".join(text), address=address,
        changed_at=changed_at, sequence=one.version,
    )  # fmt: skip
