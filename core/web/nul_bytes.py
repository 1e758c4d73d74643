"""Refuses requests whose text cannot be read as UTF-8 or holds a NUL byte: PostgreSQL stores none."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

SENTENCE = "La dirección tiene un carácter que no se admite."


def refuse_nul_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 400 for an address or cookie with a NUL byte, and for a body that declares another encoding."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _has_nul(request) or not _is_utf8(request):
            return HttpResponseBadRequest(SENTENCE, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def _has_nul(request: HttpRequest) -> bool:
    in_address = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
    return in_address or any("\0" in value for value in request.COOKIES.values())


def _is_utf8(request: HttpRequest) -> bool:
    # Django decodes the query, too, by the charset that the request declares.
    return (request.content_params or {}).get("charset", "utf-8").lower() in ("utf-8", "utf8")
