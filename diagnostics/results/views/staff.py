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
from diagnostics.assessments.choices import RoundStatus
from diagnostics.assessments.presenters.assessments import round_of
from diagnostics.results.actions import links, publications
from diagnostics.results.presenters.writing import reminder_panel
from diagnostics.results.queries.board import (
    LAYER_NAMES,
    gate_with_readings,
    missing_for_publication,
    progress_of,
    rounds_newest_first,
    standing_of,
)
from diagnostics.results.queries.board_people import people_of
from diagnostics.results.queries.board_rows import FILTERS, rows_of
from diagnostics.results.queries.links import walk_of
from diagnostics.results.queries.publication_plan import plan_of
from diagnostics.results.queries.tables import heat_table, progress_table
from diagnostics.results.queries.today import always_of, today_of
from diagnostics.results.views.rounds import no_rounds
from diagnostics.scoring.typed import text_of

MOST_OBSTACLES = 12
MOST_REMINDED = 30  # on the board; the page of reminders lists all
MAY = {
    "can_publish": Permission.PUBLISH_ROUND, "may_review": Permission.REVIEW_ANSWERS,
    "may_write": Permission.WRITE_TO_MUNICIPALITIES, "may_extend": Permission.EXTEND_TERMS,
    "may_invite": Permission.INVITE_ANYONE,
}  # fmt: skip
# The round filter keeps the view.
VIEWS = {"comparar": "compare", "preguntas": "questions", "niveles": "levels", "autoevaluacion": "perception"}


@require_safe
@requires(Permission.VIEW_BOARD)
def board(request: HttpRequest, round: str = "") -> HttpResponse:
    known = rounds_newest_first()
    if not known:
        return no_rounds(request)
    chosen = round_of(known, round or request.GET.get("ciclo", ""))
    if "ciclo" in request.GET and not round:
        return _to_view(request, chosen.code)
    now = timezone.localtime()
    progress = progress_of(chosen, today=now.date())
    people = people_of(progress, at=now)
    rows = rows_of(progress, people.groups, request.GET, people.missing)
    standing = standing_of(progress, request.GET.get("capa", ""))
    if standing is not None and rows.is_filtered:
        standing = standing.only(rows.places)
    if "formato" in request.GET and request.GET.get("tabla") != "avance" and standing is not None:
        return table_response(heat_table(standing, rows.words), request.GET["formato"])
    if "formato" in request.GET:
        return table_response(progress_table(progress, rows, people.contacts), request.GET["formato"])
    page = paginate(request, rows.rows)
    may = {name: can(request.user, permission) for name, permission in MAY.items()}
    context = {
        "rounds": known, "round": chosen, "now": now, "progress": progress, "page": page, "steps": page.object_list,
        "board": rows, "layers": LAYER_NAMES, "standing": standing, "without_sign_in": people.without_sign_in(rows.rows), **may,
    }  # fmt: skip
    obstacles = missing_for_publication(progress) if may["can_publish"] else None
    if obstacles is not None:
        context |= _obstacles(obstacles)
    if chosen.status == RoundStatus.OPEN:
        today = today_of(
            progress, request.user, at=now, contacts=people.contacts, missing=people.missing, obstacles=obstacles
        )
        first = today.reminders[:MOST_REMINDED]
        context |= {
            "today": today, "panel": reminder_panel(first) if first else None, "contacts": people.listed(page, now),
            "more_reminders": len(today.reminders) - len(first),
        }  # fmt: skip
    else:
        always = always_of(request.user, now)
        context["always"] = always if always.has_items else None
    if standing is not None:
        context["heat_page"] = paginate(request, standing.results.outcomes)
    return render(request, "diagnostics/results/staff/board.html", context)


def _to_view(request: HttpRequest, round: str) -> HttpResponse:
    view = VIEWS.get(request.GET.get("vista", ""), "round")
    layer = request.GET.get("capa", "")
    kept = {"capa": layer} if layer in LAYER_NAMES else {}
    if view == "round":
        kept |= {name: value for name in FILTERS if (value := request.GET.get(name, ""))}
    query = f"?{urlencode(kept)}" if kept else ""
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
        if not waiver:
            return redirect("results:board-round", chosen.code)
    progress = progress_of(chosen, today=timezone.localdate())
    gate, waiver = gate_with_readings(progress), request.POST.get("waiver", "")
    context = {"round": chosen, "gate": gate, "progress": progress, "waiver": waiver} | _obstacles(gate.obstacles)
    if not chosen.is_published:
        context["plan"] = plan_of(progress, gate)
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
