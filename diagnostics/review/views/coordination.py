"""Decisions of coordination during a round: extensions, and withdrawn municipalities that come back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.words import named
from diagnostics.assessments.actions import participation
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.review.actions import terms
from diagnostics.review.forms.signing import ExtensionForm


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EXTEND_TERMS)
def term_extend(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    initial = {"until": assessment.due_on}
    form = ExtensionForm(
        request.POST if request.method == "POST" else None, initial=initial, label="Razón de la prórroga"
    )
    if form.is_valid():
        data = form.cleaned_data
        if attempt(
            form, terms.extend, assessment=assessment, until=data["until"], reason=data["reason"], by=request.user,
            at=timezone.now(),
        ):  # fmt: skip
            messages.success(request, f"Plazo de {assessment.municipality}: hasta el {data['until']:%d/%m/%Y}.")
            return redirect("review:review-list")
    context = context_of(
        assessment, form=form, has_term=assessment.state in assessment.process.with_deadline and assessment.due_on,
        extensions=assessment.extensions.select_related("granted_by"),
    )  # fmt: skip
    return render(request, "diagnostics/review/staff/extend.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.EXTEND_TERMS)
def rejoin(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    if attempt(request, participation.rejoin, assessment=assessment, by=request.user, at=timezone.now()):
        messages.success(request, f"{assessment.municipality} vuelve a participar {named(assessment.round, 'en')}.")
    return redirect(assessment)
