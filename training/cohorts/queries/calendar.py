"""The calendar file of the live sessions of a cohort."""

from urllib.parse import urlsplit

from core.calendar.event import CalendarEvent, calendar_file
from core.web.addresses import absolute
from training.cohorts.models import Cohort, LiveSession


def event_of(session: LiveSession, cohort: Cohort, *, with_link: bool) -> CalendarEvent:
    """`with_link`: the address of the meeting is in it, for who takes part."""
    address = absolute(cohort.get_absolute_url())
    is_cancelled = session.cancelled_at is not None
    parts = (
        "Datos de demostración." if cohort.is_demonstration else "",
        f"CANCELADA: {cohort.reason}" if is_cancelled else "",
        f"{cohort.version.title}, {cohort.name}.",
        session.link if with_link else "",
    )
    title = f"{cohort.version.title}: {session.title}"
    return CalendarEvent(
        uid=f"sesion-{cohort.code}-{session.number}@{urlsplit(address).hostname}",
        title=f"Cancelada: {title}" if is_cancelled else title, starts_at=session.starts_at, ends_at=session.ends_at,
        place=session.place or (session.link if with_link else session.where), text="\n".join(filter(None, parts)),
        address=address, changed_at=session.changed_at, sequence=session.version, is_cancelled=is_cancelled,
    )  # fmt: skip


def sessions_calendar(cohort: Cohort, *, with_link: bool) -> bytes:
    events = [event_of(session, cohort, with_link=with_link) for session in cohort.sessions.all()]
    return calendar_file(events, name=f"{cohort.version.title}, {cohort.name}")
