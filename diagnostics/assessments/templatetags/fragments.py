"""Parts that other pages add to those of the diagnosis, loaded by URL: the apps above are never imported."""

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()
# (slot of a page, words of the link, name of the URL; it takes the arguments of the slot). One that no app serves is left out.
FRAGMENTS = (("board", "Acuerdo de la segunda lectura", "results:agreement"),)


@register.inclusion_tag("components/fragments.html")
def fragments(slot: str, *arguments: str) -> dict[str, list[dict[str, str]]]:
    """{% fragments "board" round.code %} draws a link per address of the slot; htmx puts what it answers in its place."""
    return {"fragments": found(FRAGMENTS, slot, *arguments)}


def found(registry: tuple[tuple[str, str, str], ...], slot: str, *arguments: str) -> list[dict[str, str]]:
    """Return the links of a slot whose URL exists."""
    links = []
    for place, label, url_name in registry:
        try:
            if place == slot:
                links.append({"label": label, "url": reverse(url_name, args=arguments)})
        except NoReverseMatch:
            continue
    return links
