"""The lights of all municipalities in one table, who lacks data, and the same as a file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.datasets.fields import NO, YES
from core.downloads import Column, Table
from core.numbers import joined
from core.words import counted
from followup.indicators.models import IndicatorSheet
from followup.indicators.queries.lights import Lit, lights_of, lit
from followup.indicators.queries.series import IndicatorSeries, Series
from followup.indicators.queries.values import figure
from followup.pages.presenters.sentences import WORDS, shape
from followup.rules.lights import Light
from followup.rules.periods import Every
from territory.models import Municipality

MOST_COLUMNS = 12
OFTEN = (Every.QUARTER, Every.HALF, Every.YEAR, Every.CYCLE)
SHORT = {Light.OVERDUE: "Vencido", Light.TOO_FEW: "Pocos casos"}
NOUNS = {"ok": ("cumple", "cumplen"), "near": ("cerca", "cerca"), "far": ("lejos", "lejos"), "none": ("gris", "grises")}
COLUMNS = (
    Column("municipality", "DIVIPOLA"), Column("name", "Municipio"), Column("indicator", "Indicador"),
    Column("indicator_name", "Qué mide"), Column("period", "Periodo"), Column("value", "Valor"), Column("unit", "Unidad"),
    Column("target", "Meta"), Column("light", "Luz"), Column("days_late", "Días de vencido"), Column("is_demo", "Demostración"),
)  # fmt: skip
NOTE = "Una celda vacía no es un cero: no hay dato, o son muy pocos casos para mostrarlos."


@dataclass(frozen=True)
class Cell:
    lit: Lit

    @property
    def shape(self) -> str:
        return shape(self.lit.light)

    @property
    def value(self) -> str:
        return figure(self.lit.indicator.rules, self.lit.reading.value)

    @property
    def word(self) -> str:
        return SHORT.get(self.lit.light) or WORDS[self.lit.light].capitalize()

    @property
    def code(self) -> str:
        return self.lit.indicator.sheet.code

    @property
    def number(self) -> str:
        return self.code.rpartition("-")[2]


@dataclass(frozen=True)
class HeatRow:
    place: Municipality
    cells: Sequence[Cell]

    @property
    def sums(self) -> list[tuple[int, str]]:
        """How many of each kind: «5 cumplen», «1 gris»."""
        count = Counter(cell.shape for cell in self.cells)
        return [(count[kind], words[count[kind] > 1]) for kind, words in NOUNS.items() if count[kind]]


@dataclass(frozen=True)
class Missing:
    """What a municipality has overdue or never brought. `days`: of the oldest."""

    place: Municipality
    overdue: int
    never: int
    days: int

    @property
    def words(self) -> str:
        said = [f"{counted(self.overdue, 'indicador vencido', 'indicadores vencidos')}"] if self.overdue else []
        said += [f"{counted(self.never, 'indicador', 'indicadores')} sin ningún dato"] if self.never else []
        oldest = f" · el más viejo, hace {counted(self.days, 'día', 'días')}" if self.days else ""
        return " · ".join(said) + oldest


class Heat:
    """Ten municipalities × at most twelve indicators: those with values first, and of them those measured most often.

    `slug`: of the only municipality that is shown; "" for all. The indicators are the same for each.
    """

    def __init__(self, found: Sequence[IndicatorSeries], at: date, slug: str = "") -> None:
        self.found, self.at, self.slug = found, at, slug
        chosen = sorted((one for one in found if one.sheet.every != Every.CYCLE), key=_often)[:MOST_COLUMNS]
        self.columns = sorted(chosen, key=lambda one: one.sheet.code)
        by_code = {one.sheet.code: [lit(one, series, at) for series in self._shown(one)] for one in found}
        places = [series.place for series in self._shown(found[0])] if found else []
        self.rows = [
            HeatRow(place, [Cell(by_code[one.sheet.code][number]) for one in self.columns])
            for number, place in enumerate(places)
            if place is not None
        ]
        self.measured = [one for one in found if any(series.values for series in one.places)]
        self.by_code = by_code

    def _shown(self, one: IndicatorSeries) -> list[Series]:
        return [series for series in one.places if series.place and self.slug in ("", series.place.slug)]

    @property
    def sheets(self) -> list[IndicatorSheet]:
        return [one.sheet for one in self.columns]

    @property
    def met(self) -> list[tuple[str, str]]:
        """The last row: of each indicator its number, and «3 de 6» who meet it of those that can be judged."""
        found = []
        for number, one in enumerate(self.columns):
            shapes = [row.cells[number].shape for row in self.rows]
            judged = [shape for shape in shapes if shape != "none"]
            said = f"{judged.count('ok')} de {len(judged)}" if judged else "–"
            found.append((one.sheet.code.rpartition("-")[2], said))
        return found

    @property
    def lede(self) -> str:
        """«Usuario simulado es el indicador más rezagado: 5 municipios lejos de su meta.»; of one municipality, how many."""
        if self.slug:
            number = sum(cell.shape == "far" for row in self.rows for cell in row.cells)
            far = counted(number, "indicador está", "indicadores están") if number else "Ningún indicador está"
            return f"{far} lejos de su meta."
        by_indicator = [
            (sum(row.cells[number].shape == "far" for row in self.rows), one.sheet.name)
            for number, one in enumerate(self.columns)
        ]
        most = max(by_indicator, default=(0, ""), key=lambda pair: pair[0])
        if not most[0]:
            return "Ningún indicador tiene municipios lejos de su meta."
        return (
            f"«{most[1]}» es el indicador más rezagado: {counted(most[0], 'municipio', 'municipios')} lejos de su meta."
        )

    @property
    def counts(self) -> str:
        """«De 120 luces, 57 cumplen, 24 están cerca, 20 lejos y 19 son grises.»"""
        count = Counter(cell.shape for row in self.rows for cell in row.cells)
        words = [("ok", "cumplen"), ("near", "están cerca"), ("far", "lejos"), ("none", "son grises")]
        return (
            f"De {counted(count.total(), 'luz', 'luces')}, {joined([f'{count[kind]} {word}' for kind, word in words])}."
        )

    def missing(self) -> list[Missing]:
        """Return who has data overdue or missing of indicators that somebody measures, the oldest first."""
        found = []
        for number, row in enumerate(self.rows):
            own = [self.by_code[one.sheet.code][number] for one in self.measured]
            late = [one.reading.days_late for one in own if one.light == Light.OVERDUE]
            never = sum(one.light == Light.NO_DATA and one.reading.period is None for one in own)
            if late or never:
                found.append(Missing(row.place, len(late), never, max(late, default=0)))
        return sorted(found, key=lambda one: (-one.days, -one.never, -one.overdue))

    def table(self) -> Table:
        """All lights, those of the valley too, or those of the municipality: a row for each."""
        is_demo = any(one.has_demo for one in self.found)
        notes = [*(["Datos de demostración: las filas que lo dicen son inventadas."] if is_demo else []), NOTE]
        name = "-".join(["seguimiento", *filter(None, [self.slug, is_demo and "demostracion"]), f"{self.at:%Y-%m-%d}"])
        shown = [one for one in lights_of(self.found, self.at) if not self.slug or _is_of(one, self.slug)]
        return Table(name, "Luces", COLUMNS, [_row(one) for one in shown], notes)


def _often(one: IndicatorSeries) -> tuple[bool, int, str]:
    has_values = any(series.values for series in one.places)
    return not has_values, OFTEN.index(Every(one.sheet.every)), one.sheet.code


def _is_of(one: Lit, slug: str) -> bool:
    return one.series.place is not None and one.series.place.slug == slug


def _row(one: Lit) -> list[Decimal | str | int | None]:
    sheet, reading, place = one.indicator.sheet, one.reading, one.series.place
    return [
        one.place_code, place.name if place else "Valle de Aburrá", sheet.code, sheet.name,
        reading.period.code if reading.period else "", _decimal(reading.value), sheet.unit, _decimal(reading.target),
        WORDS[one.light], reading.days_late or None, YES if one.series.is_demo else NO,
    ]  # fmt: skip


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(value.numerator) / value.denominator
