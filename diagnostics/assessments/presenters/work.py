"""What «Mi trabajo» shows of the work of an assessment: its heading, who has each dimension, who is waited for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from accounts.permissions import Permission
from core.words import counted, joined
from diagnostics.assessments.choices import State
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.queries.filling import Part
from diagnostics.assessments.queries.work import Work


@dataclass(frozen=True)
class Action:
    label: str
    url: str


@dataclass(frozen=True)
class DimensionRow:
    """`who`: to whom the dimension is given, in words; "" where the whole team answers it."""

    part: Part
    who: str


@dataclass(frozen=True)
class Awaited:
    """A colleague with work left, `what` in words."""

    name: str
    what: str


def heading_of(work: Work, *, place: str, is_reader: bool, is_whole_team: bool) -> str:
    """Return what is left, in one sentence. `is_whole_team`: the work shown is not only the reader's own."""
    unanswered, unproven = work.counts["unanswered"], work.counts["proof"]
    answers, proofs = counted(unanswered, "respuesta", "respuestas"), counted(unproven, "evidencia", "evidencias")
    if not work.pending:
        return "Faltan los datos del municipio" if work.missing_facts else "Usted no tiene pendientes"
    if not unanswered:
        return f"{_lack(unproven)} {proofs}" if unproven else "Quedan detalles por corregir"
    what = f"{answers} y {proofs}" if unproven else answers
    lack = _lack(unanswered)
    if is_reader:
        return f"A {place} le {lack.lower()} {what}"
    return f"{lack} {what}" if is_whole_team else f"Le {lack.lower()} {what}"


def _lack(number: int) -> str:
    return "Falta" if number == 1 else "Faltan"


def dimension_rows(work: Work, user) -> list[DimensionRow]:
    rows = []
    for part in work.filling.dimensions:
        people = work.shares.by_dimension.get(part.spec.code, {})
        names = ["usted" if pk == user.pk else name for pk, name in people.items()]
        rows.append(DimensionRow(part, joined(sorted(names, key=lambda name: name != "usted"))))
    return rows


def awaited(work: Work, user) -> list[Awaited]:
    """Return the colleagues to whom dimensions with work left are given, in the questionnaire's order."""
    found: dict[str, list[str]] = {}
    for part in work.filling.dimensions:
        left = work.left_in(part.spec.code)
        for pk, name in work.shares.by_dimension.get(part.spec.code, {}).items() if left else ():
            if pk != user.pk:
                found.setdefault(name, []).append(f"{left} de {part.spec.short_name}")
    return [Awaited(name, ", ".join(parts)) for name, parts in found.items()]


# What a person of the municipality does in a state, with the permission for it and the page.
ACTIONS = {
    State.SIGN_OFF: ("Leer y firmar", Permission.SIGN_ASSESSMENT, "review:sign"),
    State.CLARIFICATION: ("Aclarar", Permission.FILL_ANSWERS, "review:outcome"),
    State.REPLY_OPEN: ("Contestar los ajustes", Permission.FILL_ANSWERS, "review:outcome"),
}


def action_of(assessment: Assessment, may: Callable[[Permission], bool]) -> Action | None:
    """Return what the person does next in an assessment; None where it is another one's turn."""
    answers = ("Responder", Permission.FILL_ANSWERS, "assessments:assessment-detail")
    found = ACTIONS.get(State(assessment.state), answers if assessment.is_fillable else None)
    if found is None or not may(found[1]):
        return None
    return Action(found[0], reverse(found[2], args=[assessment.round.code, assessment.municipality.slug]))
