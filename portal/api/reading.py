"""What the public addresses share: what is published, and when an answer may have changed."""

from rest_framework.exceptions import NotFound

from core.web.api import PublicView
from diagnostics.results.queries import published
from diagnostics.results.queries.published import Edition
from portal.queries.freshness import state_of_what_is_public

# Raise it when the same publication gets another body, so that nobody keeps the old one.
REPRESENTATION = 2


class PublishedView(PublicView):
    def state(self) -> str:
        return f"{REPRESENTATION} {state_of_what_is_public()}"


def edition_of(code: str, version: int | None = None) -> Edition:
    """Return a published round; what is not published is not found, as what does not exist."""
    found = published.edition(code, version)
    if found is None:
        raise NotFound("No hay un ciclo publicado con ese código o esa versión.")
    return found
