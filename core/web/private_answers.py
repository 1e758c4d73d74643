"""Answers to somebody with a session are kept by nobody, unless they say otherwise themselves."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `no-store` for a request with a session, or a response that begins one, without a Cache-Control."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        has_session = any(settings.SESSION_COOKIE_NAME in cookies for cookies in (request.COOKIES, response.cookies))
        if has_session and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware
