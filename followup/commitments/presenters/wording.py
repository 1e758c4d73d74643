"""The state of a commitment (followup.rules.states) in words, for every page: its name, why, and what would change it."""

from datetime import date

from core.words import counted, joined, long_date
from followup.commitments.choices import Completion, State
from followup.rules import states
from followup.rules.states import Promise, Standing, Why

# Kind and icon of the tag (components/tag.html).
TAGS = {
    State.PROPOSED: ("", "clock"), State.AGREED: ("", "check"), State.UNDER_WAY: ("ok", "check"),
    State.AT_RISK: ("wait", "triangle-alert"), State.FULFILLED: ("ok", "check"), State.NOT_FULFILLED: ("late", "triangle-alert"),
}  # fmt: skip
DONE = "Hecho; espera segunda lectura"
# The rows in their order: what holds, and the state.
RULES = (
    ("La dependencia responsable todavía no lo aceptó", State.PROPOSED.label),
    ("Se cerró con una segunda lectura: cumplido, si está completo", f"{State.FULFILLED.label} o no"),
    ("Pasó la fecha final y falta un hito", State.NOT_FULFILLED.label),
    ("Pasó la fecha final y todo tiene evidencia: espera la segunda lectura", State.UNDER_WAY.label),
    ("Venció un hito sin evidencia", State.AT_RISK.label),
    ("Ya empezó", State.UNDER_WAY.label),
    ("Todavía no ha empezado", State.AGREED.label),
)  # fmt: skip
ROW = {
    Why.NOT_ACCEPTED: 1, Why.CLOSED: 2, Why.ENDED_UNDONE: 3, Why.ENDED_DONE: 4, Why.MILESTONE_LATE: 5, Why.STARTED: 6,
    Why.NOT_STARTED: 7,
}  # fmt: skip


def found_by(promise: Promise, on: Standing) -> str:
    """Return what the second reading found of one that was not fulfilled: «avance limitado»; "" of all others."""
    if on.why != Why.CLOSED or promise.closing is None or on.state != states.State.NOT_FULFILLED:
        return ""
    return Completion(promise.closing.completion.value).label.lower()


def label_of(promise: Promise, on: Standing) -> str:
    """«En marcha», «No cumplido, avance limitado»."""
    return ", ".join(filter(None, (State(on.state.value).label, found_by(promise, on))))


def because(promise: Promise, on: Standing, day: date) -> tuple[str, str]:
    """Return why it has its state: what is said with weight, and the rest of the sentence."""
    late = [one for one in promise.milestones if one.due_on < day and not one.is_done(day)]
    missing = sum(not one.is_done(day) for one in promise.milestones)
    end = long_date(promise.end)
    if on.why == Why.CLOSED and promise.closing:
        word = Completion(promise.closing.completion.value).label.lower()
        rest = f"según la segunda lectura del {long_date(promise.closing.on)}: {word}."
        return "Se cumplió" if on.state == states.State.FULFILLED else "No se cumplió", rest
    if on.why == Why.MILESTONE_LATE:
        first = long_date(min(one.due_on for one in late))
        if len(late) == 1:
            return "Está en riesgo porque venció un hito sin evidencia", f"(el {late[0].number}, el {first})."
        numbers = joined([str(one.number) for one in late])
        return (
            f"Está en riesgo porque vencieron {len(late)} hitos sin evidencia",
            f"(el {numbers}; el primero, el {first}).",
        )
    return {
        Why.NOT_ACCEPTED: ("Es una propuesta:", "la dependencia responsable todavía no la ha aceptado."),
        Why.ENDED_UNDONE: (
            "No se cumplió:",
            f"el plazo terminó el {end} y {'falta' if missing == 1 else 'faltan'} "
            f"{counted(missing, 'hito', 'hitos')} con evidencia.",
        ),
        Why.ENDED_DONE: (f"{DONE}:", f"todos los hitos tienen evidencia y el plazo terminó el {end}."),
        Why.STARTED: ("Está en marcha:", f"empezó el {long_date(promise.start)} y ningún hito está vencido."),
        Why.NOT_STARTED: ("Está acordado:", f"empieza el {long_date(promise.start)}."),
        Why.LOWERED: (
            f"Una persona lo bajó a «{State(on.state.value).label.lower()}»:",
            f"por sus fechas estaría «{State(on.derived.value).label.lower()}».",
        ),
    }[on.why]  # fmt: skip


def would_change(promise: Promise, on: Standing, day: date) -> list[tuple[str, str]]:
    """Return what its state would become next, each with what would make it so."""
    end = long_date(promise.end)
    undone = [one for one in promise.milestones if not one.is_done(day)]
    late = [str(one.number) for one in undone if one.due_on < day]
    fails = ("Pasa a «no cumplido»", f"si el {end} termina y falta un hito.")
    if on.why == Why.LOWERED:
        return [(f"Vuelve a «{State(on.derived.value).label.lower()}»", "cuando se levante lo que lo bajó.")]
    if on.why == Why.MILESTONE_LATE:
        what = f"la evidencia del hito {late[0]}" if len(late) == 1 else f"la evidencia de los hitos {joined(late)}"
        return [("Vuelve a «en marcha»", f"si adjuntan {what} a más tardar el {end}."), fails]
    if on.why == Why.STARTED and undone:
        one = min(undone, key=lambda one: (one.due_on, one.number))
        risk = ("Pasa a «en riesgo»", f"si el {long_date(one.due_on)} termina sin la evidencia del hito {one.number}.")
        return [risk, fails] if one.due_on < promise.end else [fails]
    return {
        Why.NOT_ACCEPTED: [("Pasa a «acordado»", "cuando la dependencia responsable lo acepte.")],
        Why.NOT_STARTED: [("Pasa a «en marcha»", f"el {long_date(promise.start)}.")],
        Why.STARTED: [("Pasa a «cumplido»", "si la segunda lectura lo encuentra completo.")],
        Why.ENDED_DONE: [
            ("Pasa a «cumplido»", "si la segunda lectura lo encuentra completo."),
            ("Pasa a «no cumplido»", "si encuentra algo menos."),
        ],
        Why.ENDED_UNDONE: [("Vuelve a «en marcha»", "si adjuntan la evidencia que falta; después espera la segunda lectura.")],
    }.get(on.why, [])  # fmt: skip
