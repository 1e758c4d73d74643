"""Requests that autosave one item of a page: check of the user, and the response for the browser's queue."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SAVED, CONFLICT, REFUSED, UNFINISHED = "saved", "conflict", "refused", "unfinished"
STATUS = {SAVED: 200, CONFLICT: 409, REFUSED: 409, UNFINISHED: 200}


def is_current_user(request: HttpRequest) -> bool:
    """True if the form was filled by the signed-in user: a page may stay open while another user signs in."""
    return request.POST.get("person", "") in ("", str(request.user.pk))


def outcome_response(
    request: HttpRequest, template: str, context: dict, *, outcome: str, version: int | None = None, status: int = 0
) -> HttpResponse:
    """Answer with a fragment and name the outcome in X-Answer: only requests with an outcome leave the queue (sender.js)."""
    response = render(request, template, context, status=status or STATUS[outcome])
    response["X-Answer"] = outcome
    if version is not None:
        response["X-Answer-Version"] = str(version)
    return response
