"""The stages of a round by their days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.process import working_days
from core.words import counted
from diagnostics.assessments.choices import USUAL_TERMS, State
from diagnostics.assessments.queries.rounds import STAGE_NAMES


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
    """The stages one after the other, each as long as it may be. `skipped`: what would be working days of them otherwise."""

    stages: list[Stage]
    skipped: list[date]

    @property
    def ends_on(self) -> date:
        return self.stages[-1].last

    @property
    def days(self) -> int:
        return sum(stage.days for stage in self.stages)

    @property
    def length(self) -> str:
        return counted(self.days, "día hábil", "días hábiles")


def calendar_of(
    opens_on: date, closes_on: date, *, terms: Mapping[str, int] | None = None, days_off: Iterable[date] = ()
) -> Calendar:
    """Return the stages of a round whose self-assessment is open from `opens_on` to `closes_on`."""
    off, terms = frozenset(days_off), terms or {}
    first, last = _working_from(opens_on, off), closes_on
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
