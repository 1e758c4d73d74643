"""What a line of a file may name: sheets, places, and the periods in which each indicator is measured."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date

from followup.indicators.choices import EVERY
from followup.indicators.loaders.lines import Faults, Line, text_in
from followup.rules.periods import Every, Period, WrongPeriod, parse, round_of
from followup.rules.sheets import Sheet
from territory.choices import place_code

KINDS = dict(EVERY)
VALLEY = "valle"


@dataclass(frozen=True)
class Known:
    """`sheets`: in force, by code. `municipalities`: DIVIPOLA. `rounds`: cut-off by code, None while a round has none."""

    sheets: Mapping[str, Sheet]
    municipalities: Container[str]
    rounds: Mapping[str, date | None]

    def sheet_in(self, line: Line, faults: Faults) -> Sheet | None:
        code = text_in(line, "indicator", faults)
        sheet = self.sheets.get(code)
        if sheet is None and "indicator" not in line.unfit:
            faults.add(
                line, "indicator", f"no hay una ficha del indicador «{code[:40]}»" if code else "falta el indicador"
            )
        return sheet

    def place_in(self, line: Line, faults: Faults) -> str | None:
        """Return the DIVIPOLA or `valle`; None for a fault."""
        text = text_in(line, "municipality", faults)
        place = place_code(text, self.municipalities)
        if text.casefold() == VALLEY or place in self.municipalities:
            return VALLEY if text.casefold() == VALLEY else place
        if "municipality" not in line.unfit:
            said = f"el portal no conoce el municipio «{text[:40]}»" if text else "falta el municipio"
            faults.add(line, "municipality", said)
        return None

    def period_in(self, line: Line, sheet: Sheet, faults: Faults, *, or_year: bool = False) -> Period | None:
        """Return the period, of the kind that the sheet has; `or_year`: or the year that holds it. None for a fault."""
        text = text_in(line, "period", faults)
        if "period" in line.unfit:
            return None
        found = self._round(text, sheet) if sheet.every == Every.CYCLE else _calendar(text, sheet, or_year)
        if isinstance(found, str):
            faults.add(line, "period", found)
            return None
        return found

    def _round(self, code: str, sheet: Sheet) -> Period | str:
        if code not in self.rounds:
            return f"{sheet.code} se mide por ciclo de diagnóstico, y no hay un ciclo «{code[:40]}»"
        cut_off = self.rounds[code]
        return f"el ciclo {code} todavía no tiene fecha de corte" if cut_off is None else round_of(code, cut_off)


def _calendar(text: str, sheet: Sheet, or_year: bool) -> Period | str:
    try:
        period = parse(text)
    except WrongPeriod as wrong:
        return str(wrong).rstrip(".") if text else "falta el periodo"
    allowed = {sheet.every, Every.YEAR} if or_year else {sheet.every}
    if period.every in allowed:
        return period
    return f"{sheet.code} se mide por {KINDS[sheet.every]}, y {period.code} es un {KINDS[period.every]}"
