"""Parts that apps above add to pages of apps below, loaded by URL: nothing above is ever imported."""

from collections.abc import Iterable

from django import template
from django.urls import NoReverseMatch, reverse

from core.slots import FRAGMENTS

register = template.Library()


@register.inclusion_tag("components/fragments.html")
def fragments(slot: str, *arguments: str) -> dict[str, list[dict[str, str]]]:
    """{% fragments "board" round.code %} draws a link per address of the slot; htmx puts what it answers in its place."""
    return {"fragments": found(FRAGMENTS, slot, *arguments)}


def found(registry: Iterable[tuple[str, str, str]], slot: str, *arguments: str) -> list[dict[str, str]]:
    """Return the links of a slot whose URL exists."""
    links = []
    for place, label, url_name in registry:
        try:
            if place == slot:
                links.append({"label": label, "url": reverse(url_name, args=arguments)})
        except NoReverseMatch:
            continue
    return links
