"""Icons, level badges and the numbers of a page, written as Colombians read them."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

MISSING = "–"
MINUS = "−"  # the real sign: a hyphen is narrower than the digits and wraps
NARROW_SPACE = "\u202f"
CENTS = Decimal("0.01")


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """{% icon "check" %} draws a symbol of the sprite; always beside a word, so hidden from readers."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" {extra}" if extra else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def level(number: int | None, name: str, size: str = "") -> SafeString:
    """{% level 3 "Establecido" size="s" %} is the badge: word, steps and colour. 0 or None is a partial result."""
    step = int(number or 0)
    return format_html(
        '<span class="lv lv{}{}"><svg class="gradas" aria-hidden="true" focusable="false">'
        '<use href="{}#g-{}"/></svg>{}</span>',
        step,
        f" lv-{size}" if size else "",
        static("icons.svg"),
        step,
        name,
    )


@register.simple_tag(takes_context=True)
def current(context: template.Context, *view_names: str) -> SafeString:
    """{% current "portal:home" %} marks the link of the page that is open, for the eye and for readers."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_here = match is not None and match.view_name in view_names
    return mark_safe(' aria-current="page"') if is_here else mark_safe("")  # two constants, no input


@register.filter
def score(value: object) -> str:
    """{{ 62.345|score }} → 62,35; nothing → –."""
    cents = _cents(value)
    return MISSING if cents is None else _comma(cents)


@register.filter
def signed(value: object) -> str:
    """{{ 4.68|signed }} → +4,68; −1.2 → −1,20; 0 → 0,00; nothing → –."""
    cents = _cents(value)
    if cents is None:
        return MISSING
    return f"+{_comma(cents)}" if cents > 0 else _comma(cents)


@register.filter
def points(value: object) -> str:
    """{{ 0.7|points }} → 0,70 puntos; whole counts stay whole: 30 → 30 puntos, 1 → 1 punto."""
    if isinstance(value, int):
        return "1 punto" if value == 1 else f"{value} puntos".replace("-", MINUS)
    cents = _cents(value)
    return MISSING if cents is None else f"{_comma(cents)} puntos"


@register.filter
def percent(value: object) -> str:
    """{{ 88.9|percent }} → 88,90 %, with a space that does not break."""
    cents = _cents(value)
    return MISSING if cents is None else f"{_comma(cents)}{NARROW_SPACE}%"


@register.filter
def share(part: float, whole: float) -> float:
    """{{ 64|share:72 }} → 88.88…, the number of 100 that a progress bar draws; of nothing, 0."""
    return 100 * float(part) / float(whole) if whole else 0.0


@register.filter
def cell(value: object) -> str:
    """{{ row.2|cell }} → a cell of a table as people read it: numbers of two decimals, counts, texts, – for none."""
    if isinstance(value, Decimal):
        return score(value)
    return MISSING if value is None or value == "" else str(value)


@register.filter
def coordinate(value: object) -> str:
    """{{ 62.34|coordinate }} → 62.34, for SVG attributes, where a decimal comma would be an error."""
    cents = _cents(value)
    return "0" if cents is None else f"{cents.normalize():f}"


@register.filter
def exact(value: object) -> str:
    """{{ 36.312500|exact }} → 36,3125: every digit that counts, at least two decimals, nothing rounded."""
    if value is None or value == "":
        return MISSING
    text = f"{Decimal(str(value)):f}".replace("-", MINUS)
    whole, _, decimals = text.partition(".")
    return f"{whole},{decimals.rstrip('0').ljust(2, '0')}"


def _cents(value: object) -> Decimal | None:
    """Two decimals, half up, as the results are published; what is not a number counts as absent."""
    if value is None or value == "":
        return None
    number = Decimal(str(value))
    return number.quantize(CENTS, rounding=ROUND_HALF_UP) if number.is_finite() else None


def _comma(cents: Decimal) -> str:
    # "z" turns a rounded −0,00 into 0,00; Python groups by "," and marks by ".", Colombia the other way round.
    return f"{cents:z,.2f}".translate(str.maketrans(",.-", f".,{MINUS}"))
