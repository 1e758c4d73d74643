"""Minutes of follow-up sessions."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from followup.minutes import actions
from followup.minutes.actions import Decided, Said
from followup.minutes.models import Minutes
from followup.minutes.presenters import has_demo, rows_of
from followup.pages.queries.board import board

OFFICES = ["Secretaría de Planeación", "Oficina TIC"]


def begun(by, at: datetime) -> Minutes:
    """A draft with the rows of the board."""
    found = board()
    return actions.start(rows=rows_of(found, timezone.localdate(at)), is_demo=has_demo(found), by=by, at=at)


def said(minutes: Minutes, at: datetime, *codes: str, attendees: Any = OFFICES) -> Said:
    """A decision about each row of these codes."""
    day, rows = timezone.localdate(at), minutes.rows.all()
    decided = Decided("Pedir la razón", "Oficina TIC", day + timedelta(15))
    return Said(day, attendees, {row.pk: decided if row.code in codes else Decided() for row in rows})


def close(minutes: Minutes, by, at: datetime, *codes: str, **changes: Any) -> Minutes:
    """Close it as it stands now."""
    minutes.refresh_from_db()
    what = said(minutes, at, *codes, **changes)
    return actions.close(minutes=minutes, said=what, seen=minutes.version, by=by, at=at)
