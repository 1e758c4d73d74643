"""Icons, level badges and the number formats of core.numbers."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import numbers, words

register = template.Library()
for write in (
    numbers.score, numbers.signed, numbers.points, numbers.percent, numbers.coverage, numbers.share, numbers.cell,
    numbers.coordinate, numbers.exact, numbers.trimmed, numbers.weight,
):  # fmt: skip
    register.filter(write)


# {% counted n "respuesta" "respuestas" %}: the number with its noun. Other words of the sentence agree by `pluralize`.
register.simple_tag(words.counted)
register.filter(words.named)  # {{ round|named:"de" }}: «del ciclo 2026-1»


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """{% icon "check" %} draws a symbol of the sprite; hidden from screen readers, since a word always accompanies it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" {extra}" if extra else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def level(number: int | None, name: str, size: str = "") -> SafeString:
    """{% level 3 "Establecido" size="s" %} draws the badge: word, steps and colour. 0 or None is a partial result."""
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
    """{% current "portal:home" %} marks the link of the current page, visually and for screen readers."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_here = match is not None and match.view_name in view_names
    return mark_safe(' aria-current="page"') if is_here else mark_safe("")  # constants, no user input
