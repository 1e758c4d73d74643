"""The errata of a published round: finding the answer, proposing its correction, and confirming that of another person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.web.pagination import paginate
from diagnostics.assessments.models import Round
from diagnostics.results.actions import errata as actions
from diagnostics.results.choices import ProposalState
from diagnostics.results.forms.errata import ConfirmationForm, ErratumForm, WithdrawalForm, find_target
from diagnostics.results.models import ErratumProposal
from diagnostics.results.queries.errata import (
    MOST_FOUND,
    change_of,
    changes_of,
    corrections_of_round,
    find_published,
    may_confirm_besides,
    pending_of,
)
from diagnostics.results.queries.published import errata_of
from diagnostics.scoring.typed import text_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CORRECT_PUBLISHED)
def errata(request: HttpRequest, round: str) -> HttpResponse:
    chosen = get_object_or_404(Round.objects.in_force().select_related("version"), code=round)
    target = find_target(chosen, request.POST or request.GET)
    form = ErratumForm(request.POST if request.method == "POST" else None, round=chosen, target=target)
    if form.is_valid():
        made = attempt(
            form, actions.propose, round=chosen, correction=form.correction, reason=form.cleaned_data["reason"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        if made.result is not None:
            messages.success(request, "Propuesta guardada. Nada cambia en público hasta que otra persona la confirme.")
            return redirect(made.result)
    known, corrections = errata_of(chosen), corrections_of_round(chosen)
    changes = changes_of(known)
    words, place = text_of(request.GET, "buscar")[:200], text_of(request.GET, "municipio")
    is_search = target is None and bool(words or place)
    found = find_published(chosen, words=words, municipality=place) if is_search else []
    context = {
        "round": chosen, "form": form, "target": target, "words": words, "place": place, "is_search": is_search,
        "found": paginate(request, found[:MOST_FOUND]), "has_more": len(found) > MOST_FOUND, "most": MOST_FOUND,
        "municipalities": [a.municipality for a in chosen.assessments.select_related("municipality").in_river_order()],
        "pending": [(proposal, change_of(proposal, corrections)) for proposal in pending_of(chosen)],
        "errata": [(erratum, changes[erratum.pk]) for erratum in known],
        "others": may_confirm_besides(request.user.pk),
    }  # fmt: skip
    return render(request, "diagnostics/results/staff/errata.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.CORRECT_PUBLISHED)
def proposal(request: HttpRequest, round: str, pk: int) -> HttpResponse:
    """The effect of a proposed correction; who did not propose it confirms it, and anybody who may correct withdraws it."""
    found = get_object_or_404(ErratumProposal.objects.with_context(), pk=pk, answer__assessment__round__code=round)
    chosen, now = found.answer.assessment.round, timezone.now()
    action = request.POST.get("accion", "")
    confirmation = ConfirmationForm(request.POST if action == "confirmar" else None)
    withdrawal = WithdrawalForm(request.POST if action == "retirar" else None)
    if confirmation.is_valid():
        seen = confirmation.cleaned_data["version"]
        made = attempt(confirmation, actions.confirm, proposal=found, seen_version=seen, by=request.user, at=now)
        if made:
            messages.success(request, f"Fe de erratas publicada: {made.result}.")
            return redirect("results:errata", round)
    if withdrawal.is_valid():
        why = withdrawal.cleaned_data["reason"]
        if attempt(withdrawal, actions.withdraw, proposal=found, reason=why, by=request.user, at=now):
            messages.success(request, "Propuesta retirada. En público no cambió nada.")
            return redirect("results:errata", round)
    is_pending = found.state == ProposalState.PENDING
    shown = attempt(None, actions.preview, round=chosen, correction=actions.proposed(found)) if is_pending else None
    is_refused = request.method == "POST"
    old_word, new_word = ("Decía", "Dice") if found.erratum else ("Dice", "Diría")
    context = {
        "round": chosen, "proposal": found, "change": change_of(found, corrections_of_round(chosen)), "preview": shown,
        "withdrawal": withdrawal,
        "confirmation": confirmation, "is_pending": is_pending, "is_own": found.proposed_by_id == request.user.pk,
        "others": may_confirm_besides(found.proposed_by_id), "old_word": old_word, "new_word": new_word,
    }  # fmt: skip
    return render(
        request, "diagnostics/results/staff/erratum_proposal.html", context, status=422 if is_refused else 200
    )
