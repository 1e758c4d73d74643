"""The series of indicators as files: a table for people, and the document from which every light can be computed again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone

from core.datasets.fields import NO, YES
from core.datasets.files import LICENCE
from core.downloads import Cell, Column, Table
from followup.indicators.queries.lights import Lit, lights_of
from followup.indicators.queries.series import IndicatorSeries, Series, Value
from followup.indicators.queries.values import with_unit
from followup.pages.presenters.indicator import DEMO
from followup.pages.presenters.lights import as_decimal, light_row
from followup.pages.queries.values import Approval
from followup.rules.lights import Measurement, aim, due_on, is_too_few, value_of
from followup.rules.periods import Every, Period
from followup.rules.sheets import Sheet
from followup.rules.valley import last_due

COLUMNS = (
    Column("indicator", "Indicador"), Column("sheet_version", "Ficha"), Column("municipality", "DIVIPOLA"),
    Column("name", "Municipio"), Column("period", "Periodo"), Column("ends_on", "Último día"), Column("numerator", "Numerador"),
    Column("denominator", "Denominador"), Column("value", "Valor"), Column("target", "Meta"), Column("baseline", "Línea base"),
    Column("is_demo", "Demostración"), Column("number", "Valor número"), Column("reason", "Por qué se corrigió"),
    Column("approved_on", "Aprobado"), Column("office", "Quién aprobó"), Column("evidence", "Evidencias"),
)  # fmt: skip
NOTE = "Una celda vacía no es un cero: no hay dato, o son muy pocos casos para mostrarlos."


def table_of(indicator: IndicatorSeries, approvals: Mapping[int, Approval], source: str) -> Table:
    """A row for each approved value: municipalities in the order of the river, periods oldest first."""
    rows = [[_cell(row[column.name]) for column in COLUMNS] for row in value_rows(indicator, approvals)]
    name = f"{indicator.sheet.code}{'-demostracion' if indicator.has_demo else ''}"
    demo = [f"{DEMO}: las filas que lo dicen son inventadas."] if indicator.has_demo else []
    notes = [
        *demo,
        f"{indicator.sheet}, {indicator.sheet.name}.",
        NOTE,
        f"Licencia {LICENCE['title']}.",
        f"Fuente: {source}",
    ]
    return Table(name, indicator.sheet.code, COLUMNS, rows, notes)


def value_rows(indicator: IndicatorSeries, approvals: Mapping[int, Approval]) -> list[Mapping[str, Any]]:
    """Return what is told of each approved value, in the order of `table_of`; numbers are exact, None where nothing is shown."""
    return [
        _row(indicator, series, value, approvals[value.pk]) for series in indicator.places for value in series.values
    ]


def _row(indicator: IndicatorSeries, series: Series, value: Value, approval: Approval) -> Mapping[str, Any]:
    sheet, measured = indicator.rules, value.measured
    aimed, is_hidden, shown = (
        aim(sheet, measured.period, series.targets),
        _is_hidden(sheet, measured),
        value_of(sheet, measured),
    )
    place = series.place
    assert place is not None
    return {
        "indicator": sheet.code, "sheet_version": approval.sheet_version, "municipality": place.divipola, "name": place.name,
        "period": measured.period.code, "ends_on": measured.period.ends_on,
        "numerator": None if is_hidden else measured.numerator, "denominator": None if is_hidden else measured.denominator,
        "value": shown, "displayed": None if shown is None else with_unit(sheet, shown), "is_hidden": is_hidden,
        "target": aimed.target, "baseline": aimed.baseline, "is_demo": value.is_demo, "number": approval.number,
        "reason": approval.reason, "approved_on": timezone.localdate(approval.approved_at), "office": approval.office,
        "evidence": approval.proofs,
    }  # fmt: skip


def _cell(value: Any) -> Cell:
    if isinstance(value, Fraction):
        return as_decimal(value)
    if isinstance(value, tuple):
        return " | ".join(" ".join(filter(None, [one.address, one.sha256])) for one in value)
    return (YES if value else NO) if isinstance(value, bool) else value


def document_of(
    found: Iterable[IndicatorSeries], at: date, source: str, approvals: Mapping[int, Approval]
) -> Mapping[str, Any]:
    """Everything that a light is judged by, and the light: input of recalcular.py. Exact numbers are texts."""
    indicators = list(found)
    return {
        "note": DEMO if any(one.has_demo for one in indicators) else "", "licence": LICENCE, "source": source,
        "at": at.isoformat(), "indicators": [_indicator(one, at, approvals) for one in indicators],
    }  # fmt: skip


def _indicator(indicator: IndicatorSeries, at: date, approvals: Mapping[int, Approval]) -> Mapping[str, Any]:
    rows = [_lit_row(one, approvals) for one in lights_of([indicator], at)]
    return {"sheet": _sheet(indicator, at), "rows": rows}


def sheet_row(indicator: IndicatorSeries, write: Callable[[Fraction], str] = str) -> dict[str, Any]:
    """The sheet in force, as programs read it; exact numbers are texts: `write` makes them."""
    row, rules = indicator.sheet, indicator.rules
    return {
        "code": row.code, "version": row.version, "name": row.name, "formula": row.formula, "source": row.source,
        "limits": row.limits, "unit": row.unit, "factor": row.factor, "decimals": row.decimals, "period": row.every,
        "direction": row.direction, "over_time": row.over_time, "over_municipalities": row.over_municipalities,
        "denominator": row.has_denominator, "tolerance": write(rules.tolerance), "lag_days": row.lag_days, "min_n": row.min_n,
        "min_coverage": row.min_coverage, "bounds": None if rules.bounds is None else [write(one) for one in rules.bounds],
    }  # fmt: skip


def _sheet(indicator: IndicatorSeries, at: date) -> Mapping[str, Any]:
    """With what the program needs. `last_due`: the order of the newest period that was due before the day; None for rounds."""
    every = indicator.rules.every
    due = None if every == Every.CYCLE else _order(last_due(indicator.rules, at))
    return sheet_row(indicator) | {"periods_in_year": every.in_year, "last_due": due}


def _lit_row(found: Lit, approvals: Mapping[int, Approval]) -> Mapping[str, Any]:
    sheet = found.indicator.rules
    return {
        **light_row(found), "name": found.series.place.name if found.series.place else "Valle de Aburrá",
        "values": [_value(sheet, one, approvals.get(one.pk)) for one in found.series.values],
        "targets": [
            {
                "period": one.period.code, "ends_on": one.period.ends_on.isoformat(), "target": _text(one.target),
                "baseline": _text(one.baseline),
            }
            for one in found.series.targets
        ],
    }  # fmt: skip


def _value(sheet: Sheet, value: Value, approval: Approval | None) -> Mapping[str, Any]:
    measured = value.measured
    is_hidden = _is_hidden(sheet, measured)
    found = {
        "period": measured.period.code, "ends_on": measured.period.ends_on.isoformat(), "is_hidden": is_hidden,
        "order": _order(measured.period), "next_due_on": _next_due(sheet, measured.period),
        "numerator": None if is_hidden else _text(measured.numerator),
        "denominator": None if is_hidden else _text(measured.denominator),
    }  # fmt: skip
    if approval is not None:
        found |= {
            "sheet_version": approval.sheet_version, "number": approval.number, "reason": approval.reason,
            "approved_on": timezone.localdate(approval.approved_at).isoformat(), "office": approval.office,
            "evidence": [vars(one) for one in approval.proofs],
        }  # fmt: skip
    return found


def _order(period: Period) -> int:
    """Neighbours differ by one, whatever the year; rounds are only in the order of their cut-offs."""
    if period.every == Every.CYCLE:
        return period.ends_on.toordinal()
    return period.year * period.every.in_year + period.number - 1


def _next_due(sheet: Sheet, period: Period) -> str | None:
    return None if period.every == Every.CYCLE else due_on(sheet, period.next()).isoformat()


def _is_hidden(sheet: Sheet, measured: Measurement) -> bool:
    """Too few were counted; a denominator of 0 says only that it does not apply."""
    return measured.denominator != 0 and is_too_few(sheet, measured)


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
