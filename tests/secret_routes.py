"""Every route of the portal with its parameters, and those that a secret opens."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from core.web.pages import SECRET_PARAMETERS as SECRETS


def routes(resolver: URLResolver | None = None, namespace: str = "", inside: frozenset = frozenset()) -> Iterator:
    """The name and the parameters of every route."""
    for entry in (resolver or get_resolver()).url_patterns:
        found = inside | set(entry.pattern.converters) | set(getattr(entry.pattern, "regex", re.compile("")).groupindex)
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace, found)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", found


def secret_routes() -> dict[str, frozenset]:
    return {name: found for name, found in routes() if found & SECRETS}
