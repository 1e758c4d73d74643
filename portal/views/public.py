"""Pages for everybody. They read publications and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.access import public
from core.page_cache import cached_page
from diagnostics.exports import scores_csv as written_as_csv
from diagnostics.queries import published
from portal.queries import comparison, methodology
from portal.queries import home as valley
from portal.queries import municipality as one
from territory.models import Municipality


@require_safe
@public
@cached_page
def home(request: HttpRequest) -> HttpResponse:
    page = valley.home()
    context = {"home": page, "rows": page.page(request.GET.get("page")), "round": page.edition and page.edition.round}
    return render(request, "portal/home.html", context)


@require_safe
@public
def municipality_choose(request: HttpRequest) -> HttpResponse:
    """Take the form of the home page to the page of the municipality that was chosen."""
    chosen = Municipality.objects.filter(slug=request.GET.get("m", "")).first()
    return redirect(chosen) if chosen else redirect("portal:home")


@require_safe
@public
@cached_page
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    page = one.page_of(slug, request.GET.get("ciclo"))
    if page is None:
        raise Http404("No hay un municipio o un ciclo publicado con ese nombre.")
    return render(request, "portal/municipality.html", {"page": page, "round": page.edition and page.edition.round})


@require_safe
@public
def compare(request: HttpRequest) -> HttpResponse:
    found = comparison.comparison(request.GET.getlist("m"))
    context = {"comparison": found, "round": found and found.edition.round}
    if found:
        context["choices"] = found.choices(request.GET.get("page"))
    return render(request, "portal/compare.html", context)


@require_safe
@public
@cached_page
def method(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/methodology.html", {"method": methodology.methodology()})


@require_safe
@public
@cached_page
def method_of_edition(request: HttpRequest, instrument: str, version: str) -> HttpResponse:
    """The edition with which a published round was measured, whichever is the newest."""
    method = methodology.methodology_of(instrument, version)
    if method is None:
        raise Http404("Con esa edición no se ha publicado ningún ciclo.")
    return render(request, "portal/methodology.html", {"method": method})


@require_safe
@public
@cached_page
def publication(request: HttpRequest, code: str) -> HttpResponse:
    """How a round came to be published: what the gate checked, every version of its result and why."""
    versions = published.versions_of(code)
    if not versions:
        raise Http404("No hay un ciclo publicado con ese código.")
    errata = {erratum.publication_id: erratum for erratum in published.errata_of(versions[0].round)}
    rows = [(version, errata.get(version.pk)) for version in versions]
    context = {"round": versions[0].round, "versions": rows, "report": versions[-1].report}
    return render(request, "portal/publication.html", context)


@require_safe
@public
def scores_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The published scores of a round as a file: the same figures as on the pages; `?version=` as they were before an erratum."""
    version = request.GET.get("version", "")
    if version and not (version.isascii() and version.isdigit() and len(version) < 4):
        raise Http404("No hay esa versión del resultado.")
    edition = published.edition(code, int(version) if version else None)
    if edition is None:
        raise Http404("No hay un ciclo publicado con ese código.")
    text = written_as_csv(published.public_rows(edition), demo_note=edition.round.is_demo)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="puntajes-{edition.round.code}.csv"'
    return response
