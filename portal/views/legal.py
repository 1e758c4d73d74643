"""The legal pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.page_cache import cached_page
from portal.choices import ACCESSIBILITY, PRIVACY
from portal.queries.legal import legal_page


@require_safe
@public
@cached_page
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/legal.html", {"page": legal_page(PRIVACY)})


@require_safe
@public
@cached_page
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/legal.html", {"page": legal_page(ACCESSIBILITY)})
