"""Guard 16: every public address is kept for all, or answers a network only so often."""

import inspect
import re
from collections.abc import Callable

from django.urls import get_resolver

from accounts.access import PUBLIC
from tests.architecture.test_urls import _views

UNLIMITED = {"salud/"}  # who watches the portal asks it, from a network that may be everybody's


def _layers(view: Callable) -> list[Callable]:
    found = [view]
    while hasattr(found[-1], "__wrapped__"):
        found.append(found[-1].__wrapped__)
    return found


def _is_public(view: Callable) -> bool:
    return any(getattr(layer, "_audience", "") == PUBLIC for layer in [*_layers(view), getattr(view, "cls", None)])


def _is_limited(view: Callable) -> bool:
    throttled = getattr(getattr(view, "cls", None), "throttle_scope", "")
    return bool(throttled) or any(getattr(layer, "_is_limited", False) for layer in _layers(view))


def test_every_public_address_is_limited():
    public = {route: view for route, view in _views(get_resolver()) if _is_public(view)}
    assert len(public) > 40, "the public addresses were not found"
    assert {route for route, view in public.items() if not _is_limited(view)} == UNLIMITED


def test_parameters_of_a_cached_page_are_declared():
    """A page that reads an undeclared parameter would never get it."""
    cached = {route: view for route, view in _views(get_resolver()) if hasattr(view, "_reads")}
    assert len(cached) > 10, "the cached pages were not found"
    for route, view in cached.items():
        source = inspect.getsource(inspect.unwrap(view))
        read = set(re.findall(r'"([a-z]+)" in request\.GET|request\.GET(?:\[|\.get\(|\.getlist\()"([a-z]+)"', source))
        names = {name for pair in read for name in pair if name} | ({"page"} if "paginate(" in source else set())
        assert names <= view._reads, route
