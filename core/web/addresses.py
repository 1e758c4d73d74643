"""Whole addresses of the portal, for what leaves it: documents, data, messages; and the page a request came from."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

SLASHES = "/\\"  # a browser reads both the same


def absolute(path: str) -> str:
    """Return the address by SITE_URL. The Host header is what a visitor writes, and no part of a document."""
    return f"{settings.SITE_URL}{path}"


def page_of(request: HttpRequest) -> str:
    """Return the address to return to after signing in: the open page, never an address that only takes POST."""
    if getattr(request, "htmx", False):
        try:
            return own_path(request.htmx.current_url_abs_path or "/")
        except ValueError:  # HX-Current-URL is malformed
            return "/"
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if is_own(request, came_from):
        parts = urlsplit(came_from)
        return own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def own_path(address: str) -> str:
    """Return the address as a path of the portal. Browsers read «//host» and «/\\host» as addresses of another one."""
    path = f"/{address.lstrip(SLASHES)}"
    return path if url_has_allowed_host_and_scheme(path, None) else resolve_url(settings.LOGIN_REDIRECT_URL)


NEXT = "siguiente"  # parameter: the path to go to afterwards


def next_page(request: HttpRequest) -> str:
    """Return the path of the portal that the request wants to go on to; "" for none and for any other address."""
    wanted = request.POST.get(NEXT) or request.GET.get(NEXT, "")
    is_path = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, set())
    return wanted if is_path else ""


def is_own(request: HttpRequest, address: str) -> bool:
    """True for a whole address of the host that was asked."""
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
