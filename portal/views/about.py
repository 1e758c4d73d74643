"""The pages about the portal itself: who stands behind it, how to reach them, what holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.page_cache import cached_page
from core.web.public_limit import limited
from diagnostics.results.queries.published import edition
from portal.choices import ENGLISH
from portal.queries.about import about_page
from portal.queries.about import security_txt as security_lines


@require_safe
@public
@cached_page
def about(request: HttpRequest, key: str) -> HttpResponse:
    language = "en" if key == ENGLISH else ""
    # The summary in English is all that a foreigner reads: it says by itself that what the portal shows is invented.
    shown = edition() if key == ENGLISH else None
    context = {"page": about_page(key), "language": language, "is_demo": bool(shown and shown.round.is_demo)}
    return render(request, "portal/about.html", context)


@require_safe
@public
@limited
def security_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(security_lines(timezone.now()), content_type="text/plain; charset=utf-8")
