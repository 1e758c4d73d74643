"""What lets others find and show the public pages: robots.txt, the sitemap, the icon, a picture for each municipality."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.addresses import absolute
from core.web.page_cache import A_MINUTE, cached_page
from core.web.public_limit import limited
from portal.queries.card_picture import picture_of
from portal.queries.sitemap import sitemap_pages

# Pages that only work with a form or an account, and tables made for each question asked.
NOT_INDEXED = ("/cuenta/", "/buscar/", "/reportar/", "/*?formato=", "/*&formato=")


@require_safe
@public
@cached_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_INDEXED)]
    lines += ["", f"Sitemap: {absolute(reverse('portal:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@public
@cached_page
def sitemap(request: HttpRequest) -> HttpResponse:
    pages = [(absolute(page.path), page.changed_on) for page in sitemap_pages()]
    return render(request, "portal/sitemap.xml", {"pages": pages}, content_type="application/xml; charset=utf-8")


@require_safe
@public
@limited
def favicon(request: HttpRequest) -> HttpResponse:
    return redirect(static("img/favicon.ico"), permanent=True)


@require_safe
@public
@limited
def card_picture(request: HttpRequest, slug: str) -> HttpResponse:
    picture = picture_of(slug)
    if picture is None:
        raise Http404("No hay un municipio con ese nombre.")
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": A_MINUTE})
