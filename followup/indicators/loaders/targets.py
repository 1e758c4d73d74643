"""CSV or XLSX of targets and baselines → rows; every fault is named by its line or cell."""

from dataclasses import dataclass
from decimal import Decimal

from core.tables import refuse_all
from followup.indicators.choices import MOST_DECIMALS
from followup.indicators.loaders.known import VALLEY, Known
from followup.indicators.loaders.lines import Faults, Line, number_in, read_lines
from followup.rules.periods import Period
from followup.rules.sheets import OverMunicipalities

COLUMNS = ("indicator", "municipality", "period", "baseline", "target")
NUMBERS = ("baseline", "target")


@dataclass(frozen=True)
class TargetRow:
    """`municipality`: DIVIPOLA, or `valle`."""

    indicator: str
    municipality: str
    period: Period
    baseline: Decimal | None
    target: Decimal | None


def read_targets(data: bytes, *, name: str, known: Known) -> tuple[list[TargetRow], list[str]]:
    """Return the rows, and notes about numbers that may be meant otherwise. Raises Refusal listing every fault."""
    faults, rows, seen = Faults(), [], {}
    for line in read_lines(data, name=name, columns=COLUMNS, numbers=NUMBERS, faults=faults):
        row = _row(line, known, faults)
        if row is not None:
            key = (row.indicator, row.municipality, row.period.code)
            faults.once(line, key, seen, f"la meta de {', '.join(key)}")
            rows.append(row)
    refuse_all(faults.found, name=name)
    return rows, faults.notes


def _row(line: Line, known: Known, faults: Faults) -> TargetRow | None:
    sheet, place = known.sheet_in(line, faults), known.place_in(line, faults)
    if sheet and place == VALLEY and sheet.over_municipalities == OverMunicipalities.NONE:
        faults.add(line, "municipality", f"{sheet.code} no tiene valor del valle, así que tampoco meta del valle")
    before = len(faults.found)
    baseline = number_in(line, "baseline", faults, decimals=MOST_DECIMALS)
    most = sheet.decimals if sheet else MOST_DECIMALS  # a value is judged as it is shown, and so is its target
    target = number_in(line, "target", faults, decimals=most)
    if baseline is None and target is None and len(faults.found) == before:
        faults.add(line, "", "no trae ni meta ni línea base")
    period = known.period_in(line, sheet, faults, or_year=True) if sheet else None
    if sheet is None or place is None or period is None:
        return None
    return TargetRow(sheet.code, place, period, baseline, target)
