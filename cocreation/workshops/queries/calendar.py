"""The calendar file of a workshop."""

from urllib.parse import urlsplit

from cocreation.agendas.choices import DEMO
from cocreation.workshops.models import Workshop
from core.calendar.event import CalendarEvent, calendar_file
from core.web.addresses import absolute


def event_of(workshop: Workshop) -> CalendarEvent:
    address = absolute(workshop.get_absolute_url())
    where = ", ".join(part for part in (workshop.place, str(workshop.municipality or "")) if part)
    cancelled = f"CANCELADO: {workshop.cancelled_because}" if workshop.is_cancelled else ""
    demo = f"{DEMO}." if workshop.agenda.is_demo else ""
    parts = (demo, cancelled, workshop.objective, workshop.access, workshop.link, workshop.care)
    return CalendarEvent(
        uid=f"taller-{workshop.agenda.code}-{workshop.number}@{urlsplit(address).hostname}",
        title=f"{'Cancelado: ' if workshop.is_cancelled else ''}{workshop.title}",
        starts_at=workshop.starts_at, ends_at=workshop.ends_at, place=where or workshop.link,
        text="\n".join(filter(None, parts)), address=address, changed_at=workshop.changed_at, sequence=workshop.sequence,
        is_cancelled=workshop.is_cancelled,
    )  # fmt: skip


def workshop_calendar(workshop: Workshop) -> bytes:
    return calendar_file([event_of(workshop)], name=workshop.agenda.name)
