"""Calendar files, read back by a second hand: line by line, as RFC 5545 says."""

from datetime import UTC, datetime, timedelta

from core.calendar.event import CalendarEvent, calendar_file

START = datetime(2027, 5, 22, 14, 0, tzinfo=UTC)
WORKSHOP = CalendarEvent(
    uid="taller-7@portal.example", title="Ideas; para llegar a pie, sin miedo", starts_at=START,
    ends_at=START + timedelta(hours=3), place="Salón comunal, Girardota", text="Uno\nDos " + "á" * 200,
    address="https://portal.example/agendas/AG-1/talleres/7/", changed_at=START, sequence=2,
)  # fmt: skip


def unfolded(content: bytes) -> list[str]:
    text = content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").split("\r\n")


def test_an_event_is_written_with_escapes_and_folded_lines():
    lines = unfolded(calendar_file([WORKSHOP], name="Talleres"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "UID:taller-7@portal.example" in lines
    assert r"SUMMARY:Ideas\; para llegar a pie\, sin miedo" in lines
    assert "DTSTART:20270522T140000Z" in lines
    assert "DTEND:20270522T170000Z" in lines
    assert r"LOCATION:Salón comunal\, Girardota" in lines
    assert r"DESCRIPTION:Uno\nDos " + "á" * 200 in lines
    assert "SEQUENCE:2" in lines
    assert "STATUS:CONFIRMED" in lines


def test_a_cancelled_event_says_so_and_an_empty_calendar_is_one():
    from dataclasses import replace

    assert "STATUS:CANCELLED" in unfolded(calendar_file([replace(WORKSHOP, is_cancelled=True)], name="Talleres"))
    assert "BEGIN:VEVENT" not in unfolded(calendar_file([], name="Talleres"))
