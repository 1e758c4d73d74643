"""Sheets in force, and which indicators people type."""

from core.indicators.sources import source_of
from followup.indicators.choices import TYPED_BELOW
from followup.indicators.models import IndicatorSheet
from followup.rules.periods import Every


def sheet_of(code: str) -> IndicatorSheet | None:
    return IndicatorSheet.objects.in_force().filter(code=code).first()


def is_typed(sheet: IndicatorSheet) -> bool:
    """Whether a town hall types its value. What the portal counts, and what goes by rounds, it does not."""
    return sheet.every != Every.CYCLE and (sheet.code in TYPED_BELOW or source_of(sheet.code) is None)


def typed_sheets() -> list[IndicatorSheet]:
    """Return the sheets in force of what town halls type. One query."""
    return [sheet for sheet in IndicatorSheet.objects.in_force().order_by("code") if is_typed(sheet)]
