"""Saving a reopened answer and handing it back to the review."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import require_permission, requires
from accounts.permissions import Permission
from core.web.autosave import is_current_user
from core.web.edge import attempt
from core.words import changed_meanwhile
from diagnostics.assessments.actions import answers
from diagnostics.assessments.forms.municipality import read_question
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.review.actions import reopening


@require_POST
@requires(Permission.FILL_ANSWERS)
def answer_give_back(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    spec = assessment.round.version.parsed.question_by_code.get(question)
    if spec is None:
        raise Http404
    require_permission(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    if not is_current_user(request):
        raise PermissionDenied
    typed = read_question(spec, request.POST)
    common = {"assessment": assessment, "by": request.user, "at": timezone.now()}
    if typed:
        saved = attempt(request, answers.store, drafts=[typed.draft], **common)
        if not saved:
            return redirect(assessment)
        if saved.result.outcomes[question] == answers.TOO_LONG:
            context = context_of(assessment, question=spec, text=typed.draft.na_reason or typed.draft.value)
            return render(request, "diagnostics/review/municipality/too_long.html", context, status=422)
        if saved.result.outcomes[question] == answers.CONFLICT:
            answer = saved.result.filling.cells[question].answer
            mine_at = answer.changed_at if answer.changed_by_id == request.user.pk else None
            who = changed_meanwhile(f"cambió {question}", mine_at=mine_at, seen="la veía")
            messages.error(request, f"{who} Mírela antes de devolverla.")
            return redirect("assessments:question-fill", round, municipality, question)
    if attempt(request, reopening.finish, question=question, **common):
        messages.success(request, f"{question} quedó en manos de la revisión.")
    return redirect(assessment)
