"""The errata of a published round, and publishing one more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from diagnostics.assessments.models import Round
from diagnostics.results.actions import publications
from diagnostics.results.forms.errata import ErratumForm, find_target
from diagnostics.results.models import Erratum


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CORRECT_PUBLISHED)
def errata(request: HttpRequest, round: str) -> HttpResponse:
    chosen = get_object_or_404(Round.objects.select_related("version"), code=round)
    target = find_target(chosen, request.POST or request.GET)
    form = ErratumForm(request.POST if request.method == "POST" else None, round=chosen, target=target)
    if form.is_valid():
        made = attempt(
            form, publications.correct, round=chosen, corrections=[form.correction],
            reason=form.cleaned_data["reason"], by=request.user, at=timezone.now(),
        )  # fmt: skip
        if made:
            messages.success(request, f"Fe de erratas publicada: {made.result}.")
            return redirect("results:errata", round)
    known = Erratum.objects.filter(publication__round=chosen).select_related("publication__published_by")
    known = known.prefetch_related("corrections__answer__question", "corrections__answer__assessment__municipality")
    places = [a.municipality for a in chosen.assessments.select_related("municipality").in_river_order()]
    context = {
        "round": chosen, "form": form, "target": target, "municipalities": places,
        "errata": known.order_by("-publication__version"),
    }  # fmt: skip
    return render(request, "diagnostics/results/staff/errata.html", context, status=422 if form.errors else 200)
