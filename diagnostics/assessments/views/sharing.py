"""From the pages of accounts, which know no round, to the assignments of dimensions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.permissions import Permission
from diagnostics.assessments.models import Assessment


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def team_now(request: HttpRequest, municipality: str) -> HttpResponse:
    """Redirect to the team's work in the newest round of a municipality; home if the user sees none."""
    rows = Assessment.objects.visible_to(request.user).filter(municipality__slug=municipality)
    code = rows.order_by("-round__opened_at", "-pk").values_list("round__code", flat=True).first()
    return redirect("assessments:team-work", code, municipality) if code else redirect("assessments:work-home")
