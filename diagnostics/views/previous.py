"""The page that brings proofs of the round before into the answer of today."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import can, requires
from accounts.permissions import Permission
from core.refusals import Refusal
from core.words import counted
from diagnostics.actions.reuse import use_again
from diagnostics.forms.previous import ReuseForm
from diagnostics.models import Assessment
from diagnostics.queries.previous import previous_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILL_ANSWERS)
def evidence_reuse(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Choose which proofs of the round before also prove the answer of today."""
    visible = Assessment.objects.visible_to(request.user).with_context()
    assessment = get_object_or_404(visible, round__code=round, municipality__slug=municipality)
    if not can(request.user, Permission.FILL_ANSWERS, assessment.municipality):
        return render(request, "accounts/forbidden.html", status=403)
    instrument = assessment.round.version.parsed
    spec = instrument.question_by_code.get(question)
    if spec is None or spec.evidence == "none":
        raise Http404
    before = previous_of(assessment).get(question)
    form = ReuseForm(request.POST if request.method == "POST" else None, question=spec, before=before)
    indicator = instrument.indicator_of[question]
    if request.method == "POST" and form.is_valid():
        try:
            count = use_again(assessment=assessment, uses=form.uses, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"{counted(count, 'prueba', 'pruebas')} del ciclo anterior en {question}.")
            response = redirect("diagnostics:indicator-fill", round, municipality, indicator.code)
            response["Location"] += f"#{question}"
            return response
    context = {
        "assessment": assessment, "round": assessment.round, "municipality": assessment.municipality,
        "question": spec, "indicator": indicator, "before": before, "form": form,
    }  # fmt: skip
    return render(request, "diagnostics/evidence/reuse.html", context, status=422 if form.errors else 200)
