"""Hiding a piece of evidence that holds personal data, and showing it again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.forms import ReasonForm
from core.web.edge import attempt, status_of
from followup.evidence.actions import evidence as actions
from followup.evidence.models import FollowupEvidence
from followup.evidence.queries.files import OF_THE_TEAM, may_withhold

SHOW = "mostrar"
HINT = "Se publica en lugar de la evidencia. No repita en ella los datos que se ocultan."


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_COMMITMENTS, *OF_THE_TEAM)
def withhold(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide it with a reason, or show it again (`op`)."""
    row = get_object_or_404(FollowupEvidence.objects.select_related("municipality"), pk=pk)
    if not may_withhold(request.user, row):
        raise Http404
    shows, who = request.POST.get("op") == SHOW, {"evidence": row, "by": request.user, "at": timezone.now()}
    form = ReasonForm(
        request.POST if request.method == "POST" and not shows else None, label="Por qué se oculta", hint=HINT
    )
    done = None
    if shows:
        actions.show(**who)
        messages.success(request, "La evidencia se muestra otra vez.")
        return redirect("evidence:withhold", row.pk)
    if form.is_bound and form.is_valid():
        done = attempt(form, actions.withhold, reason=form.cleaned_data["reason"], **who)
        if done:
            messages.success(
                request, "La evidencia quedó oculta. Lo que prueba la conserva, y su página dice por qué no se ve."
            )
            return redirect("evidence:withhold", row.pk)
    context = {"evidence": row, "form": form, "show": SHOW}
    return render(request, "followup/evidence/withhold.html", context, status=status_of(done, form))
