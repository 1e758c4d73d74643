"""Commitments as their writers propose them, and the people of the metropolitan team."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from followup.commitments.actions import promises
from followup.commitments.actions.promises import Sheet
from followup.commitments.models import Commitment
from territory.models import Municipality

DAY = date(2027, 3, 1)
AT = datetime.fromisoformat("2027-03-01T10:00:00-05:00")
START, END = DAY, date(2027, 12, 15)
DUE = {1: date(2027, 5, 31), 2: date(2027, 9, 30), 3: END}
FIELDS: dict[str, Any] = {
    "title": "Contar qué pasó con los aportes", "what_changes": "Cada aporte tiene respuesta pública.",
    "for_whom": "Quienes participan", "measure": "8 devoluciones", "start": START, "end": END,
    "office": "Secretaría de Participación", "office_role": "Secretaria", "contact": "participacion@aqui.example",
    "partners": "", "budget_source": "", "secop_url": "", "tags": [], "indicator": None, "cadence": "trimestral",
    "is_verifiable": True, "ambition": "modesto",
}  # fmt: skip
LINK = "https://aqui.example/devolucion"


def at(day: date) -> datetime:
    return AT + (day - DAY)


def after(days: int) -> datetime:
    return AT + timedelta(days)


def sheet(
    milestones: Mapping[int, tuple[str, date]] | None = None, municipalities: list[Municipality] | None = None, **fields: Any
) -> Sheet:  # fmt: skip
    steps = milestones or {number: (f"Devolución {number} publicada", due) for number, due in DUE.items()}
    return Sheet(FIELDS | fields, steps, municipalities or [])


def propose(
    by: User, municipality: Municipality | None, *, when: datetime = AT, is_demo: bool = False, **more: Any
) -> Commitment:  # fmt: skip
    return promises.propose(sheet=sheet(**more), municipality=municipality, by=by, at=when, is_demo=is_demo)


def accepted(
    by: User, acceptor: User, municipality: Municipality | None, *, when: datetime = AT, **more: Any
) -> Commitment:
    row = propose(by, municipality, when=when, **more)
    return promises.accept(commitment=row, seen=row.version, by=acceptor, at=when)


def from_today(today: date) -> dict[str, Any]:
    """Dates of a promise that begins today: for pages that look at the clock."""
    end = today + timedelta(200)
    return {
        "start": today,
        "end": end,
        "milestones": {1: ("Balance publicado", today + timedelta(90)), 2: ("Todo", end)},
    }
