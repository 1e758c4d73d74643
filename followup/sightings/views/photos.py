"""Photos of sightings: for everybody once published, and for who works on them before."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.access import public, requires
from accounts.permissions import Permission
from core.downloads import uploaded_file_response
from core.web.public_limit import limited
from followup.sightings.models import Photo, Sighting
from followup.sightings.queries.reading import public_photo


@require_safe
@public
@limited
def photo(request: HttpRequest, code: str, number: int) -> FileResponse:
    """Stream a published photo. One 404 for all others, so that nobody learns what is not shown."""
    found = public_photo(code, number)
    if found is None:
        raise Http404
    return _streamed(found)


@require_safe
@requires(Permission.MODERATE_CONTRIBUTIONS, Permission.ANSWER_FEEDBACK)
def work_photo(request: HttpRequest, code: str, number: int) -> FileResponse:
    rows = Photo.objects.filter(sighting__in=Sighting.objects.visible_to(request.user))
    return _streamed(get_object_or_404(rows, sighting__commitment__code=code, sighting__number=number))


def _streamed(found: Photo) -> FileResponse:
    response = uploaded_file_response(found.file, name=found.file_name, media_type=found.media_type)
    response["Cache-Control"] = "no-store"  # no copy outlives a decision to hide it
    return response
