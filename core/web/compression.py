"""Compresses what is public. What carries a secret is never compressed: its size would tell of it (BREACH)."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from core.web.page_cache import PERSONAL

# Pictures, PDF and workbooks are packed already.
TEXTS = ("text/", "application/json", "application/ld+json", "application/xml", "application/atom+xml", "image/svg+xml")


class PublicGZipMiddleware(GZipMiddleware):
    """Gzip for texts that everybody gets alike, with a weak ETag and `Vary: Accept-Encoding`.

    A page with a form carries a CSRF token and sets its cookie; a session, a waiting message or a token of the API make an
    answer one person's.
    """

    max_random_bytes = 0  # no secret to pad: the same page is the same bytes

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.get("Content-Type", "").startswith(TEXTS) or _is_personal(request, response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))  # also where this answer is too short, or has no body
        return super().process_response(request, response)


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    kept = response.get("Cache-Control", "")
    return (
        bool(response.cookies)
        or "Authorization" in request.headers
        or not PERSONAL.isdisjoint(request.COOKIES)
        or "private" in kept
        or "no-store" in kept
    )
