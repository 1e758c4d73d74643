"""The ballot in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from cocreation.agendas.choices import Criterion
from cocreation.agendas.choices.stages import Act, Actor, may, why_not
from cocreation.agendas.models import Agenda, Challenge, Participant, PriorityResult
from cocreation.agendas.queries.voting import BallotRow, ballot_of
from cocreation.pages.forms import QUESTIONS, WORDS
from cocreation.pages.queries.published import voting_stage
from core.words import clock, long_day


@dataclass(frozen=True)
class Mark:
    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True)
class Question:
    name: str
    words: str
    marks: list[Mark]


@dataclass(frozen=True)
class Row:
    challenge: Challenge
    questions: list[Question]
    given: int  # criteria with a number
    is_supported: bool
    typed: str  # what was marked and not saved


class BallotPage:
    """`typed`: by challenge, what the person marked and could not be saved."""

    def __init__(
        self,
        agenda: Agenda,
        person: Participant | None,
        *,
        today: date,
        typed: Mapping[int, Mapping[str, int | None]] | None = None,
    ) -> None:
        self.agenda, self.person, self.today, self._typed = agenda, person, today, typed or {}
        self.stages = list(agenda.stages.all())
        self.stage = voting_stage(agenda)

    @cached_property
    def is_frozen(self) -> bool:
        return PriorityResult.objects.filter(agenda=self.agenda).exists()

    @cached_property
    def is_open(self) -> bool:
        return may(Act.VOTE, Actor.PERSON, self.stages, self.today) and not self.is_frozen

    @property
    def why_closed(self) -> str:
        if may(Act.VOTE, Actor.PERSON, self.stages, self.today):
            return "El resultado ya está congelado: no recibe más votos ni apoyos."
        return why_not(Act.VOTE, Actor.PERSON, self.stages, self.today)

    @property
    def until(self) -> str:
        return until(self.agenda)

    @cached_property
    def rows(self) -> list[Row]:
        return [_row(one, self._typed.get(one.challenge.pk)) for one in ballot_of(self.agenda, self.person)]

    def row_of(self, challenge: Challenge) -> Row:
        return next(row for row in self.rows if row.challenge.pk == challenge.pk)

    @property
    def voted(self) -> int:
        return sum(row.given > 0 for row in self.rows)

    @property
    def whole(self) -> int:
        """Challenges with a number in all three criteria."""
        return sum(row.given == len(Criterion) for row in self.rows)


def _row(one: BallotRow, typed: Mapping[str, int | None] | None) -> Row:
    questions = [
        Question(
            name,
            QUESTIONS[name],
            [
                Mark("", "Sin nota", name not in one.values),
                *(Mark(str(n), words, one.values.get(name) == n) for n, words in enumerate(WORDS[name], 1)),
            ],
        )
        for name in Criterion.values
    ]
    kept = [f"{Criterion(name).label}: {value}" for name, value in (typed or {}).items() if value is not None]
    return Row(one.challenge, questions, len(one.values), one.is_supported, ", ".join(kept))


def until(agenda: Agenda) -> str:
    """«hasta el viernes 14 de marzo»."""
    stage = voting_stage(agenda)
    return f"hasta el {long_day(stage.closes_on)}" if stage else ""


def saved_words(agenda: Agenda, at: datetime, *, criteria: int | None = None, supports: bool | None = None) -> str:
    """«Guardado 10:32 · puede cambiarlo hasta el viernes 14 de marzo»."""
    done = f"Guardado {clock(at)}"
    if supports is not None:
        done = f"{'Apoyo guardado' if supports else 'Apoyo retirado'} {clock(at)}"
    elif not criteria:
        done = f"Su voto quedó vacío {clock(at)}"
    elif criteria < len(Criterion):
        done += f", {criteria} de {len(Criterion)} notas"
    return f"{done} · puede cambiarlo {until(agenda)}."
