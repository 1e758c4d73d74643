"""CSV or XLSX of measurements → rows; every fault is named by its line or cell."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.numbers import MINUS, trimmed
from core.tables import refuse_all
from files.loaders.links import is_web_link
from followup.indicators.choices import MOST_DECIMALS
from followup.indicators.loaders.known import VALLEY, Known
from followup.indicators.loaders.lines import Faults, Line, is_yes, number_in, read_lines, text_in
from followup.rules.periods import Period
from followup.rules.sheets import Sheet

COLUMNS = ("indicator", "municipality", "period", "numerator", "denominator", "evidence", "approved")
NUMBERS = ("numerator", "denominator")
MOST_LINKS, LONGEST_LINK = 10, 1000


@dataclass(frozen=True)
class MeasurementRow:
    """`where`: its line or cell, for what only the database knows. `links`: addresses of its evidence."""

    where: str
    indicator: str
    municipality: str
    period: Period
    numerator: Decimal
    denominator: Decimal | None
    links: tuple[str, ...]
    is_approved: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.indicator, self.municipality, self.period.code


def read_measurements(data: bytes, *, name: str, known: Known) -> tuple[list[MeasurementRow], list[str]]:
    """Return the rows, and notes about numbers that may be meant otherwise. Raises Refusal listing every fault."""
    faults, rows, seen = Faults(), [], {}
    for line in read_lines(data, name=name, columns=COLUMNS, numbers=NUMBERS, faults=faults):
        row = _row(line, known, faults)
        if row is not None:
            faults.once(line, row.key, seen, f"la medición de {', '.join(row.key)}")
            rows.append(row)
    refuse_all(faults.found, name=name)
    return rows, faults.notes


def _row(line: Line, known: Known, faults: Faults) -> MeasurementRow | None:
    sheet, place = known.sheet_in(line, faults), known.place_in(line, faults)
    if place == VALLEY:
        faults.add(line, "municipality", "el valle no se mide: el portal lo suma de los municipios")
    numerator, denominator = _quantities(line, sheet, faults)
    links, is_approved = _links(line, faults), is_yes(line, "approved", faults)
    period = known.period_in(line, sheet, faults) if sheet else None
    if sheet is None or place is None or period is None or numerator is None:
        return None
    return MeasurementRow(line.where(), sheet.code, place, period, numerator, denominator, links, is_approved)


def _quantities(line: Line, sheet: Sheet | None, faults: Faults) -> tuple[Decimal | None, Decimal | None]:
    numerator = number_in(line, "numerator", faults, decimals=MOST_DECIMALS)
    denominator = number_in(line, "denominator", faults, low=0, decimals=MOST_DECIMALS)
    is_empty = {name: not line[name] and name not in line.unfit for name in NUMBERS}
    if is_empty["numerator"]:
        faults.add(line, "numerator", "falta el numerador; cero se escribe 0")
    if sheet is not None and sheet.has_denominator and is_empty["denominator"]:
        faults.add(line, "denominator", f"falta el denominador de {sheet.code}; si no hubo casos, escriba 0")
    if sheet is not None and not sheet.has_denominator and not is_empty["denominator"]:
        faults.add(line, "denominator", f"{sheet.code} no lleva denominador; deje vacía la celda")
    if numerator and denominator == 0:
        faults.add(line, "numerator", "con denominador 0 el numerador también es 0: no hubo casos")
    elif sheet is not None and numerator is not None and (fault := _out_of_bounds(sheet, numerator, denominator)):
        faults.add(line, "numerator", fault)
    return numerator, denominator


def _out_of_bounds(sheet: Sheet, numerator: Decimal, denominator: Decimal | None) -> str:
    if sheet.bounds is None or denominator == 0 or (denominator is None and sheet.has_denominator):
        return ""
    value = sheet.rounded(sheet.exact(Fraction(numerator), None if denominator is None else Fraction(denominator)))
    low, high = sheet.bounds
    if low <= value <= high:
        return ""
    return f"da {_signed(value)}, y {sheet.code} va de {_signed(low)} a {_signed(high)} ({sheet.unit})"


def _signed(value: Fraction) -> str:
    return f"{MINUS}{trimmed(-value)}" if value < 0 else trimmed(value)


def _links(line: Line, faults: Faults) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(one.strip() for one in text_in(line, "evidence", faults).split("|") if one.strip()))
    for link in found:
        if not is_web_link(link) or len(link) > LONGEST_LINK:
            faults.add(line, "evidence", f"«{link[:60]}» no es una dirección; debe empezar por http:// o https://")
    if len(found) > MOST_LINKS:
        faults.add(line, "evidence", f"trae más de {MOST_LINKS} evidencias")
    return found
