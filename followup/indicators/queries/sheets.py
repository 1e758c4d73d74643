"""Sheets in force, and which indicators people type."""

from core.indicators.sources import source_of
from followup.indicators.models import IndicatorSheet
from followup.indicators.queries.counted import OF_PORTAL, TYPED_BELOW
from followup.rules.periods import Every


def sheet_of(code: str) -> IndicatorSheet | None:
    return IndicatorSheet.objects.in_force().filter(code=code).first()


def is_typed(sheet: IndicatorSheet) -> bool:
    """Whether a town hall types its value. What the portal counts, now or one day, and what goes by rounds, it does not."""
    if sheet.code in TYPED_BELOW:
        return True
    return sheet.every != Every.CYCLE and sheet.code not in OF_PORTAL and source_of(sheet.code) is None


def typed_sheets() -> list[IndicatorSheet]:
    """Return the sheets in force of what town halls type. One query."""
    return [sheet for sheet in IndicatorSheet.objects.in_force().order_by("code") if is_typed(sheet)]
