"""Giving a reopened answer back to the review."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import can, requires
from accounts.permissions import Permission
from core.refusals import Refusal
from core.web.autosave import is_hers
from diagnostics.assessments.actions import answers
from diagnostics.assessments.forms.municipality import read_question
from diagnostics.assessments.presenters.assessments import fetch
from diagnostics.review.actions import reopening


@require_POST
@requires(Permission.FILL_ANSWERS)
def answer_give_back(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Save what stands on the page of a reopened answer, and give the answer back to the review."""
    assessment = fetch(request, round, municipality)
    spec = assessment.round.version.parsed.question_by_code.get(question)
    if spec is None:
        raise Http404
    if not can(request.user, Permission.FILL_ANSWERS, assessment.municipality) or not is_hers(request):
        return render(request, "accounts/forbidden.html", status=403)
    typed, common = (
        read_question(spec, request.POST),
        {"assessment": assessment, "by": request.user, "at": timezone.now()},
    )
    here = redirect("assessments:question-fill", round, municipality, question)
    try:
        if typed and answers.store(drafts=[typed.draft], **common).outcomes[question] == answers.CONFLICT:
            messages.error(
                request, f"Otra persona cambió {question} mientras usted la veía. Mírela antes de devolverla."
            )
            return here
        reopening.finish(question=question, **common)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{question} quedó en manos de la revisión.")
    return redirect(assessment)
