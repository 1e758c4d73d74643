"""The light of every series on a day, and of the valley (followup.rules)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from followup.indicators.queries.series import IndicatorSeries, Series, measured_by_place
from followup.rules.lights import Light, Reading, light
from followup.rules.pace import Pace, pace
from followup.rules.valley import ValleyReading, valley

VALLEY = "valle"


@dataclass(frozen=True)
class Lit:
    """One series with its light. `whole`: of the valley, which municipalities stand behind its figure."""

    indicator: IndicatorSeries
    series: Series
    reading: Reading
    pace: Pace | None = None
    whole: ValleyReading | None = None

    @property
    def light(self) -> Light:
        return self.reading.light

    @property
    def place_code(self) -> str:
        return VALLEY if self.series.place is None else self.series.place.divipola


def lights_of(found: Iterable[IndicatorSeries], at: date) -> Iterator[Lit]:
    """Yield the light of each municipality and then of the valley; no valley where the sheet gives none. No queries."""
    for indicator in found:
        for series in indicator.places:
            yield lit(indicator, series, at)
        whole = lit_valley(indicator, at)
        if whole is not None:
            yield whole


def lit(indicator: IndicatorSeries, series: Series, at: date) -> Lit:
    measured = series.measured
    reading = light(indicator.rules, measured, series.targets, at)
    return Lit(indicator, series, reading, pace(indicator.rules, measured, series.targets, at))


def lit_valley(indicator: IndicatorSeries, at: date) -> Lit | None:
    found = valley(indicator.rules, measured_by_place(indicator), indicator.valley.targets, at)
    if found is None:
        return None
    return Lit(indicator, indicator.valley, found.reading, None, found)
