"""What the page of one indicator shows: who has which light, the valley, ten small series and the table of the ten."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils.text import capfirst

from core.downloads import Table
from core.numbers import MISSING, count_in_words, joined
from followup.indicators.queries.lights import Lit, lit, lit_valley
from followup.indicators.queries.series import IndicatorSeries, Series
from followup.indicators.queries.values import figure, unit_after, with_unit
from followup.pages import charts
from followup.pages.presenters import sentences
from followup.rules.lights import Aim, Light, Measurement, aim, gathered, value_of
from followup.rules.periods import Every, Period
from followup.rules.sheets import OverTime

MOST_PERIODS = 12  # of a drawing and its table
DEMO = "Datos de demostración"


@dataclass(frozen=True)
class Row:
    """One municipality: its light, its figures as text, and its drawing."""

    lit: Lit
    judged: Measurement | None  # what was judged: the last period, or the year so far

    @property
    def series(self) -> Series:
        return self.lit.series

    @property
    def name(self) -> str:
        return self.series.place.name if self.series.place else "Valle de Aburrá"

    @property
    def slug(self) -> str:
        return self.series.place.slug if self.series.place else ""

    @property
    def is_demo(self) -> bool:
        return self.series.is_demo and bool(self.series.values)

    @property
    def shape(self) -> str:
        return sentences.shape(self.lit.light)

    @property
    def word(self) -> str:
        return capfirst(sentences.light_words(self.lit.reading))

    @property
    def value(self) -> str:
        return with_unit(self.lit.indicator.rules, self.lit.reading.value)

    @property
    def bare_value(self) -> str:
        return figure(self.lit.indicator.rules, self.lit.reading.value)

    @property
    def target(self) -> str:
        return with_unit(self.lit.indicator.rules, self.lit.reading.target)

    @property
    def period(self) -> str:
        """The code of the period of the value."""
        return self.lit.reading.period.code if self.lit.reading.period else ""

    @property
    def quantities(self) -> str:
        """«1.148 de 1.256»; – where too few were counted."""
        return sentences.quantities(self.judged) if self.judged and self.lit.reading.value is not None else MISSING

    @property
    def advantage(self) -> str:
        """«+1,4», «−3,0»: never beside a grey light."""
        found = sentences.advantage(self.lit.indicator.rules, self.lit.reading) if self.shape != "none" else None
        if found is None:
            return MISSING
        return ("+" if found > 0 else "") + figure(self.lit.indicator.rules, found)

    @property
    def pace(self) -> str:
        found = self.lit.pace
        if found is None:
            return sentences.CANNOT_SAY
        return sentences.short_range(self.lit.indicator.rules, found)

    @property
    def sentence(self) -> str:
        return sentences.sentence(self.lit)


def row_of(indicator: IndicatorSeries, series: Series, at: date) -> Row:
    found = lit(indicator, series, at)
    return Row(found, judged_in(found, at))


def judged_in(found: Lit, at: date) -> Measurement | None:
    """Return the measurement behind a value: of its period, or the sums since January."""
    last = found.reading.period
    if last is None:
        return None
    sheet = found.indicator.rules
    known = {one.period.ends_on: one for one in found.series.measured if one.period.ends_on <= at}
    return gathered(sheet, last, known, aim(sheet, last, found.series.targets))[0]


class IndicatorPage:
    """One indicator on a day."""

    def __init__(self, indicator: IndicatorSeries, at: date) -> None:
        self.indicator, self.sheet, self.rules, self.at = indicator, indicator.sheet, indicator.rules, at
        self.rows = [row_of(indicator, one, at) for one in indicator.places]
        self.valley = lit_valley(indicator, at)

    @property
    def is_demo(self) -> bool:
        """Everything on it is invented."""
        return self.indicator.is_demo

    @property
    def has_values(self) -> bool:
        return any(row.lit.reading.period for row in self.rows)

    @property
    def caveat(self) -> str:
        if self.is_demo:
            return DEMO
        return "Con datos de demostración, que lo dicen en su fila" if self.indicator.has_demo else ""

    @property
    def is_of_the_year(self) -> bool:
        """Some light judges the year so far, not the last period."""
        return any(row.lit.reading.since_january for row in self.rows)

    @property
    def direction(self) -> str:
        return "Más alto es mejor." if self.rules.direction == "up" else "Más bajo es mejor."

    @property
    def described(self) -> str:
        """What search engines show of the page."""
        return f"{self.sheet.name}: {self.summary}{f' {self.caveat}.' if self.caveat else ''}"[:190]

    @property
    def unit(self) -> str:
        return unit_after(self.rules)

    @property
    def newest(self) -> Period:
        return self.periods[-1]

    @property
    def summary(self) -> str:
        """«Tres de los diez municipios alcanzan su meta. Dos están cerca, uno lejos y cuatro no se pueden juzgar.»"""
        if not self.has_values:
            return "Todavía no hay mediciones aprobadas de este indicador."
        shapes = Counter(row.shape for row in self.rows)
        all_of_them = count_in_words(len(self.rows))
        first = {0: "Ninguno", 1: "Uno"}.get(shapes["ok"], capfirst(count_in_words(shapes["ok"])))
        met = f"{first} de los {all_of_them} municipios {'alcanzan' if shapes['ok'] > 1 else 'alcanza'} su meta"
        rest = [
            f"{count_in_words(shapes[shape])} {one if shapes[shape] == 1 else many}"
            for shape, one, many in (
                ("near", "está cerca", "están cerca"), ("far", "está lejos", "están lejos"),
                ("none", "no se puede juzgar", "no se pueden juzgar"),
            )
            if shapes[shape]
        ]  # fmt: skip
        return f"{met}. {capfirst(joined(rest))}." if rest else f"{met}."

    @property
    def legend(self) -> list[tuple[str, str, str, list[Row]]]:
        """Shape, word, what it means, and who has it."""
        gap = sentences.gap_words(self.rules, self.rules.tolerance)
        near = (
            f"le faltan {gap} o menos" if self.rules.tolerance else "esta ficha no tiene tolerancia: nadie queda cerca"
        )
        far = f"le faltan más de {gap}" if self.rules.tolerance else "no alcanza su meta"
        if self.rules.direction == "down":
            near, far = near.replace("faltan", "sobran"), far.replace("faltan", "sobran")
        meanings = (
            ("ok", "Cumple", "alcanza su meta o la mejora"), ("near", "Cerca", near), ("far", "Lejos", far),
            ("none", "Gris", "no se juzga, y se dice por qué"),
        )  # fmt: skip
        return [(*words, [row for row in self.rows if row.shape == words[0]]) for words in meanings]

    # The valley

    @property
    def valley_row(self) -> Row | None:
        return Row(self.valley, self.valley.whole.whole) if self.valley and self.valley.whole else None

    @property
    def valley_account(self) -> str:
        """«40.477 de 43.427»; "" where the sum could give away a value that is not shown."""
        row = self.valley_row
        if row is None or row.judged is None or row.lit.reading.value is None or self.hides_some:
            return ""
        return sentences.quantities(row.judged)

    @property
    def valley_when(self) -> str:
        """The months of the valley's figure; of the year so far where its target is the year's."""
        reading = self.valley.reading if self.valley else None
        if reading is None or reading.period is None:
            return "sin periodo medido"
        if reading.since_january:
            return f"enero a {sentences.month_and_year(reading.period)}"
        return sentences.period_words(reading.period)

    @property
    def hides_some(self) -> bool:
        return any(row.lit.light == Light.TOO_FEW for row in self.rows)

    @property
    def coverage(self) -> list[tuple[str, bool, bool]]:
        """Each municipality with whether it counts in the valley's figure, and whether it is exempt."""
        if self.valley is None or self.valley.whole is None:
            return []
        whole = self.valley.whole
        places = [row.series.place for row in self.rows if row.series.place]
        return [(one.name, one.divipola in whole.behind, one.divipola in whole.exempt) for one in places]

    @property
    def asked_for(self) -> str:
        """«8 de 10»: the municipalities that a colour of the valley needs."""
        of = self.valley.whole.of if self.valley and self.valley.whole else 0
        return f"{-(-self.rules.min_coverage * of // 100)} de {of}"

    # The series

    @cached_property
    def periods(self) -> list[Period]:
        """The periods of the drawings, oldest first, without holes: at most MOST_PERIODS, up to the newest value."""
        known = {one.period.ends_on: one.period for row in self.rows for one in row.series.measured}
        known = {day: period for day, period in known.items() if day <= self.at}
        if not known:
            return []
        if self.rules.every == Every.CYCLE:
            return [known[day] for day in sorted(known)][-MOST_PERIODS:]
        found = [known[max(known)]]
        while len(found) < MOST_PERIODS and found[-1].ends_on > min(known):
            found.append(found[-1].before())
        return found[::-1]

    @cached_property
    def drawn(self) -> list[tuple[Row, str, charts.Drawing]]:
        """Each municipality with its last drawn value."""
        numbers = [(row, self._values(row), self._targets(row)) for row in self.rows]
        seen = [float(one) for _, values, targets in numbers for one in (*values, *targets) if one is not None]
        self.scale = charts.scale_of(seen)
        return [
            (
                row,
                figure(self.rules, next((one for one in reversed(values) if one is not None), None)),
                charts.series(self.scale, [*map(_number, values)], [*map(_number, targets)]),
            )
            for row, values, targets in numbers
        ]

    @property
    def axis(self) -> str:
        """What the grey lines are, and where the axis begins."""
        assert self.drawn
        ticks = [*map(sentences.tick, self.scale.ticks)]
        cut = f"; el eje empieza en {ticks[0]} para que se vean los cambios" if self.scale.low else ""
        return f"Líneas grises: {joined(ticks)}{unit_after(self.rules)}{cut}"

    @property
    def finding(self) -> str:
        """«Siete municipios mejoran desde su primer dato y uno empeora»."""
        better = worse = 0
        for row in self.rows:
            known = [one for one in self._values(row) if one is not None]
            gain = known[-1] - known[0] if len(known) > 1 else Fraction(0)
            gain = gain if self.rules.direction == "up" else -gain
            better, worse = better + (gain > 0), worse + (gain < 0)
        if not better and not worse:
            return "Cómo va cada municipio"
        up = counted_places(better, "mejora", "mejoran")
        return f"{capfirst(up)} desde su primer dato y {counted_places(worse, 'empeora', 'empeoran', bare=True)}"

    def _values(self, row: Row) -> list[Fraction | None]:
        known = {one.period.ends_on: one for one in row.series.measured}
        return [self.shown_value(known.get(period.ends_on)) for period in self.periods]

    def shown_value(self, measured: Measurement | None) -> Fraction | None:
        return None if measured is None else value_of(self.rules, measured)

    def _targets(self, row: Row) -> list[Fraction | None]:
        return [self._drawn_target(aim(self.rules, period, row.series.targets)) for period in self.periods]

    def _drawn_target(self, aimed: Aim) -> Fraction | None:
        """A year's target of a sum meets the sum since January, not the value of one period."""
        return None if aimed.is_pro_rated and self.rules.over_time == OverTime.SUM else aimed.target

    @property
    def table(self) -> Table:
        """The numbers of the drawings: a row for each period, newest first."""
        names = [row.name for row in self.rows]
        columns = [self._values(row) for row in self.rows]
        rows = [
            [period.code, *(figure(self.rules, values[n]) for values in columns)]
            for n, period in enumerate(self.periods)
        ]
        notes = [self.caveat] if self.caveat else []
        return Table(self.sheet.code, f"{self.sheet.name}, por periodo", ["Periodo", *names], rows[::-1], notes)


def counted_places(number: int, one: str, many: str, *, bare: bool = False) -> str:
    """«siete municipios mejoran», «uno mejora», bare «ninguno empeora»."""
    if number < 2:
        noun = {0: "ninguno", 1: "uno"}[number] if bare else {0: "ningún municipio", 1: "un municipio"}[number]
        return f"{noun} {one}"
    return f"{count_in_words(number)}{'' if bare else ' municipios'} {many}"


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
