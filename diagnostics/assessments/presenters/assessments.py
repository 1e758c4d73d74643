"""Helpers of the views of one assessment: fetching it, its context, the way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import access
from accounts.permissions import Permission
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.rounds import first_round

VIEW = Permission.VIEW_ASSESSMENT
BACK = "volver"  # query parameter: the page within the assessment to return to


def fetch(request: HttpRequest, round: str, municipality: str, permission: Permission | None = None) -> Assessment:
    """Return the assessment of a URL: 404 where the user may not see it, 403 without the permission there."""
    visible = Assessment.objects.visible_to(request.user).with_context()
    try:
        return access.fetch(request, visible, permission, round__code=round, municipality__slug=municipality)
    except Http404:
        request.over_because = _cancelled(request, round, municipality)
        raise


def _cancelled(request: HttpRequest, round: str, municipality: str) -> str:
    """Return why a round was cancelled, for the page that says so to those who could see the assessment; else ""."""
    rows = Assessment.objects.filter(round__code=round, round__status=RoundStatus.CANCELLED)
    found = rows.filter(municipality__slug=municipality).select_related("round").first()
    return found.over_because if found and access.can(request.user, VIEW, found.municipality_id) else ""


def round_of(known: list[Round], code: str) -> Round:
    """Return the round with a code; without one, that which boards open on. Raises Http404."""
    if not code:
        return first_round(known, timezone.localdate()) or known[0]
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise Http404("No hay un ciclo con ese código.")
    return found


def context_of(assessment: Assessment, **more: Any) -> dict[str, Any]:
    return {"assessment": assessment, "round": assessment.round, "municipality": assessment.municipality, **more}


def address_of(assessment: Assessment, question: str) -> str:
    indicator = assessment.round.version.parsed.indicator_of[question]
    page = reverse(
        "assessments:indicator-fill", args=[assessment.round.code, assessment.municipality.slug, indicator.code]
    )
    return f"{page}#{question}"


def is_inside(assessment: Assessment, address: str) -> bool:
    return address.startswith(assessment.get_absolute_url()) and not set(address) & set("\\\r\n\0#")


def back_to(request: HttpRequest, assessment: Assessment, question: str) -> str:
    """Return the page to go back to after work on a question's evidence; never one outside the assessment."""
    wanted = (request.POST.get(BACK) or request.GET.get(BACK, ""))[:400].partition("#")[0]
    return f"{wanted}#{question}" if is_inside(assessment, wanted) else address_of(assessment, question)


def came_from(request: HttpRequest, assessment: Assessment) -> str:
    """Return the page that the query string names as the way back; "" if there is none within the assessment."""
    wanted = request.GET.get(BACK, "")[:400]
    return wanted if is_inside(assessment, wanted) else ""


def go_back(request: HttpRequest, assessment: Assessment, question: str) -> HttpResponse:
    return redirect(back_to(request, assessment, question))
