"""One municipality's situation, for its officials: what changed and what to do next."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.downloads import table_response
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.results.queries.situation import situation_of
from diagnostics.results.queries.tables import own_table, situation_table


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def results(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    today = timezone.localdate()
    situation = situation_of(assessment, today=today)
    table = situation_table(situation.published) if situation.published else None
    own = own_table(situation.own, assessment.round) if situation.own else None
    if "formato" in request.GET:
        chosen = own if "propio" in request.GET else table
        if chosen is None:
            raise Http404("Todavía no hay una tabla que descargar.")
        return table_response(chosen, request.GET["formato"])
    context = context_of(assessment, situation=situation, table=table, own_table=own, today=today)
    return render(request, "diagnostics/results/municipality/results.html", context)
