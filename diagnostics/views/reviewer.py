"""Pages of the metropolitan review: which municipalities wait, each answer with its proof, closing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ask_to_sign_in, can, requires
from accounts.permissions import Permission
from accounts.queries import has_role_in
from core.refusals import Refusal
from diagnostics.actions import reviews
from diagnostics.forms.reviewer import CloseForm, is_half_marked, read_mark
from diagnostics.models import Assessment
from diagnostics.queries.pages import neighbours_of
from diagnostics.queries.previous import contradictions, previous_of
from diagnostics.queries.reviewing import Item, Reviewing, review_queue, reviewing_of
from diagnostics.scoring.instrument import Indicator
from diagnostics.views.fetching import context_of
from diagnostics.views.saving import REFUSED, SAVED, UNFINISHED, is_hers, told

HALF = "Falta marcar las otras opciones; todavía no se guarda."


def fetch(request: HttpRequest, round: str, municipality: str) -> Assessment:
    """Return the assessment of an address once it was sent, or 404."""
    visible = Assessment.objects.visible_to(request.user).with_context()
    assessment = get_object_or_404(visible, round__code=round, municipality__slug=municipality)
    if assessment.is_fillable:
        raise Http404  # what is still being written is nobody's to review
    return assessment


@require_safe
@requires(Permission.REVIEW_ANSWERS)
def review_list(request: HttpRequest) -> HttpResponse:
    queue = review_queue()
    context = {"queue": queue, "round": queue[0].assessment.round if queue else None}
    return render(request, "diagnostics/reviewer/list.html", context)


@require_safe
@requires(Permission.REVIEW_ANSWERS)
def review_detail(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    return _detail(request, assessment, reviewing_of(assessment), CloseForm())


def _detail(request: HttpRequest, assessment: Assessment, reviewing: Reviewing, form: CloseForm, status: int = 200):
    has_stake = has_role_in(request.user, assessment.municipality)
    context = context_of(
        assessment,
        reviewing=reviewing,
        dimensions=[(d, [(i, reviewing.of(i)) for i in d.indicators]) for d in reviewing.instrument.dimensions],
        heavy_na=reviewing.heavy_na,
        may_close=can(request.user, Permission.CLOSE_REVIEW, assessment.municipality) and not has_stake,
        has_stake=has_stake,
        may_approve_na=can(request.user, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality),
        form=form,
    )
    return render(request, "diagnostics/reviewer/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_ANSWERS)
def review_indicator(request: HttpRequest, round: str, municipality: str, indicator: str) -> HttpResponse:
    """The answers of one indicator. With JavaScript each mark saves itself; without it, this POST saves the page."""
    assessment = fetch(request, round, municipality)
    reviewing = reviewing_of(assessment)
    chosen = next((i for i in reviewing.instrument.indicators if i.code == indicator), None)
    if chosen is None:
        raise Http404
    if request.method == "POST":
        return _save_page(request, assessment, reviewing, chosen)
    previous = previous_of(assessment, chosen.questions)
    differing = contradictions(previous, {code: item.cell for code, item in reviewing.items.items()})
    context = _page(request, assessment, reviewing, chosen) | {"previous": previous, "contradictions": differing}
    return render(request, "diagnostics/reviewer/indicator.html", context)


def _save_page(
    request: HttpRequest, assessment: Assessment, reviewing: Reviewing, indicator: Indicator
) -> HttpResponse:
    items = [item for item in reviewing.of(indicator) if item.needs_mark]
    marks = [m for item in items if (m := read_mark(item, request.POST))]
    half = [item.code for item in items if is_half_marked(item, request.POST)]
    try:
        refused = reviews.mark_page(assessment=assessment, marks=marks, by=request.user, at=timezone.now())
    except Refusal as refusal:
        refused = [refusal.message]
    refused += [f"{code}: {HALF[0].lower()}{HALF[1:]}" for code in half]
    for sentence in refused:
        messages.error(request, sentence)
    if not refused:
        messages.success(request, f"Marcas guardadas a las {timezone.localtime():%H:%M}.")
    _, following = neighbours_of(reviewing.instrument, indicator)
    if refused or following is None:
        return redirect("diagnostics:review-detail", assessment.round.code, assessment.municipality.slug)
    return redirect("diagnostics:review-indicator", assessment.round.code, assessment.municipality.slug, following.code)


@require_POST
@requires(Permission.REVIEW_ANSWERS)
def answer_mark(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Mark one answer: 200 with its state, 409 when another reviewer marked it meanwhile."""
    if not is_hers(request):
        return ask_to_sign_in(request)
    assessment = fetch(request, round, municipality)
    reviewing = reviewing_of(assessment)
    item = reviewing.items.get(question)
    if item is None:
        raise Http404
    outcome, refusal = SAVED, ""
    try:
        _mark(request, assessment, item)
        if is_half_marked(item, request.POST):
            outcome, refusal = UNFINISHED, HALF
    except Refusal as problem:
        outcome, refusal = REFUSED, problem.message
    fresh = reviewing_of(assessment)
    context = _page(request, assessment, fresh, fresh.instrument.indicator_of[question])
    context |= {"item": fresh.items[question], "refusal": refusal}
    version = context["item"].version
    return told(request, "diagnostics/reviewer/mark_saved.html", context, outcome=outcome, version=version)


def _mark(request: HttpRequest, assessment: Assessment, item: Item) -> None:
    mark = read_mark(item, request.POST) if item.needs_mark else None
    if mark is None:
        return
    reviews.mark(assessment=assessment, mark=mark, by=request.user, at=timezone.now())


@require_POST
@requires(Permission.CLOSE_REVIEW)
def review_close(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    form = CloseForm(request.POST)
    may_approve = can(request.user, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality)
    approves = form.is_valid() and form.cleaned_data["approves_many_na"] and may_approve
    try:
        reviews.close(assessment=assessment, approves_many_na=approves, by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, [refusal.message, *refusal.details])
        return _detail(request, assessment, reviewing_of(assessment), form, status=409)
    messages.success(
        request, f"Revisión de {assessment.municipality} cerrada. Su resultado definitivo se está calculando."
    )
    return redirect("diagnostics:review-list")


def _page(request: HttpRequest, assessment: Assessment, reviewing: Reviewing, indicator: Indicator) -> dict:
    has_stake = has_role_in(request.user, assessment.municipality)
    before, after = neighbours_of(reviewing.instrument, indicator)
    dimension = reviewing.instrument.dimension_of[indicator.code]
    return context_of(
        assessment,
        reviewing=reviewing,
        indicator=indicator,
        dimension=dimension,
        items=reviewing.of(indicator),
        siblings=[(i, reviewing.pending_in(i)) for i in dimension.indicators],
        before=before,
        after=after,
        marked=len(reviewing.to_mark) - len(reviewing.pending),
        may_mark=assessment.is_in_review and not has_stake,
        has_stake=has_stake,
    )
