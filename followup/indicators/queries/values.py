"""The value that two numbers give, and how the portal writes it; periods in words."""

from decimal import Decimal
from fractions import Fraction
from math import floor

from django.utils.dates import MONTHS

from core.numbers import MINUS, MISSING, NARROW_SPACE, trimmed
from followup.indicators.models import IndicatorSheet
from followup.rules.periods import Every, Period
from followup.rules.sheets import PEOPLE, PER_CENT, Sheet

NOT_APPLICABLE = "No aplica este periodo"
UNCOUNTED = "número"  # a unit that a sentence does not say
COUNTS = (PEOPLE, UNCOUNTED)  # units of what is counted one by one


def value_of(sheet: IndicatorSheet, numerator: Decimal | None, denominator: Decimal | None) -> Fraction | None:
    """Return the value as it is shown and judged; None while a number is missing, and where the denominator is 0."""
    if numerator is None or (denominator is None if sheet.has_denominator else False) or denominator == 0:
        return None
    below = Fraction(denominator) if denominator is not None else None
    rules = sheet.rules
    return rules.rounded(rules.exact(Fraction(numerator), below))


def figure(sheet: Sheet, value: Fraction | None) -> str:
    """A value, target or difference without its unit: «91,40», «−2,5», «1.148»; – for None."""
    if value is None:
        return MISSING
    size, sign = abs(value), MINUS if value < 0 else ""
    if sheet.unit in COUNTS or (size * 10**sheet.decimals).denominator != 1:
        return sign + trimmed(size)  # counts have no decimals to fill; a baseline may have more than the sheet
    digits = f"{floor(size * 10**sheet.decimals):0{sheet.decimals + 1}}"
    whole, decimals = (digits[: -sheet.decimals], digits[-sheet.decimals :]) if sheet.decimals else (digits, "")
    return f"{sign}{trimmed(int(whole))}{f',{decimals}' if decimals else ''}"


def unit_after(sheet: Sheet) -> str:
    """What follows a figure: « %», « días»; nothing after plain counts."""
    if sheet.unit == PER_CENT:
        return f"{NARROW_SPACE}%"
    return "" if sheet.unit == UNCOUNTED else f" {sheet.unit}"


def with_unit(sheet: Sheet, value: Fraction | None) -> str:
    """«91,40 %», «12,5 días», «3»: with the decimals of the sheet, as it is judged."""
    return MISSING if value is None else figure(sheet, value) + unit_after(sheet)


def sum_in_words(sheet: IndicatorSheet, numerator: Decimal | None, denominator: Decimal | None) -> str:
    """«1.148 ÷ 1.256 × 100 = 91,40 %»; «No aplica este periodo»; "" while a number is missing."""
    if sheet.has_denominator and denominator == 0:
        return NOT_APPLICABLE
    value = value_of(sheet, numerator, denominator)
    if value is None or numerator is None:
        return ""
    if denominator is None or not sheet.has_denominator:
        return with_unit(sheet.rules, value)
    factor = f" × {trimmed(Decimal(sheet.factor))}" if sheet.factor != 1 else ""
    return f"{trimmed(numerator)} ÷ {trimmed(denominator)}{factor} = {with_unit(sheet.rules, value)}"


def bounds_in_words(sheet: IndicatorSheet) -> str:
    """«de 0 a 100 %»; "" for a sheet without bounds."""
    if sheet.low is None or sheet.high is None:
        return ""
    return f"de {_signed(sheet.low)} a {_signed(sheet.high)}{unit_after(sheet.rules)}"


def out_of_bounds(sheet: IndicatorSheet, numerator: Decimal | None, denominator: Decimal | None) -> str:
    """Return the sentence that says that the value is outside the bounds of the sheet; "" if it is not."""
    value, bounds = value_of(sheet, numerator, denominator), sheet.rules.bounds
    if value is None or bounds is None or bounds[0] <= value <= bounds[1]:
        return ""
    said = f"Da {with_unit(sheet.rules, value)}, y este indicador va {bounds_in_words(sheet)}."
    return f"{said} Revise {'los dos números' if sheet.has_denominator else 'el número'}."


def period_in_words(period: Period) -> str:
    """«julio a septiembre de 2026», «primer semestre de 2026», «2026»; a round by its code."""
    if period.every == Every.QUARTER:
        return f"{MONTHS[period.starts_on.month]} a {MONTHS[period.ends_on.month]} de {period.year}"
    if period.every == Every.HALF:
        return f"{'primer' if period.number == 1 else 'segundo'} semestre de {period.year}"
    return f"año {period.year}" if period.every == Every.YEAR else period.code


def _signed(number: Decimal) -> str:
    return trimmed(number) if number >= 0 else f"{MINUS}{trimmed(-number)}"
