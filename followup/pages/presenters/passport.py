"""The account of one light: its numbers line by line, the rows of the rule, and who stands behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import floor

from django.utils import timezone

from core.numbers import MINUS, joined, trimmed
from core.words import long_date
from followup.indicators.queries.values import figure, with_unit
from followup.pages import charts
from followup.pages.presenters import sentences
from followup.pages.presenters.indicator import IndicatorPage, Row
from followup.pages.queries.values import Approval
from followup.rules.lights import Light, due_on
from followup.rules.pace import last_run
from followup.rules.periods import Every
from followup.rules.sheets import Direction

NO, NOT_LOOKED_AT = "no", "no se mira"
SHOWN_DECIMALS = 4  # of a value before it is rounded


@dataclass(frozen=True)
class Rule:
    """A row of the light's rule. `state`: "off" not looked at, "on" the one that decided, "" passed."""

    words: str
    state: str
    said: str


@dataclass(frozen=True)
class Fan:
    """The range of the pace on a line, in per cent: today's value, the target and the range."""

    ticks: Sequence[tuple[float, str]]
    today: float
    aimed: float
    begins: float
    width: float

    @property
    def aimed_anchor(self) -> str:
        return _anchor(self.aimed)

    @property
    def today_anchor(self) -> str:
        return _anchor(self.today)

    @property
    def names_today(self) -> bool:
        """The two words do not stand on each other."""
        return abs(self.today - self.aimed) > 12


class Passport:
    """Of the light of one municipality. `approval`: of its last value, None without one."""

    def __init__(self, page: IndicatorPage, row: Row, approvals: Mapping[int, Approval]) -> None:
        self.page, self.row, self.rules, self.reading = page, row, page.rules, row.lit.reading
        self.value = next(
            (one for one in reversed(row.series.values) if one.measured.period == self.reading.period), None
        )
        self.approval = approvals.get(self.value.pk) if self.value else None

    @property
    def when(self) -> str:
        return sentences.period_words(self.reading.period) if self.reading.period else "sin periodo medido"

    @property
    def account(self) -> list[tuple[str, str, str]]:
        """Label, figure and kind of each line: "total" the last, "result" the value."""
        judged, value = self.row.judged, self.reading.value
        if judged is None or value is None:
            return []
        so_far = " desde enero" if self.reading.since_january else ""
        lines = [(f"Numerador{so_far}", _exact(judged.numerator), "")]
        if judged.denominator is not None:
            lines.append((f"÷ Denominador{so_far}", trimmed(judged.denominator), ""))
        whole = self.rules.exact(judged.numerator, judged.denominator)
        if judged.denominator is not None or self.rules.factor != 1:
            lines.append((f"× {trimmed(self.rules.factor)}", _cut(whole), ""))
        lines.append(("Se redondea una vez", figure(self.rules, value), "result"))
        found = sentences.advantage(self.rules, self.reading)
        if found is not None:
            up = self.rules.direction == Direction.UP
            label = ("− Meta" if up else "Meta − valor") + (" hasta el periodo" if self.reading.since_january else "")
            lines.append((label, figure(self.rules, self.reading.target), ""))
            lines.append(("Ventaja", ("+" if found > 0 else "") + figure(self.rules, found), "total"))
        return lines

    @property
    def rows_of_rule(self) -> list[Rule]:
        """The eight rows in the order in which they are asked, with the one that decided."""
        tolerance = trimmed(self.rules.tolerance)
        listed: list[tuple[Light, str]] = [
            (Light.NO_DATA, "No hay medición aprobada de un periodo que ya terminó"),
            (Light.OVERDUE, "Venció un periodo posterior sin valor aprobado"),
            (Light.NOT_APPLICABLE, "El denominador es 0"),
            (Light.TOO_FEW, "Hay muy pocos casos para publicar"),
            (Light.NO_TARGET, "No hay meta"),
            (Light.GREEN, "Alcanza la meta: la ventaja es 0 o más"),
            (Light.YELLOW, f"Le falta hasta la tolerancia ({tolerance})"),
            (Light.RED, "Le falta más que la tolerancia"),
        ]
        if self.reading.light == Light.NO_DATA and self.reading.period:
            listed[0] = (Light.LITTLE_COVERAGE, listed[0][1])  # there is a value: the hole in its year decides
            listed.insert(2, (Light.NO_DATA, "La meta es del año, y falta un periodo de este año"))
        decided = [light for light, _ in listed].index(self.reading.light)
        word = sentences.light_words(self.reading)
        return [
            Rule(
                words, *(("", NO) if n < decided else ("on", f"sí: {word}") if n == decided else ("off", NOT_LOOKED_AT))
            )
            for n, (_, words) in enumerate(listed)
        ]

    @property
    def about(self) -> list[tuple[str, str]]:
        """Who approved it, when it was due, and by which version it is judged and was measured."""
        found = [("Regla", f"{sentences.version_words(self.page.sheet)}, regla de luz 1")]
        if self.approval is None:
            return found
        day = long_date(timezone.localdate(self.approval.approved_at))
        if self.approval.is_counted:
            found.append(("Contó", f"el portal, {day}"))
        else:
            found.append(("Aprobó", f"{self.approval.office}, {day}"))
        if self.approval.number > 1:
            found.append(("Corrección", f"valor {self.approval.number}: {self.approval.reason}"))
        if self.approval.sheet_version != self.page.sheet.version:
            found.append(("Se midió con", f"la ficha versión {self.approval.sheet_version}"))
        if self.reading.period and self.rules.every != Every.CYCLE:
            found.append(("Plazo del dato", long_date(due_on(self.rules, self.reading.period))))
        return found

    # The pace

    @property
    def pace_words(self) -> str:
        said = sentences.pace_words(self.rules, self.row.lit.pace)
        return f"{said[0].upper()}{said[1:]}."

    @property
    def pace_target(self) -> str:
        """«La meta de diciembre de 2027 es 90,0 %.»"""
        found = self.row.lit.pace
        if found is None:
            return ""
        aimed = self._aimed
        return f"La meta de {sentences.month_and_year(found.period)} es {with_unit(self.rules, aimed)}."

    @property
    def steps(self) -> str:
        """«+1,7, +1,1 y +1,7»: the changes behind the range."""
        found = self.row.lit.pace
        if found is None:
            return ""
        run = [self.rules.rounded(one) for one in last_run(self.rules, self.row.series.measured, self.page.at)]
        changes = [after - before for before, after in pairwise(run)]
        return joined([("+" if one > 0 else "") + figure(self.rules, one) for one in changes])

    @property
    def fan(self) -> Fan | None:
        found, aimed = self.row.lit.pace, self._aimed
        if found is None or aimed is None:
            return None
        today = last_run(self.rules, self.row.series.measured, self.page.at)[-1]
        numbers = [float(one) for one in (today, found.low, found.high, aimed)]
        scale = charts.scale_of(numbers)
        ticks = [(scale.x(tick), sentences.tick(tick)) for tick in scale.ticks]
        here, low, high, goal = map(scale.x, numbers)
        return Fan(ticks, here, goal, low, max(high - low, 1))

    @property
    def _aimed(self) -> Fraction | None:
        found = self.row.lit.pace
        targets = {one.period.code: one.target for one in self.row.series.targets}
        return targets.get(found.period.code) if found else None


def _anchor(x: float) -> str:
    """A word at the edge is written inwards."""
    return "start" if x < 6 else "end" if x > 94 else "middle"


def _exact(value: Fraction) -> str:
    return trimmed(value) if value >= 0 else f"{MINUS}{trimmed(-value)}"


def _cut(value: Fraction) -> str:
    """«91,4013…»: cut, not rounded, before the only rounding."""
    size = abs(value)
    cut = Fraction(floor(size * 10**SHOWN_DECIMALS), 10**SHOWN_DECIMALS)
    sign = MINUS if value < 0 else ""
    return f"{sign}{trimmed(cut)}{'…' if cut != size else ''}"
