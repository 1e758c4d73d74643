"""The page that somebody speaks of, from an address that they sent."""

from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from core.words import one_line

SECRET_PARAMETERS = frozenset({"token", "key"})  # of routes; tests/integration/test_logs.py lists all parameters
MOST_OF_A_PATH = 300  # characters


def known_page(address: str) -> str:
    """Return the path of a page of the portal: without query, and cut before the secret of a link. «/» for anything else."""
    if not address.startswith("/") or address.startswith("//") or len(address) > MOST_OF_A_PATH:
        return "/"
    try:
        path = urlsplit(address).path
        match = resolve(path)
    except (ValueError, Resolver404):
        return "/"
    if path != one_line(path):
        return "/"
    for name in SECRET_PARAMETERS & match.kwargs.keys():
        path = path.partition(str(match.kwargs[name]))[0]
    return path
