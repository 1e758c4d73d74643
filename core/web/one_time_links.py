"""Links of mails whose address holds a secret: opening one exchanges it for a value of the session.

Nothing is used up by that: mail programs open links before people do, and the link still opens in another browser.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

OPENED = "opened_links"
MOST = 5  # at a time in one browser
PREFIX = "abierto-"


def exchanged(parameter: str, *, is_usable: Callable[[str], object]) -> Callable[[Callable], Callable]:
    """Redirect from the address with the secret to one that means something only within the session.

    The view gets the secret in any case. Other methods than GET act on the secret itself: mail programs unsubscribe by POST.
    An unusable secret is left to the view, so that strangers make no sessions.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def open_link(request: HttpRequest, **kwargs) -> HttpResponse:
            given = kwargs[parameter]
            opened = request.session.get(OPENED, {})
            if given in opened:
                response = view(request, **{**kwargs, parameter: opened[given]})
                if request.method == "GET" and OPENED not in request.session:  # allauth signed another person out
                    request.session[OPENED] = {given: opened[given]}
                return response
            if given.startswith(PREFIX):
                return render(request, "core/link_again.html", status=410)
            if request.method not in ("GET", "HEAD") or not is_usable(given):
                return view(request, **kwargs)
            name = name_of(given)
            others = [(key, value) for key, value in opened.items() if key != name]
            request.session[OPENED] = dict([*others, (name, given)][-MOST:])
            return _redirect(request, {**kwargs, parameter: name})

        return open_link

    return decorate


def name_of(secret: str) -> str:
    """Return what stands for a secret in addresses. The same link opened twice has one name."""
    return PREFIX + sha256(secret.encode()).hexdigest()[:16]


def _redirect(request: HttpRequest, kwargs: dict) -> HttpResponse:
    assert request.resolver_match is not None
    query = request.META.get("QUERY_STRING", "")
    path = reverse(request.resolver_match.view_name, kwargs=kwargs)
    response = HttpResponseRedirect(f"{path}?{query}" if query else path)
    response["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
