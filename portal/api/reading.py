"""Base of the public endpoints: published data and its validators."""

from rest_framework.exceptions import NotFound

from core.web import page_cache
from core.web.api import PublicView
from diagnostics.results.queries import published
from diagnostics.results.queries.published import Edition
from portal.queries.freshness import state_of_what_is_public

# Raise it when the body for the same publication changes, so that cached responses expire.
REPRESENTATION = 5


class PublishedView(PublicView):
    def state(self) -> str:
        return f"{REPRESENTATION} {page_cache.edition()} {state_of_what_is_public()}"


def edition_of(code: str, version: int | None = None) -> Edition:
    """Return a published round. Raises NotFound for an unpublished one, as for one that does not exist."""
    found = published.edition(code, version)
    if found is None:
        raise NotFound("No hay un ciclo publicado con ese código o esa versión.")
    return found
