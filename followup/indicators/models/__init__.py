"""Indicators: their sheets, targets, and what was measured."""

from followup.indicators.models.measurements import ApprovedValue, Measurement, SourceRun
from followup.indicators.models.periods import ReportingPeriod
from followup.indicators.models.sheets import Indicator, IndicatorSheet
from followup.indicators.models.targets import Target

__all__ = ["ApprovedValue", "Indicator", "IndicatorSheet", "Measurement", "ReportingPeriod", "SourceRun", "Target"]
