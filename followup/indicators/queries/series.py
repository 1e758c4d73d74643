"""What every indicator says: its sheet in force, its targets and its approved values, read together."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from followup.indicators.models import ApprovedValue, IndicatorSheet, Target
from followup.indicators.queries.hidden import hidden_places
from followup.rules import lights
from followup.rules.periods import Every, Period, parse, round_of
from followup.rules.sheets import SHARES_OF_PEOPLE, Sheet
from territory.models import Municipality

Place = int | None  # primary key of a municipality; None: the valley


@dataclass(frozen=True, slots=True)
class Value:
    """An approved value in force: `pk` of its ApprovedValue, and what the arithmetic needs of it."""

    pk: int
    measured: lights.Measurement
    is_demo: bool


@dataclass(frozen=True)
class Series:
    """The values of one municipality, oldest first, and its targets; of the valley (`place` None), the targets only.

    They are real, or `is_demo`: what was invented is never read beside what was measured.
    """

    place: Municipality | None
    values: Sequence[Value] = ()
    targets: Sequence[lights.Target] = ()
    is_demo: bool = False

    @property
    def measured(self) -> list[lights.Measurement]:
        return [one.measured for one in self.values]


@dataclass(frozen=True)
class IndicatorSeries:
    """One indicator: a series for each municipality, in the order of the river, and the valley's."""

    sheet: IndicatorSheet
    rules: Sheet
    places: Sequence[Series]
    valley: Series

    @property
    def is_demo(self) -> bool:
        """Its figure of the valley is invented."""
        return self.valley.is_demo

    @property
    def has_demo(self) -> bool:
        return any(one.is_demo and one.values for one in self.places)

    def of(self, place: Municipality) -> Series:
        return next(one for one in self.places if one.place == place)

    def among(self, places: Collection[Municipality]) -> "IndicatorSeries":
        """Return the same of some municipalities; unless they are all of them, targets of the valley are not theirs."""
        kept = [one for one in self.places if one.place in places]
        if len(kept) == len(self.places):
            return self
        is_demo = _is_demo([value for one in kept for value in one.values])
        return replace(self, places=kept, valley=Series(None, is_demo=is_demo))


def series_in_force(codes: Collection[str] | None = None) -> list[IndicatorSeries]:
    """Return the series of every indicator with a sheet, by code; of `codes` only if given. Four queries, however many rows."""
    sheets = IndicatorSheet.objects.in_force().order_by("code")
    if codes is not None:
        sheets = sheets.filter(code__in=codes)
    found, places = list(sheets), list(Municipality.objects.in_river_order())
    rows = _Rows(None if codes is None else [sheet.code for sheet in found])
    return [_of_indicator(sheet, places, rows) for sheet in found]


@dataclass
class _Rows:
    """Values and targets of the chosen indicators, by code and place. `codes` None: of all."""

    codes: Collection[str] | None
    values: dict[tuple[str, Place], list[Value]] = field(default_factory=dict)
    targets: dict[tuple[str, Place], list[tuple[lights.Target, bool]]] = field(default_factory=dict)
    periods: dict[str, Period] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._read_values()
        self._read_targets()

    def _read_values(self) -> None:
        rows = ApprovedValue.objects.in_force()
        if self.codes is not None:
            rows = rows.filter(measurement__indicator__code__in=self.codes)
        for pk, code, place, is_demo, above, below, *period in rows.order_by("measurement__period__ends_on").values_list(
            "pk", "measurement__indicator__code", "measurement__municipality", "measurement__is_demo", "numerator",
            "denominator", "measurement__period__code", "measurement__period__every", "measurement__period__ends_on",
        ):  # fmt: skip
            measured = lights.Measurement(self._period(*period), Fraction(above), _fraction(below))
            self.values.setdefault((code, place), []).append(Value(pk, measured, is_demo))

    def _read_targets(self) -> None:
        rows = Target.objects.all()
        if self.codes is not None:
            rows = rows.filter(indicator__code__in=self.codes)
        for code, place, is_demo, target, baseline, *period in rows.order_by("period__ends_on").values_list(
            "indicator__code", "municipality", "is_demo", "target", "baseline",
            "period__code", "period__every", "period__ends_on",
        ):  # fmt: skip
            aimed = lights.Target(self._period(*period), _fraction(target), _fraction(baseline))
            self.targets.setdefault((code, place), []).append((aimed, is_demo))

    def _period(self, code: str, every: str, ends_on: date) -> Period:
        if code not in self.periods:
            self.periods[code] = round_of(code, ends_on) if every == Every.CYCLE else parse(code)
        return self.periods[code]


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _of_indicator(sheet: IndicatorSheet, places: Sequence[Municipality], rows: _Rows) -> IndicatorSeries:
    own = {place.pk: rows.values.get((sheet.code, place.pk), []) for place in places}
    is_demo = _is_demo([one for values in own.values() for one in values])
    series = [
        _of_place(place, own[place.pk], rows.targets.get((sheet.code, place.pk), []), is_demo) for place in places
    ]
    series = _without_cells(sheet.rules, series)
    valley = Series(None, (), _of_side(rows.targets.get((sheet.code, None), []), is_demo), is_demo)
    return IndicatorSeries(sheet, sheet.rules, series, valley)


def _without_cells(sheet: Sheet, found: Sequence[Series]) -> list[Series]:
    """Mark the values that would give away the few people of another municipality, period by period."""
    if sheet.code not in SHARES_OF_PEOPLE:
        return list(found)
    counted: dict[tuple[str, bool], dict[Place, Fraction]] = {}
    for series in found:
        for value in series.values:
            here = counted.setdefault((value.measured.period.code, value.is_demo), {})
            here[series.place.pk if series.place else None] = value.measured.numerator
    hidden = {period: hidden_places(sheet, numbers) for period, numbers in counted.items()}
    return [
        replace(series, values=[_hidden(value, series.place, hidden) for value in series.values]) for series in found
    ]


def _hidden(value: Value, place: Municipality | None, hidden: Mapping[tuple[str, bool], Container[Place]]) -> Value:
    is_hidden = place is not None and place.pk in hidden[value.measured.period.code, value.is_demo]
    return replace(value, measured=replace(value.measured, is_hidden=True)) if is_hidden else value


def _is_demo(values: Sequence[Value]) -> bool:
    """Whether all there is was invented: one measured value sets it aside."""
    return bool(values) and all(one.is_demo for one in values)


def _of_place(
    place: Municipality, values: Sequence[Value], targets: Sequence[tuple[lights.Target, bool]], otherwise: bool
) -> Series:
    is_demo = _is_demo(values) if values else otherwise
    kept = [one for one in values if one.is_demo == is_demo]
    return Series(place, kept, _of_side(targets, is_demo), is_demo)


def _of_side(targets: Sequence[tuple[lights.Target, bool]], is_demo: bool) -> list[lights.Target]:
    return [one for one, invented in targets if invented == is_demo]


def measured_by_place(indicator: IndicatorSeries) -> Mapping[str, Sequence[lights.Measurement]]:
    """Return what stands behind the valley's figure: by DIVIPOLA, of the same side as the valley; empty for the others."""
    return {
        one.place.divipola: one.measured if one.is_demo == indicator.is_demo else []
        for one in indicator.places
        if one.place is not None
    }
