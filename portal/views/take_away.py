"""What a citizen takes away about a municipality: a letter, which is neither stored nor sent, and its result on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import public
from core.web.page_cache import A_MINUTE, cached_page
from core.web.public_limit import limited
from portal.presenters.letter import letter_of
from portal.queries.letter import letter_page
from portal.queries.one_pager import one_pager_of

TEXT = "txt"


@require_safe
@public
@cached_page(reads=("ciclo", "pregunta", "formato"))
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    page = letter_page(slug, request.GET.get("pregunta", ""), request.GET.get("ciclo"))
    format = request.GET.get("formato", "")
    if page is None or format not in ("", TEXT):
        raise Http404("No hay un resultado publicado de ese municipio o de esa pregunta.")
    written = letter_of(page)
    if format:
        code = page.asked.question.code if page.asked else page.edition.round.code
        name = content_disposition_header(True, f"carta-{slug}-{code}.txt") or ""
        return HttpResponse(
            written.text, content_type="text/plain; charset=utf-8", headers={"Content-Disposition": name}
        )
    return render(request, "portal/letter.html", {"page": page, "letter": written, "round": page.edition.round})


@require_safe
@public
@limited
def one_pager(request: HttpRequest, slug: str) -> HttpResponse:
    written = one_pager_of(slug, request.GET.get("ciclo"))
    if written is None:
        raise Http404("No hay un resultado publicado de ese municipio.")
    name = content_disposition_header(False, f"gobierno-abierto-{slug}.pdf") or ""
    headers = {"Content-Disposition": name, "Cache-Control": A_MINUTE}
    return HttpResponse(written, content_type="application/pdf", headers=headers)
