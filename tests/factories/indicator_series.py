"""Many approved values and targets at once, drawn at random: a rich set for lights, pages and the program that recomputes."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from random import Random

from django.utils import timezone

from followup.indicators.models import ApprovedValue, Indicator, IndicatorSheet, Measurement, ReportingPeriod, Target
from followup.rules.periods import Every
from territory.models import Municipality
from tests.factories.followup import make_period, make_sheet

PLAIN = {"has_denominator": False, "over_municipalities": "suma", "over_time": "suma", "low": None, "high": None}
KINDS = (
    {"every": "quarter"},
    {"every": "quarter", "over_time": "último valor", "direction": "down", "decimals": 2, "min_n": 20},
    {"every": "half", "over_time": "razón de sumas", "factor": 1000, "unit": "por mil", "tolerance": Decimal(90), "high": 1000},
    {"every": "year", "over_time": "último valor", "min_coverage": 100, "decimals": 0},
    PLAIN | {"every": "quarter", "unit": "personas", "factor": 1, "tolerance": Decimal(3), "decimals": 0},
    PLAIN | {"every": "year", "unit": "número", "factor": 1, "direction": "down", "tolerance": Decimal(0), "min_coverage": 0},
    PLAIN | {"every": "half", "over_time": "último valor", "over_municipalities": "ninguno", "unit": "días", "factor": 1},
    {"every": "cycle", "over_time": "último valor"},
)  # fmt: skip


def rich_set(
    places: Sequence[Municipality], *, seed: int = 1, prefix: str = "IND", years: Sequence[int] = (2024, 2025, 2026)
) -> list[IndicatorSheet]:
    """A sheet of each kind with holes, zeros, few cases, targets of periods and years, invented beside measured."""
    drawn = Random(seed)
    sheets = [make_sheet(code=f"{prefix}-{number:02}", **kind) for number, kind in enumerate(KINDS, 1)]
    for sheet in sheets:
        periods = periods_of(sheet, years)
        whole = [make_period(str(year)) for year in years] if sheet.every in (Every.QUARTER, Every.HALF) else []
        for place in places:
            is_demo = drawn.random() < 0.15
            make_values(sheet, place, [one for one in periods if drawn.random() < 0.85], drawn, is_demo=is_demo)
            _make_targets(sheet, place, [*periods, *whole], drawn, is_demo=is_demo)
        _make_targets(sheet, None, [*periods, *whole], drawn)
    return sheets


def periods_of(sheet: IndicatorSheet, years: Sequence[int]) -> list[ReportingPeriod]:
    if sheet.every == Every.CYCLE:
        return [
            ReportingPeriod.objects.get_or_create(
                code=f"ronda-{year}",
                defaults={"every": "cycle", "starts_on": date(year, 5, 31), "ends_on": date(year, 5, 31)},
            )[0]
            for year in years
        ]
    letter, count = {"quarter": ("-T", 4), "half": ("-S", 2), "year": ("", 0)}[sheet.every]
    codes = [
        f"{year}{letter}{number}" if count else str(year) for year in years for number in range(1, max(count, 1) + 1)
    ]
    return [make_period(code) for code in codes]


def make_values(
    sheet: IndicatorSheet,
    place: Municipality,
    periods: Sequence[ReportingPeriod],
    drawn: Random,
    *,
    is_demo: bool = False,
) -> None:
    now, indicator = timezone.now(), Indicator.objects.get(code=sheet.code)
    rows = []
    for period in periods:
        below = drawn.choice([0, 3, 40, 100, 317]) if sheet.has_denominator else None
        above = (
            drawn.randint(0, below) if below is not None else Decimal(drawn.randint(0, 60)) / drawn.choice([1, 1, 4])
        )
        rows.append(
            Measurement(
                indicator=indicator,
                municipality=place,
                period=period,
                state="aprobada",
                state_since=now,
                is_demo=is_demo,
                numerator=int(above) if sheet.unit == "personas" else above,
                denominator=below,
            )
        )
    Measurement.objects.bulk_create(rows)
    ApprovedValue.objects.bulk_create(
        ApprovedValue(
            measurement=row, number=1, sheet=sheet, approved_at=now, office="Equipo metropolitano", numerator=row.numerator,
            denominator=row.denominator,
        )
        for row in rows
    )  # fmt: skip


def _make_targets(
    sheet: IndicatorSheet,
    place: Municipality | None,
    periods: Sequence[ReportingPeriod],
    drawn: Random,
    *,
    is_demo: bool = False,
) -> None:
    indicator = Indicator.objects.get(code=sheet.code)
    Target.objects.bulk_create(
        Target(
            indicator=indicator, municipality=place, period=period, set_at=timezone.now(), is_demo=is_demo,
            target=drawn.choice([None, 0, drawn.randint(0, 100)]), baseline=Decimal(drawn.randint(0, 9999)) / 100,
        )
        for period in periods
        if drawn.random() < (0.9 if period.every == Every.YEAR else 0.4)
    )  # fmt: skip
