"""Rounds as a list with what stands in each, and the stages of one by their days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q
from django.utils.formats import date_format

from core.process import working_days
from core.words import counted
from diagnostics.assessments.choices import USUAL_TERMS, RoundStatus, State
from diagnostics.assessments.models import Round
from diagnostics.assessments.queries.rounds import STAGE_NAMES

TAGS = {
    RoundStatus.OPEN: ("wait", "clock"),
    RoundStatus.PUBLISHED: ("ok", "check"),
    RoundStatus.ENDED: ("line", "check"),
    RoundStatus.CANCELLED: ("line", "x"),
}


@dataclass(frozen=True)
class ListedRound:
    """`municipalities`: those that take part, without the withdrawn."""

    round: Round
    municipalities: int
    today: date

    @property
    def kind(self) -> str:
        return kind_of(self.round)

    @property
    def state(self) -> str:
        return state_of(self.round, self.today)

    @property
    def tag(self) -> str:
        return TAGS[RoundStatus(self.round.status)][0]

    @property
    def icon(self) -> str:
        return TAGS[RoundStatus(self.round.status)][1]


def kind_of(round: Round) -> str:
    kind = "Ensayo" if round.is_rehearsal else "Real"
    return "Demostración" if round.is_demo else kind


def state_of(round: Round, today: date) -> str:
    """The status in words; of an open round, up to when it is filled, or since when it is not."""
    if not round.is_open:
        return round.get_status_display()
    if round.opens_on and today < round.opens_on:
        return f"Abre el {date_format(round.opens_on, 'j b')}"
    if round.closes_on is None:
        return "Abierto"
    if today > round.closes_on:
        return "En revisión"
    return f"Abierto hasta el {date_format(round.closes_on, 'j b')}"


def listed_rounds(today: date) -> list[ListedRound]:
    """Return every round, newest first; the cancelled ones too. One query."""
    rows = Round.objects.select_related("version__instrument").defer("version__content").newest_first()
    taking_part = Count("assessments", filter=~Q(assessments__state=State.WITHDRAWN))
    return [ListedRound(row, row.taking_part, today) for row in rows.annotate(taking_part=taking_part)]


def last_close() -> date | None:
    """Return the last day of the self-assessment of the open rounds."""
    return Round.objects.filter(status=RoundStatus.OPEN).aggregate(last=Max("closes_on"))["last"]


@dataclass(frozen=True)
class Stage:
    """`first` and `last` are working days; `days` counts both."""

    state: State
    first: date
    last: date
    days: int

    @property
    def name(self) -> str:
        return STAGE_NAMES[self.state]


@dataclass(frozen=True)
class Calendar:
    """The stages one after the other, each as long as it may be: the clock of the review waits for clarifications.

    `skipped`: what would be working days of them otherwise.
    """

    stages: list[Stage]
    skipped: list[date]

    @property
    def ends_on(self) -> date:
        return self.stages[-1].last

    @property
    def days(self) -> int:
        return sum(stage.days for stage in self.stages)

    @property
    def clarification_days(self) -> int:
        """Of the stage that happens only where the review asks for clarifications."""
        return sum(stage.days for stage in self.stages if stage.state == State.CLARIFICATION)

    @property
    def length(self) -> str:
        return counted(self.days, "día hábil", "días hábiles")


def calendar_of(
    opens_on: date, closes_on: date, *, terms: Mapping[str, int] | None = None, days_off: Iterable[date] = ()
) -> Calendar:
    """Return the stages of a round whose self-assessment is open from `opens_on` to `closes_on`."""
    off, terms = frozenset(days_off), terms or {}
    # Closed on a day off, or on the day that it opened: the stage is that day.
    first, last = min(_working_from(opens_on, off), closes_on), closes_on
    stages = [Stage(State.SELF_ASSESSMENT, first, last, max(working_days.between(opens_on - ONE_DAY, last, off), 0))]
    for state in list(USUAL_TERMS)[1:]:
        length = terms.get(state, USUAL_TERMS[state])
        first, last = working_days.add(last, 1, off), working_days.add(last, length, off)
        stages.append(Stage(state, first, last, length))
    span = [opens_on + timedelta(days=n) for n in range((last - opens_on).days + 1)]
    skipped = [
        day for day in span if day.weekday() not in working_days.WEEKEND and not working_days.is_working(day, off)
    ]
    return Calendar(stages, skipped)


ONE_DAY = timedelta(days=1)


def _working_from(day: date, off: frozenset[date]) -> date:
    return day if working_days.is_working(day, off) else working_days.add(day, 1, off)
