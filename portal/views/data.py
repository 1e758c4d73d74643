"""Open data: the page, the catalogue and the files. Reads only what apps publish (core.datasets.registry)."""

from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from accounts.access import public
from core.datasets import queries, registry
from core.datasets.files import Release
from core.numbers import whole
from core.web.page_cache import A_MINUTE, cached_page
from core.web.public_limit import limited
from diagnostics.results.exports.all_rounds import ALL_ROUNDS
from diagnostics.results.exports.all_rounds import CODE as ALL_ROUNDS_CODE
from diagnostics.results.exports.open_data import SCORES
from portal.presenters.linked_data import datasets_of
from portal.queries.catalogue import JSON_LD
from portal.queries.catalogue import catalogue as described
from portal.queries.open_data import open_data_page, type_of
from portal.queries.recompute import example

FOREVER = "public, max-age=31536000, immutable"
Answer = Callable[..., HttpResponseBase]


def for_other_sites(view: Answer) -> Answer:
    """Allow cross-origin reads: the response is public and does not depend on cookies."""

    @wraps(view)
    def open_to_all(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return open_to_all


@require_safe
@public
@cached_page
def data(request: HttpRequest) -> HttpResponse:
    page = open_data_page()
    context = {"page": page, "round": {"is_demo": page.is_demo}, "linked_data": datasets_of(page)}
    return render(request, "portal/data.html", context)


@require_safe
@public
@cached_page
def recompute(request: HttpRequest) -> HttpResponse:
    """The rules by which a stranger gets every published figure from the files, with an example."""
    shown = example()
    context = {"example": shown, "round": {"is_demo": bool(shown and shown.release.note)}}
    return render(request, "portal/recompute.html", context)


@require_safe
@public
@for_other_sites
@cached_page
def catalogue(request: HttpRequest) -> HttpResponse:
    """The catalogue for harvesters: DCAT-AP 3 as JSON-LD."""
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 1}, content_type=JSON_LD)


@require_safe
@public
@for_other_sites
@limited
def file(request: HttpRequest, code: str, version: int, name: str) -> HttpResponseBase:
    """A file of one version of a dataset, which never changes."""
    return _sent(request, _release(code, version), name, keep=FOREVER)


@require_safe
@public
@for_other_sites
@limited
def newest_file(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """A file of the current version; workbook and JSON also under the code alone, which no version changes."""
    release = _release(code)
    whole = {f"{release.code}.{ending}": f"{release.stem}.{ending}" for ending in ("xlsx", "json")}
    return _sent(request, release, whole.get(name, name), keep=A_MINUTE)


@require_safe
@public
@limited
def dataset(request: HttpRequest, code: str) -> HttpResponse:
    """A dataset's place on the page of open data."""
    return redirect(f"{reverse('portal:data')}#{_release(code).code}")


@require_safe
@public
@for_other_sites
@limited
def scores_csv(request: HttpRequest, code: str) -> HttpResponseBase:
    """The published scores of a round: the current version, or `?version=` as before an erratum."""
    asked = request.GET.get("version", "")
    version = whole(asked)
    if asked and version is None:
        raise Http404("No hay esa versión del resultado.")
    release = _release(code, version)
    return _sent(request, release, SCORES.file, keep=A_MINUTE)


@require_safe
@public
@for_other_sites
@limited
def all_rounds(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The current table over all rounds; not found before the second round."""
    release = _release(ALL_ROUNDS_CODE)
    name = ALL_ROUNDS.file if ending == "csv" else f"{release.stem}.{ending}"
    return _sent(request, release, name, keep=A_MINUTE)


def _release(code: str, version: int | None = None) -> Release:
    found = registry.find(code, version)
    if found is None:
        raise Http404("No hay un resultado publicado con ese código y esa versión.")
    return found


def _sent(request: HttpRequest, release: Release, name: str, *, keep: str) -> HttpResponseBase:
    """Stream a stored file; 404 for an unknown name.

    If the worker has not written it yet, the same bytes are generated here, so that a download never waits for it.
    """
    rows = queries.rows_of(release)
    release = queries.as_written(release, rows)
    if name not in release.file_names:
        raise Http404("No hay un archivo con ese nombre.")
    row = rows.get(name)
    written = row if row and queries.is_in_place(release, row) else None
    made = None if written else registry.files_of(release)
    sha256, size = (written.sha256, written.size) if written else (made.sha256(name), len(made[name]))
    moment = int(release.published_at.timestamp())
    headers = {
        "ETag": f'"{sha256}"', "Last-Modified": http_date(moment), "Cache-Control": keep, "Content-Type": type_of(name),
        "Content-Length": str(size), "Content-Disposition": f'attachment; filename="{release.saved_as(name)}"',
    }  # fmt: skip
    answer = HttpResponse(headers=headers)
    unchanged = get_conditional_response(request, etag=headers["ETag"], last_modified=moment, response=answer)
    if unchanged is not answer:
        return unchanged
    if request.method == "HEAD":
        return answer
    if written:
        stream = FileResponse(queries.opened(release, name))
        for header, value in headers.items():  # override what it guessed from the name
            stream[header] = value
        return stream
    return HttpResponse(made[name], headers=headers)
