"""Rows of the work lists, by what needs doing: of a town hall its own next step, of the metropolitan team decisions first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from core.words import counted, long_date
from followup.commitments.models import Commitment
from followup.commitments.presenters.standing import (
    Shown,
    late_milestones,
    news_day,
    next_milestone,
    quiet_days,
    shown_of,
)
from followup.commitments.queries.who import open_request
from followup.rules.quality import Finding, Promised, findings
from followup.rules.states import State, Why

NEW_FOR = timedelta(14)  # how long evidence counts as new for the team
NOTHING = 90


@dataclass(frozen=True)
class WorkRow:
    """`need`: what waits, in words; "" where only dates go by. `urgency`: sorts, lowest first."""

    row: Commitment
    shown: Shown
    need: str
    urgency: int
    when: date
    next_words: str

    @property
    def milestones_done(self) -> int:
        return sum(one.done_on is not None for one in self.row.milestones.all())


def rows_for(rows: Iterable[Commitment], day: date, *, for_team: bool) -> list[WorkRow]:
    """Return the rows of a list (queries.work.listed), what needs doing first."""
    found = [_row(row, day, for_team) for row in rows]
    return sorted(found, key=lambda one: (one.urgency, one.when, one.row.code))


def _row(row: Commitment, day: date, for_team: bool) -> WorkRow:
    shown = shown_of(row, day)
    urgency, need = (_of_team if for_team else _of_office)(row, shown, day)
    ahead = next_milestone(row, day)
    when = ahead.due_on if ahead else row.end
    words = f"Hito {ahead.number}: {long_date(ahead.due_on)}" if ahead else _ending(row, day)
    return WorkRow(row, shown, need, urgency, when, words)


def _ending(row: Commitment, day: date) -> str:
    return f"{'Termina' if day <= row.end else 'Terminó'} el {long_date(row.end)}"


def _of_team(row: Commitment, shown: Shown, day: date) -> tuple[int, str]:
    why = shown.standing.why
    if why == Why.CLOSED:
        return NOTHING + 1, ""
    if why == Why.NOT_ACCEPTED:
        waits_here = row.municipality_id is None
        return (4, "Espera que se acepte") if waits_here else (NOTHING, "Espera que el municipio lo acepte")
    if why == Why.ENDED_UNDONE and not row.has_reason:
        return 0, "Terminó sin cumplirse y sin razón publicada"
    is_over = why in (Why.ENDED_UNDONE, Why.ENDED_DONE)
    if is_over or all(one.done_on for one in row.milestones.all()):
        return 1, "Espera la segunda lectura"
    if open_request(row) is not None:
        return 2, "Cambio pedido, por decidir"
    new = [one.number for one in row.milestones.all() if one.done_on and day - one.done_on <= NEW_FOR]
    if new:
        return 3, f"Evidencia nueva del hito {new[-1]}"
    if shown.standing.state in (State.AT_RISK, State.NOT_FULFILLED):
        return 5, shown.label
    return NOTHING, ""


def _of_office(row: Commitment, shown: Shown, day: date) -> tuple[int, str]:
    why, state = shown.standing.why, shown.standing.state
    if why == Why.CLOSED:
        return NOTHING + 1, ""
    if why == Why.NOT_ACCEPTED:
        return 3, "Falta aceptarlo"
    if state == State.NOT_FULFILLED and not row.has_reason:
        return 0, "Falta publicar la razón de no haberlo cumplido"
    if late := late_milestones(row, day):
        days = counted((day - late[0].due_on).days, "día", "días")
        return 1, f"Falta la evidencia del hito {late[0].number}, vencido hace {days}"
    if refused := [one.number for one in row.milestones.all() if one.refusal]:
        return 2, f"La evidencia del hito {refused[0]} no bastó"
    if state == State.AT_RISK and not row.has_correction:
        return 4, "Falta la nota correctiva"
    if quiet := quiet_days(row, news_day(row), day):
        return 5, f"Sin novedades hace {counted(quiet, 'día', 'días')}"
    if open_request(row) is not None:
        return NOTHING - 1, "Cambio pedido: espera decisión"
    if why == Why.ENDED_DONE:
        return NOTHING - 1, "Espera la segunda lectura"
    return NOTHING, ""


def quality_of(row: Commitment) -> list[Finding]:
    """Answer the questions of quality about a commitment as it stands."""
    milestones = [(one.title, one.due_on) for one in sorted(row.milestones.all(), key=lambda one: one.number)]
    return findings(
        Promised(
            milestones, row.start, row.end, row.office, row.office_role, row.contact, row.measure, row.is_verifiable,
            row.ambition,
        )
    )  # fmt: skip
