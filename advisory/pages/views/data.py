"""The open data of practices: the page that lists the files, the files, and those of one practice."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import public
from advisory.pages.exports import files
from advisory.pages.exports.open_data import TABLES
from advisory.pages.queries.exported import public_rows
from advisory.practices.queries.public import public_practices
from core.datasets.files import LICENCE
from core.web.page_cache import A_MINUTE
from core.web.public_limit import limited

OF_ONE = ("practica.xlsx", "practica.csv", "practica.json")


@require_safe
@public
@limited
def data(request: HttpRequest) -> HttpResponse:
    listed = [(name, files.HOLDS[name]) for name in files.NAMES]
    context = {"files": listed, "tables": TABLES, "licence": LICENCE, "count": public_practices().count()}
    return render(request, "advisory/pages/data.html", context)


@require_safe
@public
@limited
def file(request: HttpRequest, name: str) -> HttpResponse:
    if name not in files.NAMES:
        raise Http404("No hay un archivo con ese nombre.")
    rows = public_rows(public_practices().order_by("practice__code"))
    return _download(files.content_of(name, rows, reverse("advisory:data")), name)


@require_safe
@public
@limited
def practice_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    one = get_object_or_404(public_practices(), practice__code=code)
    if name not in OF_ONE:
        raise Http404("No hay un archivo con ese nombre.")
    rows = public_rows(public_practices().filter(pk=one.pk))
    saved_as = f"practica-{code}.{name.rpartition('.')[2]}"
    return _download(files.content_of(name, rows, one.practice.get_absolute_url()), saved_as)


def _download(body: bytes, saved_as: str) -> HttpResponse:
    return HttpResponse(
        body,
        headers={
            "Content-Type": files.type_of(saved_as), "Content-Disposition": f'attachment; filename="{saved_as}"',
            "Cache-Control": A_MINUTE, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
        },
    )  # fmt: skip
