from followup.indicators.models.sheets import IndicatorSheet

__all__ = ["IndicatorSheet"]
