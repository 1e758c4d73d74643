"""Refuses requests whose text is not UTF-8 or holds a NUL byte, which PostgreSQL cannot store."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest

SENTENCE = "La dirección tiene un carácter que no se admite."


def refuse_nul_bytes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: 400 for a NUL byte in the address or a cookie, and for a body that declares another encoding."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _has_nul(request) or not _is_utf8(request):
            return HttpResponseBadRequest(SENTENCE, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def _has_nul(request: HttpRequest) -> bool:
    in_address = "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", "")
    return in_address or any("\0" in value for value in request.COOKIES.values())


def _is_utf8(request: HttpRequest) -> bool:
    # Django decodes the query, too, with the declared charset.
    return (request.content_params or {}).get("charset", "utf-8").lower() in ("utf-8", "utf8")
