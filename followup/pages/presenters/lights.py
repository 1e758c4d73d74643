"""The lights as plain data, for programs."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from followup.indicators.queries.lights import Lit
from followup.indicators.queries.values import with_unit
from followup.pages.presenters.sentences import coverage, sentence, version_words
from followup.rules.pace import Pace


def light_row(lit: Lit, write: Callable[[Fraction], str] = str) -> Mapping[str, Any]:
    """One light; numbers are exact: `write` makes the text, of a fraction unless said."""
    reading, sheet = lit.reading, lit.indicator.rules

    def text(value: Fraction | None) -> str | None:
        return None if value is None else write(value)

    return {
        "indicator": sheet.code, "municipality": lit.place_code, "value": text(reading.value),
        "displayed": None if reading.value is None else with_unit(sheet, reading.value),
        "period": reading.period.code if reading.period else None, "target": text(reading.target),
        "baseline": text(reading.baseline), "light": reading.light.value, "sentence": sentence(lit),
        "rule": version_words(lit.indicator.sheet), "coverage": coverage(lit), "pace": _pace(lit.pace, write),
        "since_january": reading.since_january, "days_late": reading.days_late, "is_demo": lit.series.is_demo,
    }  # fmt: skip


def _pace(found: Pace | None, write: Callable[[Fraction], str]) -> dict[str, str] | None:
    if found is None:
        return None
    return {"low": write(found.low), "high": write(found.high), "period": found.period.code}


def as_decimal(value: Fraction) -> Decimal:
    """These numbers come from columns of decimals, or were rounded to some: the division is exact."""
    return Decimal(value.numerator) / value.denominator


def decimal_text(value: Fraction) -> str:
    """457/5 → «91.4», for programs."""
    return f"{as_decimal(value).normalize():f}"
