"""The route to improvement of a municipality. It reads publications only; who may promise a step finds the button beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from core.downloads import table_response
from core.web.page_cache import cached_page
from portal.queries.route import HELP_RULE, route_page
from portal.queries.tables import route_table


@require_safe
@public
@cached_page(reads=("ciclo", "formato"))
def route(request: HttpRequest, slug: str) -> HttpResponse:
    page = route_page(slug, request.GET.get("ciclo"), request.user)
    if page is None:
        raise Http404("No hay un resultado publicado de ese municipio.")
    if "formato" in request.GET:
        if page.place is None:
            raise Http404("Esta página no tiene una tabla para descargar.")
        return table_response(route_table(page), request.GET["formato"])
    return render(request, "portal/route.html", {"page": page, "round": page.edition.round, "help_rule": HELP_RULE})
