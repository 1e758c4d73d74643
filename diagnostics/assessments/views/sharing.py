"""From the pages of accounts, which know no round, to the assignments of dimensions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from diagnostics.assessments.models import Assessment, Round
from diagnostics.assessments.queries.rounds import first_round


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def team_now(request: HttpRequest, municipality: str) -> HttpResponse:
    """Redirect to the team's work in the round in hand of a municipality; home if the user sees none."""
    rows = Assessment.objects.visible_to(request.user).filter(municipality__slug=municipality)
    chosen = first_round(Round.objects.filter(assessments__in=rows), timezone.localdate())
    return redirect("assessments:team-work", chosen.code, municipality) if chosen else redirect("assessments:work-home")
