"""Compresses texts: public ones always to the same bytes, pages of one person with random padding (BREACH)."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from core.web.page_cache import PERSONAL

GetResponse = Callable[[HttpRequest], HttpResponse]
SHORT = 200  # bytes; GZipMiddleware leaves less as it is
REFUSED = re.compile(r"\s*q\s*=\s*0(\.0*)?\s*")
# Pictures, PDF and workbooks are packed already.
TEXTS = ("text/", "application/json", "application/ld+json", "application/xml", "application/atom+xml", "image/svg+xml")


class CompressionMiddleware(GZipMiddleware):
    """Gzip for texts, with a weak ETag and `Vary: Accept-Encoding`.

    A page with a form carries a CSRF token and sets its cookie; a session, a waiting message or a token of the API make an
    answer one person's. Its size, which an observer sees, says nothing of them: Django pads it, and masks each token anew.
    The questionnaire is ten times larger without gzip, and many fill it in on a phone.
    """

    max_random_bytes = 0  # no secret to pad: the same page is the same bytes

    def __init__(self, get_response: GetResponse) -> None:
        super().__init__(get_response)
        self.padded = GZipMiddleware(get_response)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not response.get("Content-Type", "").startswith(TEXTS):
            return response
        if _is_personal(request, response):
            return self.padded.process_response(request, response)
        patch_vary_headers(response, ("Accept-Encoding",))  # also where this answer is too short, or has no body
        if not _accepts_gzip(request.headers.get("Accept-Encoding", "")):
            return response
        if request.method == "HEAD" and int(response.get("Content-Length", 0)) >= SHORT and not response.content:
            return _as_compressed(response)
        return super().process_response(request, response)


def _accepts_gzip(header: str) -> bool:
    codings = (coding.partition(";") for coding in header.lower().split(","))
    return any(name.strip() == "gzip" and not REFUSED.fullmatch(quality) for name, _, quality in codings)


def _as_compressed(response: HttpResponse) -> HttpResponse:
    """Give the headers that the compressed body has, of a file that HEAD does not read."""
    del response.headers["Content-Length"]
    response["Content-Encoding"] = "gzip"
    if response.get("ETag", "").startswith('"'):
        response["ETag"] = f"W/{response['ETag']}"
    return response


def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    kept = response.get("Cache-Control", "")
    return (
        bool(response.cookies)
        or "Authorization" in request.headers
        or not PERSONAL.isdisjoint(request.COOKIES)
        or "private" in kept
        or "no-store" in kept
    )
