"""What people are told when a round opens: sent by the action, and shown before it is sent."""

from datetime import date
from typing import NamedTuple

from accounts.permissions import Permission
from core.versioned_text.queries import filled
from core.words import long_day, named
from diagnostics.assessments.choices.notifications import OPENED_LIAISON, OPENED_MAYOR
from diagnostics.assessments.models import Round
from territory.models import Municipality

# Who is told, by the permission that finds them.
LIAISON, MAYOR = Permission.SUBMIT_ASSESSMENT, Permission.SIGN_ASSESSMENT
OPENING_TEXTS = {LIAISON: OPENED_LIAISON, MAYOR: OPENED_MAYOR}


class Message(NamedTuple):
    title: str
    body: str


def opening_values(round: Round, place: Municipality) -> dict[str, str]:
    rehearsal = "Es un ensayo: nada de lo que se responda se publica." if round.is_rehearsal else ""
    return {"ciclo": named(round), "municipio": str(place), "periodo": period_of(round), "ensayo": rehearsal}


def opening_message(round: Round, place: Municipality, who: Permission) -> Message:
    """What the liaison (LIAISON) or the mayor's office (MAYOR) of a municipality is told."""
    said = filled(OPENING_TEXTS[who].key, opening_values(round, place))
    return Message(said.heading, said.text)


def period_of(round: Round) -> str:
    if round.closes_on is None:
        return "El cierre todavía no tiene fecha."
    until = f"el {long_day(round.closes_on, with_year=True)}"
    cutoff = f" Se responde con corte al {long_day(round.cutoff_on, with_year=True)}." if round.cutoff_on else ""
    if round.opens_on is None:
        return f"Se responde hasta {until}.{cutoff}"
    return f"Se responde desde el {long_day(round.opens_on)} hasta {until}.{cutoff}"


def day_words(day: date | None) -> str:
    return long_day(day, with_year=True) if day else "sin fecha"
