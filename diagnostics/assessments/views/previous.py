"""The page that reuses proofs of the previous round for an answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.words import counted
from diagnostics.assessments.actions.reuse import use_again
from diagnostics.assessments.forms.previous import ReuseForm
from diagnostics.assessments.presenters.assessments import BACK, back_to, context_of, fetch, go_back
from diagnostics.assessments.queries.previous import previous_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILL_ANSWERS)
def evidence_reuse(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.FILL_ANSWERS)
    spec = assessment.round.version.parsed.question_by_code.get(question)
    if spec is None or spec.evidence == "none":
        raise Http404
    before = previous_of(assessment, [spec]).get(question)
    form = ReuseForm(request.POST if request.method == "POST" else None, question=spec, before=before)
    if form.is_valid():
        used = attempt(form, use_again, assessment=assessment, uses=form.uses, by=request.user, at=timezone.now())
        if used:
            words = counted(used.result, "evidencia del ciclo anterior prueba", "evidencias del ciclo anterior prueban")
            messages.success(request, f"{words} también {question}.")
            return go_back(request, assessment, question)
    context = context_of(
        assessment, question=spec, before=before, form=form, back=back_to(request, assessment, question), back_name=BACK
    )
    return render(request, "diagnostics/assessments/evidence/reuse.html", context, status=422 if form.errors else 200)
