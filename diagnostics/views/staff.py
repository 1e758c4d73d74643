"""The metropolitan board and the publication of a round."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.refusals import Refusal
from diagnostics import charts
from diagnostics.actions import publications
from diagnostics.forms.municipality import text_of
from diagnostics.models import Round
from diagnostics.queries.board import (
    LAYER_NAMES,
    MOST_CHOSEN,
    Standing,
    gate_with_readings,
    missing_for_publication,
    page_of,
    progress_of,
    rounds_newest_first,
    standing_of,
)
from diagnostics.queries.standings import MEDIAN, borders_of

MOST_OBSTACLES = 12


@require_safe
@requires(Permission.VIEW_BOARD)
def board(request: HttpRequest, round: str = "") -> HttpResponse:
    """Show the newest round, or the one that the address or the filter names."""
    known = rounds_newest_first()
    if not known:
        return render(request, "diagnostics/staff/board_empty.html")
    chosen = _round(known, round or request.GET.get("ciclo", ""))
    if "ciclo" in request.GET and not round:
        layer = request.GET.get("capa", "")
        query = f"?capa={layer}" if layer in LAYER_NAMES else ""
        return redirect(reverse("diagnostics:board-round", args=[chosen.code]) + query)
    now = timezone.localtime()
    progress = progress_of(chosen, today=now.date())
    standing = standing_of(progress, request.GET.get("capa", ""))
    page = page_of(progress.assessments, request.GET.get("page"))
    context = {
        "rounds": known, "round": chosen, "now": now, "progress": progress, "page": page,
        "steps": progress.steps(page), "layers": LAYER_NAMES, "standing": standing, "most_chosen": MOST_CHOSEN,
        "can_publish": can(request.user, Permission.PUBLISH_ROUND), "may_review": can(request.user, Permission.REVIEW_ANSWERS),
    }  # fmt: skip
    if context["can_publish"]:
        context |= _obstacles(missing_for_publication(progress))
    if standing is not None:
        context |= _results(standing, request)
    return render(request, "diagnostics/staff/board.html", context)


def _round(known: list[Round], code: str) -> Round:
    if not code:
        return known[0]
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise Http404("No hay un ciclo con ese código.")
    return found


def _obstacles(sentences: list[str]) -> dict:
    return {"obstacles": sentences[:MOST_OBSTACLES], "more_obstacles": max(len(sentences) - MOST_OBSTACLES, 0)}


def _results(standing: Standing, request: HttpRequest) -> dict:
    """The heat table of this page and the charts of the chosen municipalities, with the chips that choose them."""
    outcomes = standing.results.outcomes
    chosen = standing.chosen(request.GET.getlist("m"))
    shown = page_of(outcomes, request.GET.get("page")).object_list
    slugs = {o.municipality.slug for o in chosen}
    offered = slugs | {o.municipality.slug for o in shown}
    frame = standing.frame(chosen)
    reference = MEDIAN if MEDIAN in frame.columns else ""
    return {
        "heat": shown,
        "chips": [o for o in outcomes if o.has_result and o.municipality.slug in offered],
        "chosen": slugs,
        "radar": charts.radar(frame, reference=reference),
        "bars": charts.bars(frame, reference=reference, borders=borders_of(standing.results.instrument)),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_ROUND)
def round_publish(request: HttpRequest, round: str) -> HttpResponse:
    """Ask once more, and publish all municipalities of a round at once."""
    chosen = _round(rounds_newest_first(), round)
    if request.method == "POST":
        try:
            publications.publish(
                round=chosen, by=request.user, at=timezone.now(), waiver=text_of(request.POST, "waiver")[:500]
            )
        except Refusal as refusal:
            messages.error(request, " ".join([refusal.message, *refusal.details[:MOST_OBSTACLES]]))
        else:
            messages.success(request, f"{chosen} quedó publicado. Los resultados ya están en el sitio público.")
        return redirect("diagnostics:board-round", chosen.code)
    gate = gate_with_readings(progress_of(chosen, today=timezone.localdate()))
    context = {"round": chosen, "gate": gate} | _obstacles(gate.obstacles)
    return render(request, "diagnostics/staff/publish.html", context)
