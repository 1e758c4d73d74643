"""Decisions of coordination during a round: extensions, who reviews what, and withdrawn municipalities that come back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.words import joined, long_date, named
from diagnostics.assessments.actions import participation
from diagnostics.assessments.models import Round
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.review.actions import assignments, terms
from diagnostics.review.forms.assignments import ReviewAssignForm
from diagnostics.review.forms.signing import ExtensionForm, ManyExtensionsForm
from diagnostics.review.queries.assignments import review_team_of
from diagnostics.review.queries.queue import running_terms


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
            messages.success(request, f"Plazo de {assessment.municipality}: hasta el {long_date(data['until'])}.")
            return redirect("review:review-list")
    context = context_of(
        assessment, form=form, has_term=assessment.state in assessment.process.with_deadline and assessment.due_on,
        extensions=assessment.extensions.select_related("granted_by"),
        may_withdraw=assessment.is_overdue(timezone.localdate()),
    )  # fmt: skip
    return render(request, "diagnostics/review/staff/extend.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EXTEND_TERMS)
def terms_extend(request: HttpRequest, round: str) -> HttpResponse:
    """One new deadline for several municipalities."""
    chosen = get_object_or_404(Round.objects.in_force().select_related("version__instrument"), code=round)
    rows = running_terms(chosen)
    names = [(a.municipality.slug, str(a.municipality)) for a in rows]
    data = request.POST if request.method == "POST" else None
    form = ManyExtensionsForm(data, places=names)
    ticked = data.getlist("places") if data else request.GET.getlist("municipio")
    if form.is_valid():
        done = attempt(
            form, terms.extend_many, round=chosen, **form.cleaned_data, by=request.user, at=timezone.now()
        )  # fmt: skip
        if done:
            places = joined([str(one.assessment.municipality) for one in done.result])
            until = form.cleaned_data["until"]
            messages.success(request, f"Plazo de {places}: hasta el {long_date(until)}. Se avisó a quienes actúan.")
            return redirect("results:board-round", chosen.code)
        for line in done.details:
            form.add_error(None, line)
    context = {"round": chosen, "form": form, "rows": rows, "ticked": ticked, "today": timezone.localdate()}
    return render(request, "diagnostics/review/staff/extend_many.html", context, status=422 if form.errors else 200)


@require_POST
@requires(Permission.EXTEND_TERMS)
def rejoin(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    if attempt(request, participation.rejoin, assessment=assessment, by=request.user, at=timezone.now()):
        messages.success(request, f"{assessment.municipality} vuelve a participar {named(assessment.round, 'en')}.")
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSIGN_REVIEWS)
def review_assign(request: HttpRequest, round: str) -> HttpResponse:
    """Who reviews what in a round."""
    chosen = get_object_or_404(Round.objects.in_force().select_related("version__instrument"), code=round)
    team = review_team_of(chosen)
    form = ReviewAssignForm(request.POST if request.method == "POST" else None, team=team)
    if form.is_valid():
        done = attempt(
            form, assignments.assign, round=chosen, places=form.places, dimensions=form.dimensions,
            seen=form.cleaned_data["seen"], by=request.user, at=timezone.now(),
        )  # fmt: skip
        if done:
            messages.success(request, "Reparto guardado." if done.result else "El reparto queda como estaba.")
            return redirect("review:review-assign", chosen.code)
    context = {"round": chosen, "form": form, "team": team}
    return render(request, "diagnostics/review/staff/assign.html", context, status=422 if form.errors else 200)
