"""Icons, level badges, the number formats of core.numbers and the wording of core.words."""

import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import numbers, words
from core.slots import help_of_page
from core.web.addresses import absolute
from core.web.pages import known_page

register = template.Library()
for write in (
    numbers.score, numbers.signed, numbers.points, numbers.percent, numbers.coverage, numbers.share, numbers.cell,
    numbers.coordinate, numbers.exact, numbers.trimmed, numbers.weight, words.about_time,
):  # fmt: skip
    register.filter(write)
register.filter("in_words", words.moment_in_words)


# {% counted n "respuesta" "respuestas" %}: the number with its noun. Other words of the sentence agree by `pluralize`.
register.simple_tag(words.counted)
register.filter("whole_address", absolute)
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
def level(number: int | None, name: str, size: str = "", held: bool = False) -> SafeString:
    """{% level 3 "Establecido" size="s" held=True %} draws the badge: word, steps and colour. 0 or None is a partial result.

    `held`: a rule keeps the level under the one of the score; the badge carries a lock.
    """
    step = int(number or 0)
    return format_html(
        '<span class="lv lv{}{}"><svg class="gradas" aria-hidden="true" focusable="false">'
        '<use href="{}#g-{}"/></svg>{}{}</span>',
        step,
        f" lv-{size}" if size else "",
        static("icons.svg"),
        step,
        name,
        format_html('{}<span class="vh">, frenado por una regla</span>', icon("lock")) if held else "",
    )


@register.filter
def counted_limit(widget: dict[str, Any]) -> int:
    """{{ widget|counted_limit }} → the limit of letters of a text of words; 0 for numbers, addresses, codes and secrets."""
    attrs = widget["attrs"]
    is_words = widget.get("type", "textarea") in ("textarea", "text") and attrs.get("inputmode", "text") == "text"
    return int(attrs.get("maxlength") or 0) if is_words and attrs.get("id") else 0


@register.filter
def described_by(widget: dict[str, Any]) -> str:
    """{{ widget|described_by }} → the ids of what describes a widget: hint, error, and the count of its letters."""
    counted = f"{widget['attrs']['id']}_limit" if counted_limit(widget) else ""
    return f"{widget['attrs'].get('aria-describedby', '')} {counted}".strip()


@register.simple_tag(takes_context=True)
def help_address(context: template.Context) -> str:
    """{% help_address %} is the help of the current page."""
    match = getattr(context.get("request"), "resolver_match", None)
    return next((address(match.view_name if match else "") for address in help_of_page), "")


@register.simple_tag(takes_context=True)
def canonical_address(context: template.Context) -> str:
    """{% canonical_address %} is the whole address of the page, with those parameters only that make it another page."""
    request = context["request"]
    kept = {name: request.GET[name] for name in ("ciclo", "ver", "page") if request.GET.get(name)}
    return absolute(f"{request.path}?{urlencode(kept)}" if kept else request.path)


@register.simple_tag
def json_ld(data: dict[str, Any]) -> SafeString:
    """{% json_ld data %} writes a block of linked data, which no browser runs."""
    written = json.dumps(data, ensure_ascii=False).translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})
    return SafeString(f'<script type="application/ld+json">{written}</script>')  # escaped above


@register.simple_tag(takes_context=True)
def report_address(context: template.Context) -> str:
    """{% report_address %} is the form to report an error of the current page."""
    request = context.get("request")
    page = known_page(request.path) if request else "/"
    return f"{reverse('citizens:report-new')}?{urlencode({'en': page})}"


@register.simple_tag(takes_context=True)
def current(context: template.Context, *view_names: str) -> SafeString:
    """{% current "portal:home" %} marks the link of the current page, visually and for screen readers."""
    match = getattr(context.get("request"), "resolver_match", None)
    is_here = match is not None and match.view_name in view_names
    return mark_safe(' aria-current="page"') if is_here else mark_safe("")  # constants, no user input
