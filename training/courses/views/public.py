"""Public pages of this room: the norms that are cited, and the files of courses."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import can, public
from accounts.permissions import Permission
from core.downloads import SAFE_HEADERS
from core.web.public_limit import limited
from training.courses.choices import MEDIA_TYPES, is_image
from training.courses.presenters.norms import by_kind
from training.courses.queries.citations import citations
from training.courses.queries.versions import served_file

A_YEAR = 365 * 24 * 3600


@require_safe
@public
@limited
def norm_list(request: HttpRequest) -> HttpResponse:
    return render(request, "training/courses/norms.html", {"kinds": by_kind(citations())})


@require_safe
@public
@limited
def file(request: HttpRequest, code: str, version: str, name: str) -> HttpResponse:
    """A template or an image of a published version; of a draft, for who writes courses.

    What a course is written in is never served: it has the answers of its quizzes.
    """
    found = served_file(code, version, name)
    if found is None:
        raise Http404
    is_public = found.version.published_at is not None
    if not is_public and not can(request.user, Permission.EDIT_COURSES):
        raise Http404
    last = name.rpartition("/")[2]
    headers = {
        "ETag": f'"{found.sha256}"', "Cache-Control": f"public, max-age={A_YEAR}, immutable" if is_public else "no-store",
        "Content-Type": MEDIA_TYPES[last[last.rfind(".") :].lower()], **SAFE_HEADERS,
        "Content-Disposition": content_disposition_header(not is_image(name), last),
    }  # fmt: skip
    answer = HttpResponse(headers=headers)
    unchanged = get_conditional_response(request, etag=headers["ETag"], response=answer)
    if unchanged is not answer:
        return unchanged
    if request.method != "HEAD":
        answer.content = bytes(found.content)
    return answer
