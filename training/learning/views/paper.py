"""The course on paper: anybody may have it once it is published, who writes courses also before."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import can, public
from accounts.permissions import Permission
from core.web.page_cache import A_MINUTE
from core.web.public_limit import limited
from training.courses.models import CourseVersion
from training.learning.presenters.paper import html_of_version, pdf_of_version
from training.learning.queries.norms import norms_edition

KEPT = 3600  # seconds
# The file is opened from a disk; where a browser shows it, nothing runs and nothing is fetched.
ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


@require_safe
@public
@limited
def course_pdf(request: HttpRequest, code: str, version: str) -> HttpResponse:
    return _answer(request, code, version, "pdf", "application/pdf", pdf_of_version)


@require_safe
@public
@limited
def course_html(request: HttpRequest, code: str, version: str) -> HttpResponse:
    answer = _answer(
        request, code, version, "html", "text/html; charset=utf-8", lambda row: html_of_version(row).encode()
    )
    answer["Content-Security-Policy"] = ALONE
    return answer


def _answer(
    request: HttpRequest, code: str, version: str, ending: str, media: str, make: Callable[[CourseVersion], bytes]
) -> HttpResponse:
    rows = CourseVersion.objects.light().select_related("course")
    row = rows.filter(course__code=code, version=version).first()
    if row is None or (row.published_at is None and not can(request.user, Permission.EDIT_COURSES)):
        raise Http404
    name = content_disposition_header(ending == "html", f"curso-{code}-{version}.{ending}") or ""
    caching = A_MINUTE if row.published_at else "no-store"
    return HttpResponse(
        _kept(row, ending, make), content_type=media, headers={"Content-Disposition": name, "Cache-Control": caching}
    )


def _kept(row: CourseVersion, ending: str, make: Callable[[CourseVersion], bytes]) -> bytes:
    """Made once an hour at most, and anew when the course, its review or a norm changed."""
    edition = f"{row.content_sha256}:{row.loaded_at.isoformat()}:{row.reviewed_on}:{row.reviewed_by}:{norms_edition()}"
    key = f"course-paper:{settings.RELEASE}:{row.pk}:{ending}:{sha256(edition.encode()).hexdigest()[:20]}"
    kept = cache.get(key)
    if kept is not None:
        return b64decode(kept)
    made = make(row)
    cache.set(key, b64encode(made).decode(), KEPT)  # the cache takes what JSON holds
    return made
