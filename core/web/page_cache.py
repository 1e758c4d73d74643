"""Caches whole public pages until something is published."""

from collections.abc import Callable, Collection, Mapping
from functools import partial, wraps
from threading import Event
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, QueryDict

from core.web.public_limit import too_many

SECONDS = 600
A_MINUTE = "public, max-age=60"  # how long a browser keeps what shows the newest result
# A session or a pending message: such a page is for one person.
PERSONAL = {settings.SESSION_COOKIE_NAME, "messages"}
_EDITION = "page-cache:edition"
_not_forgotten = Event()  # the cache was away when something was published: it still holds the pages of before


def cached_page(
    view: Callable[..., HttpResponse] | None = None,
    *,
    choices: Mapping[str, frozenset[str]] | None = None,
    reads: Collection[str] = (),
) -> Callable[..., Any]:
    """Serve the page from the cache to anonymous users.

    `choices`: the parameters, and their few values, that are cached as pages of their own. `reads`: parameters of any value,
    which could fill the cache: such pages are made anew, within PUBLIC_RATE. All other parameters are dropped. Signed-in users
    see their own header and bypass the cache; whoever only brings a cookie of that name is counted too.
    """
    if view is None:
        return partial(cached_page, choices=choices, reads=reads)
    known = {*(choices or {}), *reads}

    @wraps(view)
    def cached(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        _drop_unknown(request, known)
        query = _known(request.GET, choices or {})
        if request.method not in ("GET", "HEAD") or query is None or not PERSONAL.isdisjoint(request.COOKIES):
            return too_many(request) or view(request, *args, **kwargs)
        key = f"page-cache:{_release()}:{edition()}:{request.path}{query}"
        body = cache.get(key)
        if body is None:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                cache.set(key, [response.text, response["Content-Type"]], SECONDS)
        else:
            response = HttpResponse(body[0], content_type=body[1])
        if not request.COOKIES:
            response["Cache-Control"] = A_MINUTE
        response["Vary"] = "Cookie"
        return response

    cached._is_limited, cached._reads = True, frozenset(known)
    return cached


def _drop_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """A page that is kept for all must not hold what one visitor wrote into its address."""
    if all(name in known for name in request.GET):
        return
    query = request.GET.copy()
    for name in set(query) - set(known):
        del query[name]
    query._mutable = False
    request.GET, request.META["QUERY_STRING"] = query, query.urlencode()


def _known(query: QueryDict, choices: Mapping[str, frozenset[str]]) -> str | None:
    """Return the query as part of a key; None if it holds anything but one known value per known parameter."""
    if any(name not in choices or len(values) > 1 or values[0] not in choices[name] for name, values in query.lists()):
        return None
    return "".join(f"?{name}={query[name]}" for name in sorted(query))


def _release() -> str:
    """The release of the portal and its static files: a page made by another one would name files that are gone."""
    return f"{settings.RELEASE}-{getattr(staticfiles_storage, 'manifest_hash', '')}"


def edition() -> int:
    """Return a number that changes with every `forget_all`."""
    if _not_forgotten.is_set():
        forget_all()
    return cache.get(_EDITION, 0)


def forget_all() -> None:
    """Invalidate every cached page at once, in all processes that share the cache; if it is away, as soon as it answers."""
    cache.add(_EDITION, 0, timeout=None)
    if cache.incr(_EDITION):
        _not_forgotten.clear()
    else:  # ForgivingRedisCache counts nothing while Redis is away
        _not_forgotten.set()
