"""Guard 2: every URL says who may open it."""

import inspect
from collections.abc import Callable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def _views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callable]]:
    for entry in resolver.url_patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from _views(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def _is_marked(view: Callable) -> bool:
    """The mark may lie under further decorators; a class carries its own, never its parent's."""
    if "_audience" in vars(getattr(view, "cls", object)):
        return True
    return hasattr(view, "_audience") or hasattr(
        inspect.unwrap(view, stop=lambda f: hasattr(f, "_audience")), "_audience"
    )


def test_every_url_declares_its_audience():
    views = dict(_views(get_resolver()))
    assert len(views) > 10, "the resolver was not walked"
    assert [route for route, view in views.items() if not _is_marked(view)] == []
