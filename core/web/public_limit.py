"""A limit for public pages that are made anew each time, by the network of whoever asks."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from core.web.interrupted_forms import answers as interrupted_forms
from core.web.rate_limit import client_network, goes_on, parsed

TOO_MANY = "Llegaron demasiadas solicitudes desde su conexión. Espere un minuto y envíelo otra vez."
View = Callable[..., HttpResponseBase]


def limited(view: View) -> View:
    """Answer 429 to a network beyond PUBLIC_RATE. Signed-in people are not counted: many may share a town hall's address."""

    @wraps(view)
    def counted(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return too_many(request) or view(request, *args, **kwargs)

    counted._is_limited = True
    return counted


def too_many(request: HttpRequest) -> HttpResponse | None:
    """Count a request; return the answer for a network that sent too many, None for the others."""
    # Without the cookie nobody is signed in: asking would make the answer vary with it.
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return None
    most, seconds = parsed(settings.PUBLIC_RATE)
    if goes_on("public", client_network(request), most=most, seconds=seconds):
        return None
    response = interrupted_forms.unsent(request, status=429, because=TOO_MANY) or render(
        request, "429.html", {"seconds": seconds}, status=429
    )
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
