"""Calendar files (iCalendar, RFC 5545) of public events."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vText

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class CalendarEvent:
    """`uid`: the same in each version of the file, so that calendars replace the event. `changed_at`: of this version.

    `sequence`: grows with each version.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    text: str
    address: str
    changed_at: datetime
    sequence: int = 0
    is_cancelled: bool = False


def calendar_file(events: Iterable[CalendarEvent], *, name: str) -> bytes:
    """Return one calendar with these events. Moments are written in UTC, which every calendar program reads alike."""
    calendar = Calendar()
    calendar.add("prodid", "-//Innovación Pública 360//ES")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in events:
        event = Event()
        event.add("uid", one.uid)
        event.add("summary", one.title)
        event.add("dtstart", one.starts_at.astimezone(UTC))
        event.add("dtend", one.ends_at.astimezone(UTC))
        event.add("dtstamp", one.changed_at.astimezone(UTC))
        event.add("last-modified", one.changed_at.astimezone(UTC))
        event.add("sequence", one.sequence)
        event["location"] = vText(one.place)
        event.add("description", one.text)
        event.add("url", one.address)
        event.add("status", "CANCELLED" if one.is_cancelled else "CONFIRMED")
        calendar.add_component(event)
    return calendar.to_ical()
