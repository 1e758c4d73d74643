"""Files of contributions: for everybody once published, and for who moderates before."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import public, requires
from accounts.permissions import Permission
from cocreation.contributions.models import Attachment
from cocreation.contributions.queries.attachments import public_file
from core.downloads import uploaded_file_response
from core.web.public_limit import limited


@require_safe
@public
@limited
def attachment(request: HttpRequest, code: str, number: str, pk: int) -> FileResponse:
    """Stream a published file. One 404 for all others, so that nobody learns what is withheld."""
    found = public_file(code, number, pk)
    if found is None:
        raise Http404
    return _streamed(found)


@require_safe
@requires(Permission.MODERATE_CONTRIBUTIONS)
def moderation_file(request: HttpRequest, code: str, number: str, pk: int) -> FileResponse:
    rows = Attachment.objects.exclude(contribution__participant=None)
    found = get_object_or_404(rows, pk=pk, contribution__code__iexact=number, contribution__agenda__code__iexact=code)
    return _streamed(found)


def _streamed(found: Attachment) -> FileResponse:
    response = uploaded_file_response(found.file, name=found.file_name, media_type=found.media_type)
    response["Cache-Control"] = "no-store"  # no copy outlives a decision to hide it
    return response
