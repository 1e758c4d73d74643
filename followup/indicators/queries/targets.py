"""Targets of an indicator in a period."""

from collections.abc import Collection, Iterable

from django.db.models import Count, QuerySet

from followup.indicators.models import IndicatorSheet, Target
from followup.rules.periods import Every, Period, last_ended


def targets_of(indicator: str, period: str) -> QuerySet[Target]:
    return Target.objects.filter(indicator__code=indicator, period__code=period).select_related("municipality")


def mark_of(rows: Iterable[Target]) -> str:
    """Return what changes whenever one of these targets does: «2:1767225600.0»."""
    moments = [row.set_at.timestamp() for row in rows]
    return f"{len(moments)}:{max(moments, default=0)}"


def counted_by_year(years: Collection[str]) -> dict[tuple[str, str], int]:
    """Return how many municipalities have a target, by indicator and year. One query."""
    rows = Target.objects.filter(period__code__in=years, municipality__isnull=False, target__isnull=False)
    counted = rows.values_list("indicator__code", "period__code").annotate(n=Count("pk")).order_by()
    return {(code, year): n for code, year, n in counted}


def takes_targets(sheet: IndicatorSheet, every: str) -> bool:
    """Whether an indicator has targets in such periods: its own and, unless it follows rounds, the year that holds them."""
    return every == sheet.every or (every == Every.YEAR and sheet.every != Every.CYCLE)


def periods_of_year(sheet: IndicatorSheet, period: Period) -> list[Period]:
    """Return the periods of its year for which an indicator may have a target: the year first, then its own."""
    if period.every == Every.CYCLE:
        return [period]
    year = period.of_year
    own = last_ended(Every(sheet.every), year.ends_on)
    return [year, *(one for one in own.since_january() if one.every != Every.YEAR)]
