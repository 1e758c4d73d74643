"""A page that is asked to resume a form shows it filled; a form that was received is forgotten."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils import timezone

from core.models import InterruptedForm
from core.web.interrupted_forms import actions, filling
from core.web.interrupted_forms.answers import ANCHOR, RESUME, nowhere

GONE = "Lo que se había escrito aquí ya no está: se guarda un día, y solo para la persona que lo escribió."


def resume(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            return _forget_received(request, get_response(request))
        key = request.GET.get(RESUME)
        if not key or not request.user.is_authenticated:
            return get_response(request)
        kept = actions.find(key=key, user=request.user, at=timezone.now())
        fields = actions.fields_of(kept) if kept else None
        if kept is None or fields is None:
            messages.warning(request, GONE)
            return get_response(request)
        return _with_form(request, get_response(request), kept, fields)

    return middleware


def _with_form(
    request: HttpRequest, response: HttpResponse, kept: InterruptedForm, fields: filling.Fields
) -> HttpResponse:
    if _asks_for_a_factor(response):
        return response
    is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
    context = {"key": kept.key, "anchor": ANCHOR, "field": actions.RESUMED, "had_files": kept.had_files}
    marker = f"<!--{kept.key}-->"
    found = is_page and filling.filled(
        response.content.decode(), page=request.get_full_path(), action=kept.action, fields=fields, note=marker
    )
    if not found:
        return nowhere(request, kept, fields)
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
        actions.drop(key=key, user=request.user)
    return response


def _key_in(request: HttpRequest) -> str:
    is_form = request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")
    return request.POST.get(actions.RESUMED, "") if is_form else ""
