"""A page that is asked to resume a form shows it filled; a form that was received is forgotten."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone

from core.web.interrupted_forms import filling, keeping
from core.web.interrupted_forms.answers import ANCHOR, RESUME, nowhere
from core.web.interrupted_forms.keeping import RESUMED, Interrupted
from core.web.interrupted_forms.owners import remember_browser

GONE = "Lo que se había escrito aquí ya no está: se guarda un día, y solo para la persona que lo escribió."


def resume(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        remember_browser(request, response)
        return response

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return _forget_received(request, get_response(request))
        key = request.GET.get(RESUME)
        if not key or not request.user.is_authenticated:
            return get_response(request)
        kept = keeping.find(key=key, user=request.user, at=timezone.now())
        if kept is None:
            messages.warning(request, GONE)
            return get_response(request)
        return _with_form(request, get_response(request), key, kept)

    return middleware


def _with_form(request: HttpRequest, response: HttpResponse, key: str, kept: Interrupted) -> HttpResponse:
    if _asks_for_a_factor(response):
        return response
    is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
    context = {"key": key, "anchor": ANCHOR, "field": RESUMED, "had_files": kept.had_files}
    marker = f"<!--{key}-->"
    found = is_page and filling.filled(
        response.content.decode(), page=request.get_full_path(), action=kept.action, fields=kept.fields, note=marker
    )
    if not found:
        return nowhere(request, kept)
    html, left = found
    context["left"] = [value for name, value in left]
    note = render_to_string("core/interrupted_note.html", context, request)
    response.content = html.replace(marker, note, 1)
    response["Cache-Control"] = "private, no-store"
    return response


def _asks_for_a_factor(response: HttpResponse) -> bool:
    """The page comes again, with its parameters, once the second factor was shown."""
    factor = resolve_url("mfa_reauthenticate")
    return response.status_code == 302 and response["Location"].split("?")[0] == factor


def _forget_received(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirect is the answer to a form that was received."""
    if response.status_code in (302, 303) and request.user.is_authenticated and (key := _key_in(request)):
        keeping.drop(key=key, user=request.user)
    return response


def _key_in(request: HttpRequest) -> str:
    is_form = request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")
    return request.POST.get(RESUMED, "") if is_form else ""
