"""What a light says, in words; numbers and periods of indicators as people read them."""

from datetime import date
from fractions import Fraction

from django.utils.dateformat import format as date_format

from core.numbers import MINUS, joined, trimmed
from core.words import counted
from followup.indicators.models import IndicatorSheet
from followup.indicators.queries.lights import Lit
from followup.indicators.queries.values import figure, unit_after, with_unit
from followup.rules.lights import Light, Measurement, Reading, against_baseline
from followup.rules.pace import Pace
from followup.rules.periods import Every, Period
from followup.rules.sheets import PER_CENT, Direction, Sheet

WORDS = {
    Light.GREEN: "cumple", Light.YELLOW: "cerca", Light.RED: "lejos", Light.NO_DATA: "sin dato", Light.OVERDUE: "dato vencido",
    Light.NOT_APPLICABLE: "no aplica", Light.TOO_FEW: "sin dato publicable", Light.NO_TARGET: "sin meta",
    Light.LITTLE_COVERAGE: "cobertura insuficiente",
}  # fmt: skip
SHAPES = {Light.GREEN: "ok", Light.YELLOW: "near", Light.RED: "far"}  # every other light is grey
CANNOT_SAY = "aún no se puede decir"
WHY_NO_VALLEY = "No hay cifra del valle: una mediana o un índice no se suma ni se promedia entre municipios."


def shape(light: Light) -> str:
    return SHAPES.get(light, "none")


def light_words(reading: Reading) -> str:
    """«cumple», «dato vencido hace 43 días», «sin meta»."""
    if reading.light == Light.OVERDUE:
        return f"dato vencido hace {counted(reading.days_late, 'día', 'días')}"
    if reading.light == Light.NO_DATA and reading.period is not None:
        return f"sin dato de todos los periodos de {reading.period.year}"
    return WORDS[reading.light]


def gap_words(sheet: Sheet, size: Fraction) -> str:
    """A difference between two values, as «5 puntos» of a tolerance: per cents differ in points."""
    return trimmed(size) + (" puntos" if sheet.unit == PER_CENT else unit_after(sheet))


def tick(value: float) -> str:
    """A mark of an axis, which is a round number: «70», «−2,5»."""
    return _signed(Fraction(str(round(value, 6))))


def period_words(period: Period) -> str:
    """«julio a septiembre de 2026», «2026», «ciclo 2026-1»."""
    if period.every == Every.CYCLE:
        return f"ciclo {period.code}"
    if period.every == Every.YEAR:
        return period.code
    return f"{month(period.starts_on)} a {month(period.ends_on)} de {period.year}"


def month(day: date) -> str:
    return date_format(day, "F").lower()


def month_and_year(period: Period) -> str:
    """«diciembre de 2027»: when a period ends."""
    return f"{month(period.ends_on)} de {period.year}"


def quantities(measured: Measurement) -> str:
    """«1.148 de 1.256», «12» without a denominator."""
    above, below = _signed(measured.numerator), measured.denominator
    return above if below is None else f"{above} de {trimmed(below)}"


def _signed(value: Fraction) -> str:
    return trimmed(value) if value >= 0 else f"{MINUS}{trimmed(-value)}"


def advantage(sheet: Sheet, reading: Reading) -> Fraction | None:
    """Value − target, or target − value where lower is better; None without either."""
    if reading.value is None or reading.target is None:
        return None
    over = reading.value - reading.target
    return over if sheet.direction == Direction.UP else -over


def baseline_words(sheet: Sheet, reading: Reading) -> str:
    """«mejora frente a la línea base de 86,90 %», «sin línea base»."""
    if reading.baseline is None:
        return "sin línea base"
    if reading.value is None:
        return f"la línea base es {with_unit(sheet, reading.baseline)}"
    how = {1: "mejora", 0: "igual", -1: "empeora"}[against_baseline(sheet, reading.value, reading.baseline)]
    return f"{how} frente a la línea base de {with_unit(sheet, reading.baseline)}"


def value_words(sheet: Sheet, reading: Reading) -> str:
    """The value with its period and its target; "" where none is shown."""
    if reading.period is None:
        return ""
    when = period_words(reading.period)
    if reading.value is None:
        why = "no hubo casos" if reading.light == Light.NOT_APPLICABLE else "son muy pocos casos para mostrarlos"
        return f"{when}: {why}" if reading.light in (Light.NOT_APPLICABLE, Light.TOO_FEW) else when
    so_far = f"enero a {month(reading.period.ends_on)} de {reading.period.year}" if reading.since_january else when
    aimed = "" if reading.target is None else f", con meta de {with_unit(sheet, reading.target)}"
    return f"{with_unit(sheet, reading.value)} en {so_far}{aimed}"


def sentence(lit: Lit) -> str:
    """One line about one light: «Bello: dato vencido hace 43 días; 79,30 % en abril a junio de 2026, con meta de…»."""
    sheet, reading = lit.indicator.rules, lit.reading
    parts = [light_words(reading), value_words(sheet, reading)]
    if reading.period is not None:
        parts.append(baseline_words(sheet, reading))
    if lit.whole is not None:
        parts.append(coverage_words(lit))
    place = lit.series.place.name if lit.series.place else "Valle de Aburrá"
    return f"{place}: {'; '.join(part for part in parts if part)}."


def coverage(lit: Lit) -> str | None:
    """«7 de 10»; None for one municipality."""
    return None if lit.whole is None else f"{lit.whole.counted} de {lit.whole.of}"


def coverage_words(lit: Lit) -> str:
    """«7 de 10 municipios; no cuentan Bello, Caldas e Itagüí»; who is exempt is not asked for."""
    if lit.whole is None:
        return ""
    said = f"{lit.whole.counted} de {counted(lit.whole.of, 'municipio', 'municipios')}"
    missing = names_missing(lit)
    return f"{said}; no {'cuenta' if len(missing) == 1 else 'cuentan'} {joined(missing)}" if missing else said


def names_missing(lit: Lit) -> list[str]:
    """The municipalities without a value behind the valley's figure, in the order of the river."""
    assert lit.whole is not None
    known = lit.whole.behind | lit.whole.exempt
    places = [one.place for one in lit.indicator.places if one.place is not None]
    return [place.name for place in places if place.divipola not in known]


def pace_words(sheet: Sheet, found: Pace | None) -> str:
    """«si sigue como en sus últimos pasos, entre 78 y 85 % en diciembre de 2027; no es una probabilidad»."""
    if found is None:
        return CANNOT_SAY
    when = month_and_year(found.period)
    return f"si sigue como en sus últimos pasos, {range_words(sheet, found)} en {when}; no es una probabilidad"


def range_words(sheet: Sheet, found: Pace) -> str:
    if found.low == found.high:
        return with_unit(sheet, found.low)
    return f"entre {figure(sheet, found.low)} y {with_unit(sheet, found.high)}"


def short_range(sheet: Sheet, found: Pace) -> str:
    """«78 a 85 % en dic 2027», for a cell of a table."""
    low = "" if found.low == found.high else f"{figure(sheet, found.low)} a "
    return f"{low}{with_unit(sheet, found.high)} en {date_format(found.period.ends_on, 'M Y').lower()}"


def version_words(sheet: IndicatorSheet) -> str:
    """«IND-03 v1»: the rule by which a light was judged."""
    return f"{sheet.code} v{sheet.version}"
