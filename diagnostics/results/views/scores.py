"""The score runs of a round: computing them again, and verifying that they are what the engine gives."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from diagnostics.assessments.actions import scores
from diagnostics.assessments.models import Round
from diagnostics.assessments.presenters.assessments import round_of
from diagnostics.results.actions import verification
from diagnostics.results.queries.board import rounds_newest_first
from diagnostics.results.queries.checks import last_check, layers_with_answers, runs_to_verify


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_ROUND)
def round_scores(request: HttpRequest, round: str) -> HttpResponse:
    chosen = round_of(rounds_newest_first(), round)
    if request.method == "POST":
        return _ask(request, chosen)
    context = {
        "round": chosen, "runs": runs_to_verify(chosen), "check": last_check(chosen),
        "can_compute": _is_computed(chosen) and bool(layers_with_answers(chosen)), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "diagnostics/results/staff/scores.html", context)


def _is_computed(round: Round) -> bool:
    """A published round keeps its scores, and one that is over gets none."""
    return not round.is_published and not round.is_over


def _ask(request: HttpRequest, round: Round) -> HttpResponse:
    action = request.POST.get("accion")
    if action == "verificar":
        verification.enqueue(round=round, by=request.user)
        messages.info(request, "La verificación está en marcha. El resultado aparece en esta página.")
    elif action == "calcular" and _is_computed(round):
        for layer in layers_with_answers(round):
            scores.enqueue(round_id=round.pk, layer=layer)
        messages.info(request, "El cálculo está en marcha. Con las mismas respuestas da los mismos puntajes.")
    else:
        return HttpResponseBadRequest("Pida verificar o calcular.")
    return redirect("results:round-scores", round.code)
