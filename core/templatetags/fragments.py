"""Parts that apps above add to pages of apps below, loaded by URL so that no import goes up."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

from core.slots import FRAGMENTS

register = template.Library()


@register.inclusion_tag("components/fragments.html")
def fragments(slot: str, *arguments: str) -> dict[str, Any]:
    """{% fragments "board" round.code %} draws a link per URL of the slot; htmx replaces it with the response."""
    return {"fragments": found(FRAGMENTS, slot, *arguments), "trigger": "revealed"}


@register.inclusion_tag("components/fragments.html")
def fragments_when_opened(slot: str, *arguments: str) -> dict[str, Any]:
    """The same within <details>: loaded when it is opened, not for every one of a long page."""
    return {"fragments": found(FRAGMENTS, slot, *arguments), "trigger": "toggle once from:closest details"}


def found(registry: Iterable[tuple[str, str, str]], slot: str, *arguments: str) -> list[dict[str, str]]:
    links = []
    for place, label, url_name in registry:
        try:
            if place == slot:
                links.append({"label": label, "url": reverse(url_name, args=arguments)})
        except NoReverseMatch:
            continue
    return links
