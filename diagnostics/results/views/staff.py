"""The first page of the metropolitan board, and the publication of a round."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.downloads import table_response
from core.web.edge import attempt
from core.web.pagination import paginate
from diagnostics.assessments.presenters.assessments import round_of
from diagnostics.results.actions import links, publications
from diagnostics.results.queries.board import (
    LAYER_NAMES,
    gate_with_readings,
    missing_for_publication,
    progress_of,
    rounds_newest_first,
    standing_of,
)
from diagnostics.results.queries.links import walk_of
from diagnostics.results.queries.tables import heat_table
from diagnostics.scoring.typed import text_of

MOST_OBSTACLES = 12
# The round filter keeps the view.
VIEWS = {"comparar": "compare", "preguntas": "questions", "niveles": "levels", "autoevaluacion": "perception"}


@require_safe
@requires(Permission.VIEW_BOARD)
def board(request: HttpRequest, round: str = "") -> HttpResponse:
    known = rounds_newest_first()
    if not known:
        return render(request, "diagnostics/results/staff/board_empty.html")
    chosen = round_of(known, round or request.GET.get("ciclo", ""))
    if "ciclo" in request.GET and not round:
        return _to_view(request, chosen.code)
    now = timezone.localtime()
    progress = progress_of(chosen, today=now.date())
    standing = standing_of(progress, request.GET.get("capa", ""))
    if "formato" in request.GET and standing is not None:
        return table_response(heat_table(standing), request.GET["formato"])
    page = paginate(request, progress.assessments)
    context = {
        "rounds": known, "round": chosen, "now": now, "progress": progress, "page": page,
        "steps": progress.steps(page), "layers": LAYER_NAMES, "standing": standing,
        "can_publish": can(request.user, Permission.PUBLISH_ROUND), "may_review": can(request.user, Permission.REVIEW_ANSWERS),
    }  # fmt: skip
    if context["can_publish"]:
        context |= _obstacles(missing_for_publication(progress))
    if standing is not None:
        context["heat"] = paginate(request, standing.results.outcomes).object_list
    return render(request, "diagnostics/results/staff/board.html", context)


def _to_view(request: HttpRequest, round: str) -> HttpResponse:
    view = VIEWS.get(request.GET.get("vista", ""), "round")
    layer = request.GET.get("capa", "")
    query = f"?capa={layer}" if layer in LAYER_NAMES else ""
    return redirect(reverse(f"results:board-{view}", args=[round]) + query)


def _obstacles(sentences: list[str]) -> dict:
    return {"obstacles": sentences[:MOST_OBSTACLES], "more_obstacles": max(len(sentences) - MOST_OBSTACLES, 0)}


def moment_of(text: str) -> datetime | None:
    """Return a moment that a page of ours wrote; None for anything else or a moment to come."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if timezone.is_aware(found) and found <= timezone.now() else None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PUBLISH_ROUND)
def round_publish(request: HttpRequest, round: str) -> HttpResponse:
    chosen = round_of(rounds_newest_first(), round)
    if request.method == "POST":
        waiver = text_of(request.POST, "waiver")
        done = attempt(None, publications.publish, round=chosen, by=request.user, at=timezone.now(), waiver=waiver)
        if done:
            messages.success(request, f"{chosen} quedó publicado. Los resultados ya están en el sitio público.")
            return redirect("results:board-round", chosen.code)
        messages.error(request, " ".join([done.message, *done.refusal.details[:MOST_OBSTACLES]]))
        if not isinstance(done.refusal, publications.WaiverTooLong):
            return redirect("results:board-round", chosen.code)
    gate = gate_with_readings(progress_of(chosen, today=timezone.localdate()))
    context = {"round": chosen, "gate": gate, "waiver": request.POST.get("waiver", "")} | _obstacles(gate.obstacles)
    if since := moment_of(request.GET.get("desde", "")):
        context["walk"] = walk_of(chosen, since, timezone.now())
    status = 422 if request.method == "POST" else 200
    return render(request, "diagnostics/results/staff/publish.html", context, status=status)


@require_POST
@requires(Permission.PUBLISH_ROUND)
def round_links(request: HttpRequest, round: str) -> HttpResponse:
    """Begin a look at all public links or, with the moment when it began (`desde`), go on with it."""
    chosen, now = round_of(rounds_newest_first(), round), timezone.now()
    since = moment_of(text_of(request.POST, "desde")) or now
    done = attempt(request, links.look_at_all, round=chosen, since=since, at=now)
    if request.htmx and done:
        context = {"round": chosen, "walk": walk_of(chosen, since, timezone.now())}
        return render(request, "diagnostics/results/staff/links.html", context)
    address = reverse("results:round-publish", args=[chosen.code])
    return redirect(f"{address}?{urlencode({'desde': since.isoformat()})}#enlaces" if done else address)
