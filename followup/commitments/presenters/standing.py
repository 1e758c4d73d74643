"""The state of a commitment in words: what it is, by which rule, and what would change it. For work screens and public pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from core.words import counted, long_date
from followup.commitments.choices import Completion
from followup.commitments.choices import State as Labels
from followup.commitments.models import Commitment, Lowering, Milestone
from followup.commitments.queries.standing import silent_days
from followup.rules import states
from followup.rules.states import Standing, State, Why

# Kind and icon of the tag (components/tag.html).
TAGS = {
    State.PROPOSED: ("", "clock"), State.AGREED: ("", "check"), State.UNDER_WAY: ("ok", "check"),
    State.AT_RISK: ("wait", "triangle-alert"), State.FULFILLED: ("ok", "check"), State.NOT_FULFILLED: ("late", "triangle-alert"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What leads to another state, or keeps this one. `to`: the state's label, or what happens."""

    to: str
    when: str


@dataclass(frozen=True)
class Shown:
    """`tone`: ending of the classes of its tag («wait», «late», «ok», or none), with its `icon`. `rule`: why, in a sentence.

    `since`: the first day of it, None where it is not known from dates. `marks`: further sentences that are no state.
    """

    standing: Standing
    label: str
    tone: str
    icon: str
    rule: str
    since: date | None
    changes: list[Change]
    marks: list[str]


def shown_of(row: Commitment, day: date) -> Shown:
    """Say the state of a commitment on a day; reads what `with_parts` fetches, and its news (`news_day`)."""
    standing = states.standing(row.rules, day)
    return Shown(
        standing, _label(row, standing), *TAGS[standing.state], _rule(row, standing, day), _since(row, standing, day),
        _changes(row, standing, day), _marks(row, standing, day),
    )  # fmt: skip


def late_milestones(row: Commitment, day: date) -> list[Milestone]:
    """Return those past their date without evidence, the oldest date first."""
    late = [one for one in row.milestones.all() if one.done_on is None and one.due_on < day]
    return sorted(late, key=lambda one: (one.due_on, one.number))


def next_milestone(row: Commitment, day: date) -> Milestone | None:
    """Return the next one that is due without evidence."""
    ahead = [one for one in row.milestones.all() if one.done_on is None and one.due_on >= day]
    return min(ahead, key=lambda one: (one.due_on, one.number), default=None)


def quiet_days(row: Commitment, last_news_on: date | None, day: date) -> int:
    """Return for how many days nothing was told or proved, as every other page says it; 0 while nothing is missing."""
    proven = [one.done_on for one in row.milestones.all() if one.done_on and one.done_on <= day]
    heard_on = max(filter(None, (*proven, last_news_on)), default=None)
    return silent_days(row.rules, states.standing(row.rules, day), heard_on, row.cadence, day) or 0


def news_day(row: Commitment) -> date | None:
    """Return the day of the last news: annotated by queries.work.listed, else from its news, which the caller fetched."""
    at = row.last_news_at if hasattr(row, "last_news_at") else max((one.at for one in row.news.all()), default=None)
    return timezone.localdate(at) if at else None


def _label(row: Commitment, standing: Standing) -> str:
    label = str(Labels(standing.state).label)
    if standing.why == Why.CLOSED and standing.state == State.NOT_FULFILLED:
        return f"{label}, {Completion(row.second_reading.completion).label.lower()}"
    return label


def _rule(row: Commitment, standing: Standing, day: date) -> str:
    match standing.why:
        case Why.NOT_ACCEPTED:
            return "Está propuesto porque todavía no lo acepta quien responde."
        case Why.CLOSED:
            return _closed(row)
        case Why.ENDED_UNDONE:
            undone = [one.number for one in row.milestones.all() if one.done_on is None]
            lacks = "falta la evidencia de un hito" if len(undone) == 1 else f"faltan evidencias de {len(undone)} hitos"
            return f"No se cumplió: terminó el {long_date(row.end)} y {lacks}."
        case Why.ENDED_DONE:
            return f"Hecho: terminó el {long_date(row.end)} con todos sus hitos. Espera la segunda lectura."
        case Why.MILESTONE_LATE:
            first = late_milestones(row, day)[0]
            return (
                f"Está en riesgo porque venció un hito sin evidencia: el {first.number}, el {long_date(first.due_on)}."
            )
        case Why.STARTED:
            return f"Está en marcha desde el {long_date(max(row.start, row.accepted_on))}, y ningún hito está vencido."
        case Why.LOWERED:
            one = lowering_in_force(row, day)
            return f"{one.office} lo rebajó el {long_date(one.since)}: {one.reason}" if one else ""
    return f"Está acordado: empieza el {long_date(row.start)}."


def lowering_in_force(row: Commitment, day: date) -> Lowering | None:
    return next(
        (one for one in row.lowerings.all() if one.since <= day and (one.lifted_on is None or day < one.lifted_on)),
        None,
    )


def _closed(row: Commitment) -> str:
    reading = row.second_reading
    said = f"La segunda lectura lo cerró el {long_date(reading.closed_on)} como «{reading.get_completion_display().lower()}»."
    return f"{said} {reading.words}".strip()


def _since(row: Commitment, standing: Standing, day: date) -> date | None:
    match standing.why:
        case Why.CLOSED:
            return row.second_reading.closed_on
        case Why.ENDED_UNDONE | Why.ENDED_DONE:
            return row.end + timedelta(1)
        case Why.MILESTONE_LATE:
            return late_milestones(row, day)[0].due_on + timedelta(1)
        case Why.LOWERED:
            one = lowering_in_force(row, day)
            return one.since if one else None
        case Why.NOT_STARTED:
            return row.accepted_on
        case Why.STARTED:
            return max(row.start, row.accepted_on)
    return timezone.localdate(row.proposed_at)


def _changes(row: Commitment, standing: Standing, day: date) -> list[Change]:
    end = long_date(row.end)
    match standing.why:
        case Why.NOT_ACCEPTED:
            return [Change("Pasa a «acordado» o «en marcha»", "el día en que lo acepte quien responde.")]
        case Why.CLOSED:
            return []
        case Why.ENDED_UNDONE:
            return [
                Change("Pasa a «en marcha»", "si se pone la evidencia que falta; el atraso queda a la vista."),
                Change("Se cierra", "con la segunda lectura de quien no responde por él."),
            ]
        case Why.ENDED_DONE:
            return [Change("Pasa a «cumplido»", "si la segunda lectura lo encuentra completo; si no, a «no cumplido».")]
        case Why.MILESTONE_LATE:
            one = len(late_milestones(row, day)) == 1
            missing = "se pone la evidencia que falta" if one else "se ponen las evidencias que faltan"
            return [
                Change("Vuelve a «en marcha»", f"si {missing} a más tardar el {end}."),
                Change("Pasa a «no cumplido»", f"si pasa el {end} y falta un hito."),
            ]
        case Why.LOWERED:
            return [Change(f"Vuelve a «{Labels(standing.derived).label.lower()}»", "cuando se levante la rebaja.")]
        case Why.STARTED:
            return _while_under_way(row, day)
    return [Change("Pasa a «en marcha»", f"el {long_date(row.start)}."), *_while_under_way(row, day)]


def _while_under_way(row: Commitment, day: date) -> list[Change]:
    ahead, end = next_milestone(row, day), long_date(row.end)
    if ahead is None:
        return [Change("Espera la segunda lectura", "tiene todos sus hitos con evidencia.")]
    due = long_date(ahead.due_on)
    return [
        Change("Pasa a «en riesgo»", f"si pasa el {due} sin la evidencia del hito {ahead.number}."),
        Change("Pasa a «no cumplido»", f"si pasa el {end} y falta un hito."),
    ]


def _marks(row: Commitment, standing: Standing, day: date) -> list[str]:
    marks = []
    if row.changes:
        today = f" Prometido para el {long_date(row.original_end)}; hoy, el {long_date(row.end)}."
        kept = "" if row.end == row.original_end else today
        marks.append(f"Reformulado: {counted(row.changes, 'cambio', 'cambios')}.{kept}")
    if standing.why != Why.NOT_ACCEPTED and day > row.original_end and not states.met_original_date(row.rules):
        marks.append(f"No se cumplió en su fecha original, el {long_date(row.original_end)}.")
    quiet = quiet_days(row, news_day(row), day)
    if quiet:
        marks.append(f"Sin novedades hace {counted(quiet, 'día', 'días')}.")
    return marks
