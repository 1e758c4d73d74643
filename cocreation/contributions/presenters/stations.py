"""The seven stations of a contribution, from its receipt to what changed."""

from dataclasses import dataclass
from datetime import datetime

from cocreation.agendas.choices import StageCode
from cocreation.agendas.models import Agenda
from cocreation.contributions.choices import ContributionState, Origin
from cocreation.contributions.models import Contribution
from core.trace.queries import TraceStep
from core.words import counted, day_span, short_day

S = ContributionState
DONE, AT, NEXT, LEFT_OUT = "done", "at", "next", "out"
RECEIVED, MODERATED, PUBLISHED, REVIEWED, DECIDED, AGREED, CHANGED = range(7)
STANDS_AT = {
    S.PUBLISHED: PUBLISHED, S.MERGED: PUBLISHED, S.UNDER_REVIEW: REVIEWED, S.TAKEN_UP: DECIDED, S.NOT_TAKEN_UP: DECIDED,
}  # fmt: skip
BY = {Origin.WEB: "Por web", Origin.WORKSHOP: "En un taller", Origin.PAPER: "En papel"}
# Steps that belong to a station and are no station of their own.
ON_THE_WAY = {"corregida": "Texto corregido", "unida": "Unida con otra", "agrupada": "Se responde junto con otras"}


@dataclass(frozen=True)
class Note:
    text: str
    address: str = ""


@dataclass(frozen=True)
class Station:
    """`state`: done, at, next, or out: it will not come to that."""

    name: str
    state: str
    at: datetime | None = None
    when: str = ""
    notes: tuple[Note, ...] = ()


def stations_of(row: Contribution, line: list[TraceStep]) -> list[Station]:
    """Return the seven stations. When each was reached stands in the trace; how far it got, in the state."""
    reached, stands = {step.step: step for step in line}, stood_at(row, line)
    is_withdrawn, is_no = row.state == S.WITHDRAWN, row.state == S.NOT_TAKEN_UP
    seen, review = reached.get("publicada"), reached.get("en_analisis")
    decision = reached.get("incorporada") or reached.get("no_incorporada")
    promised, changed = reached.get("compromiso"), reached.get("cambio")
    agreed = promised or reached.get("acordada")
    received_at = reached["recibida"].at if "recibida" in reached else row.received_at
    parts = [
        ("Recibida", received_at, "", (Note(BY[Origin(row.channel)]),)),
        ("En moderación", seen.at if seen else None, "", (Note("Cumple las reglas"),)),
        ("Publicada", seen.at if seen else None, "", tuple(map(_note, (s for s in line if s.step in ON_THE_WAY)))),
        ("En análisis", review.at if review else None, _after(row), _reviewed_by(row, stands)),
        ("No incorporada" if is_no else "Incorporada", decision.at if decision else None, "", _decided(row, stands)),
        (
            "Acuerdo" if agreed and not promised else "Compromiso",
            agreed.at if agreed else None,
            _span(row.agenda, StageCode.COMMITMENTS),
            _agreed(agreed),
        ),
        (
            "Qué cambió",
            changed.at if changed else None,
            _span(row.agenda, StageCode.FOLLOW_UP),
            (Note("Se mira si se cumplió"),),
        ),
    ]
    ends = is_withdrawn or is_no or row.state == S.MERGED
    return [
        Station(name, _state(number, stands, ends), at if number <= stands else None, "" if number <= stands else when,
                () if number > stands and ends else notes)
        for number, (name, at, when, notes) in enumerate(parts)
    ]  # fmt: skip


def stood_at(row: Contribution, line: list[TraceStep]) -> int:
    """Return the number of the station, from 0, that it has reached; for a withdrawn one, where it was."""
    if row.state == S.WITHDRAWN:
        return REVIEWED if any(step.step == "en_analisis" for step in line) else PUBLISHED
    steps = {step.step for step in line}
    if "cambio" in steps:
        return CHANGED
    return AGREED if steps & {"acordada", "compromiso"} else STANDS_AT[S(row.state)]


def _state(number: int, stands: int, ends: bool) -> str:
    if number == stands:
        return AT
    return DONE if number < stands else LEFT_OUT if ends else NEXT


def _note(step: TraceStep) -> Note:
    label = f"{ON_THE_WAY[step.step]} el {short_day(step.at)}"
    return Note(f"{label}: {step.to.label}" if step.to else label, step.to.address if step.to else "")


def _reviewed_by(row: Contribution, stands: int) -> tuple[Note, ...]:
    answer = getattr(row, "answer", None)
    if stands == REVIEWED and row.due_on:
        return (Note(f"Respuesta hasta el {short_day(row.due_on)}"),)
    return (
        (Note(answer.office),)
        if answer
        else (Note(f"En {counted(row.agenda.answer_days, 'día hábil', 'días hábiles')}"),)
    )


def _decided(row: Contribution, stands: int) -> tuple[Note, ...]:
    return (Note("Leer la razón", "#respuesta"),) if stands == DECIDED else (Note("O no, con su razón"),)


def _agreed(step: TraceStep | None) -> tuple[Note, ...]:
    if step is None:
        return (Note("Se acuerda quién y cuándo"),)
    return (Note(step.to.label, step.to.address),) if step.to else ()


def _after(row: Contribution) -> str:
    """When its own stage closes, the answers begin."""
    code = StageCode.IDEAS if row.kind == "idea" else StageCode.PROBLEMS
    stage = next((stage for stage in row.agenda.stages.all() if stage.code == code), None)
    return f"desde el {short_day(stage.closes_on)}" if stage else ""


def _span(agenda: Agenda, code: StageCode) -> str:
    stage = next((stage for stage in agenda.stages.all() if stage.code == code), None)
    return day_span(stage.opens_on, stage.closes_on) if stage else ""
