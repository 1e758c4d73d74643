"""The audit log: a page with filters, and its CSV."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from administration.exports import log_csv
from administration.queries.log import log_choices, log_of, log_rows, runs_of
from core.web.pagination import paginate

ROWS = 50


@require_safe
@requires(Permission.VIEW_LOG)
def log_list(request: HttpRequest) -> HttpResponse:
    entries, form = log_of(request.GET)
    page = paginate(request, entries, ROWS)
    context = {
        "page": page,
        "form": form,
        "query": urlencode(form),
        "runs": runs_of(log_rows(page.object_list)),
        **log_choices(),
    }
    return render(request, "administration/log.html", context)


@require_safe
@requires(Permission.VIEW_LOG)
def log_download(request: HttpRequest) -> HttpResponse:
    entries, _ = log_of(request.GET)
    response = HttpResponse(log_csv(log_rows(entries)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bitacora.csv"'
    return response
