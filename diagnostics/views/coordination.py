"""What coordination decides about the course of a round: more time, coming back, errata."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.permissions import Permission
from core.refusals import Refusal
from diagnostics.actions import participation, publications, terms
from diagnostics.choices import TERMS, UNSIGNED
from diagnostics.forms.errata import ErratumForm, find_target
from diagnostics.forms.signing import ExtensionForm
from diagnostics.models import Erratum, Round
from diagnostics.views.fetching import context_of, fetch


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.EXTEND_TERMS)
def term_extend(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    """Give one municipality, or the review of it, more time, with the reason."""
    assessment = fetch(request, round, municipality)
    initial = {"until": assessment.due_on}
    form = ExtensionForm(
        request.POST if request.method == "POST" else None, initial=initial, label="Razón de la prórroga"
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            terms.extend(
                assessment=assessment, until=data["until"], reason=data["reason"], by=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Plazo de {assessment.municipality}: hasta el {data['until']:%d/%m/%Y}.")
            return redirect("diagnostics:review-list")
    context = context_of(
        assessment, form=form, has_term=assessment.state in UNSIGNED | set(TERMS) and assessment.due_on,
        extensions=assessment.extensions.select_related("granted_by"),
    )  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "diagnostics/staff/extend.html", context, status=status)


@require_POST
@requires(Permission.EXTEND_TERMS)
def rejoin(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    """Take a municipality that withdrew back into the round."""
    assessment = fetch(request, round, municipality)
    try:
        participation.rejoin(assessment=assessment, by=request.user, at=timezone.now())
        messages.success(request, f"{assessment.municipality} vuelve a participar en {assessment.round}.")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(assessment)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CORRECT_PUBLISHED)
def errata(request: HttpRequest, round: str) -> HttpResponse:
    """The errata of a published round, and publishing one more."""
    chosen = get_object_or_404(Round.objects.select_related("version"), code=round)
    target = find_target(chosen, request.POST or request.GET)
    form = ErratumForm(request.POST if request.method == "POST" else None, round=chosen, target=target)
    if request.method == "POST" and form.is_valid():
        try:
            made = publications.correct(
                round=chosen, corrections=[form.correction], reason=form.cleaned_data["reason"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Fe de erratas publicada: {made}.")
            return redirect("diagnostics:errata", round)
    known = Erratum.objects.filter(publication__round=chosen).select_related("publication__published_by")
    known = known.prefetch_related("corrections__answer__question", "corrections__answer__assessment__municipality")
    places = [a.municipality for a in chosen.assessments.select_related("municipality").in_river_order()]
    context = {
        "round": chosen, "form": form, "target": target, "municipalities": places,
        "errata": known.order_by("-publication__version"),
    }  # fmt: skip
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "diagnostics/staff/errata.html", context, status=status)
