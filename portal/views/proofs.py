"""Files that prove a published answer."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from accounts.access import public
from core.downloads import uploaded_file_response
from core.web.public_limit import limited
from diagnostics.results.queries.proofs import published_file


@require_safe
@public
@limited
def proof_file(request: HttpRequest, code: str, slug: str, sha256: str) -> FileResponse:
    """Stream a file that a published result lists. One 404 for all others, so that nobody learns what is withheld."""
    evidence = published_file(code, slug, sha256)
    if evidence is None:
        raise Http404
    response = uploaded_file_response(evidence.file, name=evidence.file_name, media_type=evidence.media_type)
    response["Cache-Control"] = "no-store"  # no copy outlives a decision to hide it
    return response
