"""Number formats of Colombian Spanish: «62,35», «+4,68», «88,90 %»; «–» for a missing value.

Every number shown to people is formatted here, so that one figure never reads in two ways. Plain Python: drawings use it too,
and with it the conjunction of a list.
"""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor

MOST_DIGITS = 9  # of a version, a number of a row or a count that a request names
MISSING = "–"
MINUS = "−"  # the minus sign: a hyphen is narrower than the digits and wraps
NARROW_SPACE = "\u202f"  # no-break, before %
CENTS = Decimal("0.01")
WORDS = ("ningún", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")


def whole(text: str) -> int | None:
    """Return the whole number that a request names; None for anything else, other alphabets and endless digits included."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def score(value: object) -> str:
    """62.345 → 62,35; None → –."""
    cents = _cents(value)
    return MISSING if cents is None else _comma(cents)


def signed(value: object) -> str:
    """4.68 → +4,68; −1.2 → −1,20; 0 → 0,00; None → –."""
    cents = _cents(value)
    if cents is None:
        return MISSING
    return f"+{_comma(cents)}" if cents > 0 else _comma(cents)


def points(value: object) -> str:
    """0.7 → 0,70 puntos; an int stays whole: 30 → 30 puntos, 1 → 1 punto."""
    if isinstance(value, int):
        return "1 punto" if value == 1 else f"{value} puntos".replace("-", MINUS)
    cents = _cents(value)
    return MISSING if cents is None else f"{_comma(cents)} puntos"


def percent(value: object) -> str:
    """88.9 → 88,90 %, with a no-break space."""
    cents = _cents(value)
    return MISSING if cents is None else f"{_comma(cents)}{NARROW_SPACE}%"


def coverage(value: Decimal | Fraction | None) -> str:
    """0.799 → 79 %: a coverage (0–1, exact), truncated: a value under the minimum must not read as the minimum."""
    return MISSING if value is None else f"{int(value * 100)}{NARROW_SPACE}%"


def one_decimal_percent(value: Decimal | Fraction) -> str:
    """0.2049 → 20,5 %: one decimal, so that a share (0–1) over a maximum does not read as the maximum."""
    return f"{float(100 * value):.1f}{NARROW_SPACE}%".replace(".", ",")


def shortest(value: Fraction | Decimal | int, most: int = 9) -> str:
    """1/8 → 0.125, 30 → 30: an exact non-negative number with a decimal point and no trailing zeros.

    A number with more than `most` decimals, like a third, is rounded half up to two: 0.33.
    """
    number = Fraction(value)
    places = next((n for n in range(most + 1) if (number * 10**n).denominator == 1), 2)
    digits = f"{floor(number * 10**places + Fraction(1, 2)):0{places + 1}}"
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :].rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def trimmed(value: Fraction | Decimal | int | None, most: int = 9) -> str:
    """1/8 → 0,125, 1250000 → 1.250.000: as `shortest`; None → –."""
    if value is None:
        return MISSING
    whole, _, decimals = shortest(value, most).partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{grouped},{decimals}" if decimals else grouped


def weight(value: Fraction | None) -> str:
    """1/5 → 20 %: a weight as its share of its group (0–1), two decimals at most; None → –."""
    return MISSING if value is None else f"{trimmed(100 * value, 2)}{NARROW_SPACE}%"


def count_in_words(count: int) -> str:
    """2 → dos; 0 → ningún; over twelve in figures: 13."""
    return WORDS[count] if 0 <= count < len(WORDS) else str(count)


def joined(items: list[str]) -> str:
    """«a», «a y b», «a, b e Itagüí»: the conjunction is «e» before the sound i."""
    if len(items) < 2:
        return "".join(items)
    last = items[-1]
    sound = last.lower().lstrip("«¿")
    joint = "e" if sound.startswith(("i", "í", "hi")) and not sound.startswith(("ia", "ie", "hie", "hia")) else "y"
    return f"{', '.join(items[:-1])} {joint} {last}"


def share(part: float, whole: float) -> float:
    """64 of 72 → 88.88…: per cent, for progress bars; 0 when `whole` is 0."""
    return 100 * float(part) / float(whole) if whole else 0.0


def cell(value: object) -> str:
    """A cell of a table: Decimal with two decimals, other values as text, – for None or ""."""
    if isinstance(value, Decimal):
        return score(value)
    return MISSING if value is None or value == "" else str(value)


def coordinate(value: object) -> str:
    """62.34 → 62.34, for SVG attributes, where a decimal comma would be an error."""
    cents = _cents(value)
    return "0" if cents is None else f"{cents.normalize():f}"


def exact(value: object) -> str:
    """36.312500 → 36,3125: all significant digits, at least two decimals, never rounded."""
    if value is None or value == "":
        return MISSING
    text = f"{Decimal(str(value)):f}".replace("-", MINUS)
    whole, _, decimals = text.partition(".")
    return f"{whole},{decimals.rstrip('0').ljust(2, '0')}"


def _cents(value: object) -> Decimal | None:
    """Two decimals, half up, as the results are published; None for a missing or non-finite value."""
    if value is None or value == "":
        return None
    number = Decimal(str(value))
    return number.quantize(CENTS, rounding=ROUND_HALF_UP) if number.is_finite() else None


def _comma(cents: Decimal) -> str:
    # "z" turns a rounded −0,00 into 0,00; Python's "," for thousands and "." for decimals are the other way round in Colombia.
    return f"{cents:z,.2f}".translate(str.maketrans(",.-", f".,{MINUS}"))
