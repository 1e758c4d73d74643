"""The open data of commitments: the page that lists the files, the files, and those of one commitment."""

import json

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.datasets.files import LICENCE, Row
from core.web.page_cache import A_MINUTE
from core.web.public_limit import limited
from followup.commitments.models import Commitment
from followup.commitments.queries.exported import documents, exported
from followup.commitments.queries.public import public_commitments
from followup.pages.exports import files
from followup.pages.exports.open_data import TABLES

OF_ONE = ("compromiso.csv", "compromiso.json")


@require_safe
@public
@limited
def data(request: HttpRequest) -> HttpResponse:
    demos = list(public_commitments().values_list("is_demo", flat=True))
    context = {
        "files": [(name, files.saved_as(name), files.HOLDS[name]) for name in files.NAMES],
        "tables": [(table, files.saved_as(table.file)) for table in TABLES],
        "licence": LICENCE, "count": len(demos), "is_demo": bool(demos) and all(demos),
    }  # fmt: skip
    return render(request, "followup/pages/data.html", context)


@require_safe
@public
@limited
def file(request: HttpRequest, name: str) -> HttpResponse:
    if name not in files.NAMES:
        raise Http404("No hay un archivo con ese nombre.")
    body = files.content_of(name, _tables(public_commitments().order_by("code")), reverse("followup:data"))
    return _download(body, files.type_of(name), files.saved_as(name))


@require_safe
@public
@limited
def commitment_file(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One commitment: a row for each version as CSV; all of it as JSON."""
    one = get_object_or_404(public_commitments(), code=code)
    if name not in OF_ONE:
        raise Http404("No hay un archivo con ese nombre.")
    rows = public_commitments().filter(pk=one.pk)
    if name.endswith(".json"):
        whole = {"licence": LICENCE, **documents(rows, timezone.localdate())[0]}
        body = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    else:
        body = files.content_of("versiones.csv", _tables(rows), one.get_absolute_url())
    extension = name.rpartition(".")[2]
    return _download(body, files.TYPES[extension], f"compromiso-{one.code}.{extension}")


def _tables(rows: QuerySet[Commitment]) -> dict[str, list[Row]]:
    today = timezone.localdate()
    return files.tables_of(exported(rows, today), documents(rows, today))


def _download(body: bytes, media_type: str, saved_as: str) -> HttpResponse:
    return HttpResponse(
        body,
        headers={
            "Content-Type": media_type, "Content-Disposition": f'attachment; filename="{saved_as}"',
            "Cache-Control": A_MINUTE, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
        },
    )  # fmt: skip
