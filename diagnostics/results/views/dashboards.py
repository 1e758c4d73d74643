"""The views of the metropolitan board: each has its address, with its filters, and its table as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.charts import abbreviations
from core.downloads import Table, table_response
from core.web.pagination import paginate
from diagnostics.assessments.models import Round
from diagnostics.assessments.presenters.assessments import round_of
from diagnostics.results import charts
from diagnostics.results.queries.board import (
    LAYER_NAMES,
    MOST_CHOSEN,
    Progress,
    Standing,
    progress_of,
    rounds_newest_first,
    standing_of,
)
from diagnostics.results.queries.distribution import counts_of, distributions_of
from diagnostics.results.queries.evolution import evolution_of
from diagnostics.results.queries.level_counts import MEDIAN, borders_of
from diagnostics.results.queries.perception import perception_of
from diagnostics.results.queries.published import edition, kin_of
from diagnostics.results.queries.question_results import question_results_of
from diagnostics.results.queries.sentences import NO_CHANGE
from diagnostics.results.queries.tables import (
    agreement_table,
    compare_table,
    evolution_table,
    levels_table,
    perception_table,
    question_table,
    questions_table,
)
from diagnostics.results.views.rounds import no_rounds
from diagnostics.review.queries.agreement import second_readings_of

DEFINITIVE = "definitiva"
TOTAL = "Total"


@require_safe
@requires(Permission.VIEW_BOARD)
def compare(request: HttpRequest, round: str) -> HttpResponse:
    """Radar, bars and table of the municipalities in the query (`m`), or of the default choice."""
    context = _of_round(request, round)
    standing = context["standing"]
    if standing is None:
        return _nothing(request, "compare", context)
    outcomes = standing.results.outcomes
    chosen = standing.chosen(request.GET.getlist("m"))
    slugs = {o.municipality.slug for o in chosen}
    page = paginate(request, outcomes)
    offered = slugs | {o.municipality.slug for o in page}
    frame = standing.frame(chosen)
    reference = MEDIAN if MEDIAN in frame.columns else ""
    context |= {
        "chips": [o for o in outcomes if o.has_result and o.municipality.slug in offered], "chosen": chosen,
        "slugs": slugs, "page": page, "most_chosen": MOST_CHOSEN,
        "radar": charts.radar(frame, reference=reference, least=NO_CHANGE),
        "bars": charts.bars(
            frame, reference=reference, borders=borders_of(standing.results.instrument), least=NO_CHANGE
        ),
    }  # fmt: skip
    return _answer(request, "compare", context, compare_table(standing, chosen))


@require_safe
@requires(Permission.VIEW_BOARD)
def questions(request: HttpRequest, round: str) -> HttpResponse:
    context = _of_round(request, round)
    standing = context["standing"]
    if standing is None:
        return _nothing(request, "questions", context)
    distributions = distributions_of(standing.results)
    context["themes"] = [
        (dimension, [s for s in distributions if s.dimension.code == dimension.code])
        for dimension in standing.results.instrument.dimensions
    ]
    return _answer(request, "questions", context, questions_table(standing, distributions))


@require_safe
@requires(Permission.VIEW_BOARD)
def question(request: HttpRequest, round: str, question: str) -> HttpResponse:
    context = _of_round(request, round)
    standing: Standing | None = context["standing"]
    if standing is None:
        return _nothing(request, "question", context)
    question_results = question_results_of(standing.run, standing.round, standing.results, question)
    if question_results is None:
        raise Http404("La edición no tiene esa pregunta.")
    table = question_table(standing, question_results)
    states = {a.municipality_id: a for a in context["progress"].assessments}
    page = paginate(request, list(zip(question_results.rows, table.rows, strict=True)))
    rows = [(states.get(given.municipality.pk), given, cells) for given, cells in page]
    may_correct = standing.round.is_published and can(request.user, Permission.CORRECT_PUBLISHED)
    context |= {"question_results": question_results, "rows": rows, "page": page, "may_correct": may_correct}
    return _answer(request, "question", context, table)


@require_safe
@requires(Permission.VIEW_BOARD)
def levels(request: HttpRequest, round: str) -> HttpResponse:
    context = _of_round(request, round)
    standing = context["standing"]
    if standing is None:
        return _nothing(request, "levels", context)
    counts = counts_of(standing.results)
    level_count = len(standing.results.instrument.levels)
    context |= {"chart": charts.ladder(counts, levels=level_count), "level_count": level_count}
    return _answer(request, "levels", context, levels_table(standing, counts))


@require_safe
@requires(Permission.VIEW_BOARD)
def perception(request: HttpRequest, round: str) -> HttpResponse:
    context = _of_round(request, round, layer=DEFINITIVE)
    standing = context["standing"]
    found = perception_of(standing.results, standing.round) if standing else None
    if found is None or not found.rows:
        return _nothing(request, "perception", context)
    table = perception_table(found, standing.round)
    page = paginate(request, list(zip(found.rows, table.rows, strict=True)))
    context |= {"perception": found, "page": page, "rows": page.object_list}
    return _answer(request, "perception", context, table)


@require_safe
@requires(Permission.VIEW_BOARD)
def evolution(request: HttpRequest) -> HttpResponse:
    """The published totals, or those of one theme (`dimension`), over all comparable rounds."""
    known = rounds_newest_first()
    if not known:
        return no_rounds(request)
    context: dict[str, Any] = {"rounds": known, "round": round_of(known, request.GET.get("ciclo", ""))}
    shown = edition()
    if shown is None:
        return _nothing(request, "evolution", context | {"publications": []})
    found = evolution_of(shown.all)
    dimension = next((d for d in found.dimensions if d.code == request.GET.get("dimension")), None)
    code, about = (dimension.code, dimension.short_name) if dimension else ("", TOTAL)
    asked = [found.by_slug[slug] for slug in dict.fromkeys(request.GET.getlist("m")) if slug in found.by_slug]
    chosen = (asked or found.trajectories)[:MOST_CHOSEN]
    page = paginate(request, found.trajectories)
    offered = {c.municipality.slug for c in [*chosen, *page]}
    context |= {
        "evolution": found, "dimension": dimension, "about": about, "chosen": chosen, "most_chosen": MOST_CHOSEN,
        "slugs": {c.municipality.slug for c in chosen}, "page": page,
        "chips": [c for c in found.trajectories if c.municipality.slug in offered],
        "others": [p for p in shown.all if kin_of(p.round) != kin_of(shown.round)],
        "publications": found.publications, "is_demo": any(p.round.is_demo for p in found.publications),
    }  # fmt: skip
    if len(found.publications) < 2:
        return _nothing(request, "evolution", context)
    borders = borders_of(shown.round.version.parsed)
    frame = found.frame(chosen, code)
    context["chart"] = charts.trajectories(frame, borders=borders, least=NO_CHANGE)
    context["key"] = list(zip(abbreviations(list(frame.columns)), frame.columns, strict=True))
    return _answer(request, "evolution", context, evolution_table(found, chosen, code, about))


@require_safe
@requires(Permission.VIEW_BOARD)
def agreement(request: HttpRequest, round: str) -> HttpResponse:
    """Agreement of the readers of a round; only its table when a page loads it as a fragment."""
    known = rounds_newest_first()
    chosen = round_of(known, round)
    readings = second_readings_of(chosen)
    context = {"rounds": known, "round": chosen, "readings": readings}
    if request.htmx:
        return render(request, "diagnostics/results/staff/agreement_part.html", context)
    return _answer(request, "agreement", context, agreement_table(readings, chosen))


def _of_round(request: HttpRequest, code: str, layer: str = "") -> dict[str, Any]:
    known = rounds_newest_first()
    chosen: Round = round_of(known, code)
    progress: Progress = progress_of(chosen, today=timezone.localdate())
    standing = standing_of(progress, layer or request.GET.get("capa", ""))
    return {"rounds": known, "round": chosen, "layers": LAYER_NAMES, "progress": progress, "standing": standing}


def _answer(request: HttpRequest, view: str, context: dict[str, Any], table: Table) -> HttpResponse:
    if "formato" in request.GET:
        return table_response(table, request.GET["formato"])
    return render(request, f"diagnostics/results/staff/{view}.html", context | {"table": table})


def _nothing(request: HttpRequest, view: str, context: dict[str, Any]) -> HttpResponse:
    if "formato" in request.GET:
        raise Http404("Todavía no hay una tabla que descargar.")
    return render(request, f"diagnostics/results/staff/{view}.html", context)
