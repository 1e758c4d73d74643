"""The pages about the portal itself: who stands behind it, how to reach them, what holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.page_cache import cached_page
from core.web.public_limit import limited
from portal.choices import ENGLISH
from portal.queries.about import about_page
from portal.queries.about import security_txt as security_lines


@require_safe
@public
@cached_page
def about(request: HttpRequest, key: str) -> HttpResponse:
    language = "en" if key == ENGLISH else ""
    return render(request, "portal/about.html", {"page": about_page(key), "language": language})


@require_safe
@public
@limited
def security_txt(request: HttpRequest) -> HttpResponse:
    return HttpResponse(security_lines(timezone.now()), content_type="text/plain; charset=utf-8")
