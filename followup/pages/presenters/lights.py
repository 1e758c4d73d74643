"""The lights as plain data, for programs."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from followup.indicators.queries.lights import Lit
from followup.indicators.queries.values import with_unit
from followup.pages.presenters.sentences import coverage, sentence, version_words
from followup.rules.pace import Pace


def light_row(lit: Lit) -> Mapping[str, Any]:
    """One light; numbers are exact, as the text of a fraction."""
    reading, sheet = lit.reading, lit.indicator.rules
    return {
        "indicator": sheet.code, "municipality": lit.place_code, "value": _text(reading.value),
        "displayed": None if reading.value is None else with_unit(sheet, reading.value),
        "period": reading.period.code if reading.period else None, "target": _text(reading.target),
        "baseline": _text(reading.baseline), "light": reading.light.value, "sentence": sentence(lit),
        "rule": version_words(lit.indicator.sheet), "coverage": coverage(lit), "pace": _pace(lit.pace),
        "since_january": reading.since_january, "days_late": reading.days_late, "is_demo": lit.series.is_demo,
    }  # fmt: skip


def _pace(found: Pace | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {"low": str(found.low), "high": str(found.high), "period": found.period.code}


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
