"""The file of a evidence."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import public
from core.downloads import uploaded_file_response
from core.web.public_limit import limited
from followup.evidence.models import FollowupEvidence
from followup.evidence.queries.files import may_open


@require_safe
@public
@limited
def file(request: HttpRequest, pk: int) -> FileResponse | HttpResponse:
    """One 404 for what does not exist and for what the person may not open; 410 with the reason for what was public once."""
    evidence = get_object_or_404(FollowupEvidence, pk=pk)
    is_gone = evidence.is_published and evidence.withheld_at is not None
    if is_gone and not may_open(request.user, evidence):
        answer = render(request, "followup/evidence/withheld.html", {"evidence": evidence}, status=410)
        answer["Cache-Control"] = "no-store"  # it may be shown again
        return answer
    if not may_open(request.user, evidence):
        raise Http404
    response = uploaded_file_response(evidence.file, name=evidence.file_name, media_type=evidence.media_type)
    if not evidence.opens_to_everybody:
        response["Cache-Control"] = "no-store"
    return response
