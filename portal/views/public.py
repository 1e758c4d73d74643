"""Public pages. They read publications only."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from cocreation.pages.queries.agendas import open_in, open_now
from core.downloads import Table, table_response
from core.web.page_cache import cached_page
from core.web.public_limit import limited
from diagnostics.results.queries import published
from diagnostics.results.queries.errata import changes_of
from followup.pages.queries.municipality import promises_of
from portal.presenters.linked_data import organisation_of
from portal.queries import comparison, methodology, next_round, tables
from portal.queries import home as valley
from portal.queries.municipality import page as one
from portal.queries.municipality.changes_page import changes_page
from territory.models import Municipality

BY_SIZE = "tamano"  # value of `pares`


@require_safe
@public
@cached_page(reads=("ciclo", "ver", "orden", "formato", "page"))
def home(request: HttpRequest) -> HttpResponse:
    page = valley.home(request.GET.get("ciclo"), request.GET.get("ver", ""), request.GET.get("orden", ""))
    if page is None:
        raise Http404("Esa vista de los resultados no existe.")
    if "formato" in request.GET:
        return _download(tables.valley_table(page), request.GET["formato"])
    context = {
        "home": page, "rows": page.page(request.GET.get("page")), "round": page.edition and page.edition.round,
        "calendar": next_round.calendar(timezone.localdate()), "open_now": open_now(timezone.localdate()),
    }  # fmt: skip
    return render(request, "portal/home.html", context)


@require_safe
@public
@limited
def municipality_choose(request: HttpRequest) -> HttpResponse:
    chosen = Municipality.objects.filter(slug=request.GET.get("m", "")).first()
    return redirect(chosen) if chosen else redirect("portal:home")


@require_safe
@public
@cached_page(choices={"pares": frozenset({BY_SIZE})}, reads=("ciclo", "formato"))
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    page = one.municipality_page(slug, request.GET.get("ciclo"), by_size=request.GET.get("pares") == BY_SIZE)
    if page is None:
        raise Http404("No hay un municipio o un ciclo publicado con ese nombre.")
    if "formato" in request.GET:
        return _download(tables.municipality_table(page), request.GET["formato"])
    context = {
        "page": page, "round": page.edition and page.edition.round, "linked_data": organisation_of(page.municipality),
        "answer_days": settings.OPINION_ANSWER_DAYS, "agendas": open_in(page.municipality, timezone.localdate()),
        "promises": promises_of(page.municipality, timezone.localdate()),
    }  # fmt: skip
    return render(request, "portal/municipality.html", context)


@require_safe
@public
@cached_page(reads=("ciclo", "formato"))
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers behind the change of a municipality since its previous comparable round."""
    page = changes_page(slug, request.GET.get("ciclo"))
    if page is None:
        raise Http404("No hay un resultado publicado de ese municipio.")
    if "formato" in request.GET:
        return _download(page.table(), request.GET["formato"])
    return render(request, "portal/changes.html", {"page": page, "round": page.edition.round})


@require_safe
@public
@limited
def compare(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("ciclo", "")
    similar_to = request.GET.get("parecidos", "")
    found = comparison.comparison(request.GET.getlist("m"), code, similar_to)
    if code and found is None:
        raise Http404("No hay un ciclo publicado con ese código.")
    if "formato" in request.GET:
        table = tables.comparison_table(found) if found and len(found.chosen) >= comparison.FEWEST else None
        return _download(table, request.GET["formato"])
    context = {"comparison": found, "round": found and found.edition.round}
    if found:
        asked = [("m", slug) for slug in request.GET.getlist("m")]
        asked += [(name, value) for name, value in (("parecidos", similar_to), ("ciclo", code)) if value]
        choices = found.choices(request.GET.get("page"))
        context |= {"choices": choices, "having_peers": found.having_peers(choices), "filters": urlencode(asked)}
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
    """The edition of a published round, whichever is the newest."""
    method = methodology.methodology_of(instrument, version)
    if method is None:
        raise Http404("Con esa edición no se ha publicado ningún ciclo.")
    return render(request, "portal/methodology.html", {"method": method, "of_edition": True})


@require_safe
@public
@cached_page
def publication(request: HttpRequest, code: str) -> HttpResponse:
    """How a round was published: the checks of the gate, every version of its result and its reason."""
    versions = published.versions_of(code)
    if not versions:
        raise Http404("No hay un ciclo publicado con ese código.")
    errata = {erratum.publication_id: erratum for erratum in published.errata_of(versions[0].round)}
    changes = changes_of(errata.values())
    rows = [
        (version, erratum, changes.get(erratum.pk, []) if erratum else [])
        for version in versions
        for erratum in [errata.get(version.pk)]
    ]
    context = {"round": versions[0].round, "versions": rows, "report": versions[-1].report}
    return render(request, "portal/publication.html", context)


def _download(table: Table | None, format: str) -> HttpResponse:
    if table is None:
        raise Http404("Esta página no tiene una tabla para descargar.")
    return table_response(table, format)
