"""What the public addresses share: nobody signs in, other sites may read, and what did not change is not sent again."""

from hashlib import sha256

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.web.api import ReadView
from diagnostics.results.queries import published
from diagnostics.results.queries.published import Edition
from portal.queries.freshness import state_of_what_is_public

# Raise it when the same publication gets another body, so that nobody keeps the old one.
REPRESENTATION = 2
METHODS = "GET, HEAD, OPTIONS"


class PublicView(ReadView):
    authentication_classes = ()
    permission_classes = ()
    throttle_scope = "public"

    def get(self, request: Request, **where: str) -> HttpResponse:
        """Answer 304 before anything is read where the caller has what there is."""
        tag = self._validator(request)
        unchanged = get_conditional_response(request, etag=tag)
        response = unchanged or super().get(request, **where)
        if response.status_code in (200, 304):
            response["ETag"] = tag
            response["Cache-Control"] = "public, max-age=60"
        return response

    def options(self, request: Request, *args, **kwargs) -> Response:
        """Tell another site's browser that it may read."""
        headers = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "Accept, If-None-Match"}
        return Response(status=204, headers=headers | {"Allow": METHODS, "Access-Control-Max-Age": "86400"})

    def finalize_response(self, request: Request, response: HttpResponse, *args, **kwargs) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        if request.method in METHODS.split(", "):
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        patch_vary_headers(response, ["Accept"])
        return response

    def _validator(self, request: Request) -> str:
        state = f"{REPRESENTATION} {state_of_what_is_public()} {request.build_absolute_uri()}"
        return f'"{sha256(state.encode()).hexdigest()[:32]}"'


def edition_of(code: str, version: int | None = None) -> Edition:
    """Return a published round; what is not published is not found, as what does not exist."""
    found = published.edition(code, version)
    if found is None:
        raise NotFound("No hay un ciclo publicado con ese código o esa versión.")
    return found
