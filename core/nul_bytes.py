"""Refuses queries with a NUL byte: PostgreSQL stores none, so a lookup by one would end in a 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest


def refuse_nul_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 400 for an address that holds a NUL byte."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest(
                "La dirección tiene un carácter que no se admite.", content_type="text/plain; charset=utf-8"
            )
        return get_response(request)

    return middleware
