"""Public pages of indicators: the list, one indicator with the account of a light, and their files."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import public
from core.datasets.files import LICENCE
from core.downloads import table_response
from core.web.addresses import absolute
from core.web.page_cache import A_MINUTE
from core.web.public_limit import limited
from core.words import moment_in_full
from followup.indicators.queries.series import IndicatorSeries, series_in_force
from followup.pages.exports.script import SCRIPT, script
from followup.pages.presenters.indicator import IndicatorPage, Row
from followup.pages.presenters.indicator_list import EVERY_IN_WORDS, NO_SOURCE, groups_of, has_source, summary_of
from followup.pages.presenters.passport import Passport
from followup.pages.presenters.sentences import WHY_NO_VALLEY
from followup.pages.presenters.series_files import document_of, table_of
from followup.pages.queries.indicator_happenings import indicator_happenings
from followup.pages.queries.values import Approval, approvals_of
from followup.pages.views.feeds import HappeningFeed, Told

NO_INDICATOR = "No hay un indicador con ese código."


@require_safe
@public
@limited
def indicator_list(request: HttpRequest) -> HttpResponse:
    groups = groups_of(series_in_force(), timezone.localdate())
    shown = [row.page for group in groups for row in group.rows if row.page.has_values]
    is_demo = bool(shown) and all(page.is_demo for page in shown)
    context = {
        "groups": groups, "summary": summary_of(groups) if groups else "", "is_demo": is_demo, "no_source": NO_SOURCE,
    }  # fmt: skip
    return render(request, "followup/pages/indicator_list.html", context)


@require_safe
@public
@limited
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    found = _indicator(code)
    if wanted := request.GET.get("formato"):
        table = table_of(found, _approvals([found]), absolute(request.path))
        return table_response(table, wanted)
    page = IndicatorPage(found, timezone.localdate())
    row = _chosen(page, request.GET.get("municipio", ""))
    last = [one.pk for one in row.series.values if one.measured.period == row.lit.reading.period] if row else []
    context = {
        "page": page, "sheet": page.sheet, "is_demo": page.is_demo, "every": EVERY_IN_WORDS[page.sheet.every],
        "passport": Passport(page, row, approvals_of(last) if last else {}) if row else None,
        "is_asked": "municipio" in request.GET, "licence": LICENCE,
        "no_source": "" if has_source(page.sheet.code) else NO_SOURCE, "why_no_valley": WHY_NO_VALLEY,
        "asked_at": moment_in_full(timezone.now()),
    }  # fmt: skip
    return render(request, "followup/pages/indicator.html", context)


@require_safe
@public
@limited
def indicator_data(request: HttpRequest, code: str) -> HttpResponse:
    """What the lights of one indicator are judged by, for recalcular.py."""
    found = _indicator(code)
    return _document(request, [found], _approvals([found]), f"{code}.json")


@require_safe
@public
@limited
def data(request: HttpRequest) -> HttpResponse:
    """The same of every indicator; who approved each value stands in the file of each."""
    return _document(request, series_in_force(), {}, "indicadores.json")


@require_safe
@public
@limited
def program(request: HttpRequest) -> HttpResponse:
    return _file(request, script(), SCRIPT, "text/x-python; charset=utf-8")


@require_safe
@public
@limited
def indicator_feed(request: HttpRequest, code: str) -> HttpResponse:
    [(found, happenings)] = indicator_happenings([_indicator(code)])
    told = Told(
        f"indicador:{code}", f"{code}: {found.sheet.name}", reverse("followup:indicator", args=[code]),
        reverse("followup:indicator-feed", args=[code]), happenings, is_demo=found.is_demo,
    )  # fmt: skip
    return HappeningFeed(told)(request)


def _indicator(code: str) -> IndicatorSeries:
    found = series_in_force([code])
    if not found:
        raise Http404(NO_INDICATOR)
    return found[0]


def _approvals(found: Sequence[IndicatorSeries]) -> Mapping[int, Approval]:
    return approvals_of([value.pk for one in found for series in one.places for value in series.values])


def _chosen(page: IndicatorPage, slug: str) -> Row | None:
    """The municipality whose account is shown: the one asked for, else the first that shows a value."""
    asked = next((row for row in page.rows if row.slug == slug), None)
    return asked or next((row for row in page.rows if row.lit.reading.value is not None), None)


def _document(
    request: HttpRequest, found: Sequence[IndicatorSeries], approvals: Mapping[int, Approval], name: str
) -> HttpResponse:
    document: Mapping[str, Any] = document_of(found, timezone.localdate(), absolute(request.path), approvals)
    return _file(request, json.dumps(document, ensure_ascii=False, indent=1).encode(), name, "application/json")


def _file(request: HttpRequest, content: bytes, name: str, type: str) -> HttpResponse:
    kept = (
        {} if request.COOKIES else {"Cache-Control": A_MINUTE}
    )  # nobody else's browser keeps what a session asked for
    return HttpResponse(
        content,
        headers={
            "Content-Type": type, "Content-Disposition": f'attachment; filename="{name}"', "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff", **kept,
        },
    )  # fmt: skip
