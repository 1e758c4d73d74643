"""What people are told when a round opens: sent by the action, and shown before it is sent."""

from datetime import date
from typing import NamedTuple

from accounts.permissions import Permission
from core.words import long_day, named
from diagnostics.assessments.models import Round
from territory.models import Municipality

# Who is told, by the permission that finds them, and what each does first.
LIAISON, MAYOR = Permission.SUBMIT_ASSESSMENT, Permission.SIGN_ASSESSMENT
FIRST_STEPS = {
    LIAISON: "Lo primero: confirme los datos del municipio, invite a su equipo y reparta las dimensiones.",
    MAYOR: "Ahora no tiene que hacer nada. Cuando el enlace envíe el diagnóstico, se le pedirá la firma con otro aviso.",
}


class Message(NamedTuple):
    title: str
    body: str


def opening_message(round: Round, place: Municipality, who: Permission) -> Message:
    """What the liaison (LIAISON) or the mayor's office (MAYOR) of a municipality is told."""
    rehearsal = "Es un ensayo: nada de lo que se responda se publica. " if round.is_rehearsal else ""
    return Message(f"Se abre {named(round)} para {place}", f"{rehearsal}{period_of(round)} {FIRST_STEPS[who]}")


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
