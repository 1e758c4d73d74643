"""The file of a evidence."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import public
from core.downloads import uploaded_file_response
from core.web.public_limit import limited
from followup.evidence.models import FollowupEvidence
from followup.evidence.queries.files import may_open


@require_safe
@public
@limited
def file(request: HttpRequest, pk: int) -> FileResponse:
    """One 404 for what does not exist and for what the person may not open."""
    evidence = get_object_or_404(FollowupEvidence, pk=pk)
    if not may_open(request.user, evidence):
        raise Http404
    response = uploaded_file_response(evidence.file, name=evidence.file_name, media_type=evidence.media_type)
    if not evidence.opens_to_everybody:
        response["Cache-Control"] = "no-store"
    return response
