"""Pages of the metropolitan review: the queue, each answer with its evidence, closing."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ask_to_sign_in, can, requires
from accounts.permissions import Permission
from core.web.autosave import REFUSED, SAVED, UNFINISHED, is_current_user, outcome_response
from core.web.edge import attempt
from core.web.pagination import paginate
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.presenters.pages import neighbours_of
from diagnostics.assessments.queries.previous import contradictions, previous_of
from diagnostics.review.actions import clarifications, reviews
from diagnostics.review.forms.reviewer import JUDGED, CloseForm, is_half_marked, read_mark
from diagnostics.review.queries.cases import Casefile, casefile_of
from diagnostics.review.queries.conflicts import Part, has_declared, part_of
from diagnostics.review.queries.queue import SORTS, queue_of, rounds_in_hand
from diagnostics.review.queries.reviewing import Reviewing, reasons_of
from diagnostics.review.queries.second_reading import blind_for, left_to_read
from diagnostics.review.queries.unread_messages import questions_with_unread_messages
from diagnostics.scoring.instrument import Indicator

HALF = "Falta mirar las otras evidencias; todavía no se guarda."


def fetch_signed(request: HttpRequest, round: str, municipality: str) -> Assessment:
    """Return the assessment of an address if its town hall signed it, otherwise raise Http404."""
    assessment = fetch(request, round, municipality)
    if not assessment.was_signed:
        raise Http404  # not yet visible to the review
    return assessment


@require_safe
@requires(Permission.REVIEW_ANSWERS, Permission.DECIDE_REPLIES)
def review_list(request: HttpRequest) -> HttpResponse:
    rounds = rounds_in_hand()
    code = request.GET.get("ciclo", "")
    round = next((r for r in rounds if r.code == code), None) or (rounds[0] if rounds else None)
    context: dict = {"round": round, "rounds": rounds, "sorts": [(word, label) for word, (label, _) in SORTS.items()]}
    if round:
        queue = queue_of(round, today=timezone.localdate(), sort=request.GET.get("orden", ""), reader=request.user)
        page = paginate(request, queue.rows)
        context |= {
            "queue": queue, "page": page, "has_declared": has_declared(request.user, round),
            "may_extend": can(request.user, Permission.EXTEND_TERMS),
        }  # fmt: skip
    return render(request, "diagnostics/review/reviewer/list.html", context)


@require_safe
@requires(Permission.REVIEW_ANSWERS, Permission.DECIDE_REPLIES)
def review_detail(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    return _detail(request, assessment, CloseForm())


def _detail(request: HttpRequest, assessment: Assessment, form: CloseForm, status: int = 200) -> HttpResponse:
    whole, part = casefile_of(assessment), part_of(request.user, assessment)
    casefile, reviewing = whole.seen_by_review(blind_for(request.user, assessment)), whole.reviewing
    context = context_of(
        assessment,
        casefile=casefile,
        reviewing=reviewing,
        heavy_na=(casefile if reviewing.pending else whole).reviewing.heavy_na,
        dimensions=[(d, [(i, reviewing.of(i)) for i in d.indicators]) for d in reviewing.instrument.dimensions],
        stake=part.stake,
        has_declared=part.has_declared,
        may_close=can(request.user, Permission.CLOSE_REVIEW, assessment.municipality) and not part.stake,
        may_extend=can(request.user, Permission.EXTEND_TERMS, assessment.municipality),
        may_approve_na=can(request.user, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality),
        second=left_to_read(request.user, whole),
        unread=questions_with_unread_messages(assessment, request.user),
        extensions=assessment.extensions.select_related("granted_by"),
        today=timezone.localdate(),
        form=form,
    )
    return render(request, "diagnostics/review/reviewer/detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_ANSWERS)
def review_indicator(request: HttpRequest, round: str, municipality: str, indicator: str) -> HttpResponse:
    """The answers of one indicator. With JavaScript each mark saves itself; without it, this POST saves the page."""
    assessment = fetch_signed(request, round, municipality)
    part = part_of(request.user, assessment)
    if not part.has_declared and assessment.is_in_review:
        return redirect("review:conflicts-declare", assessment.round.code)
    casefile = casefile_of(assessment)
    chosen = next((i for i in casefile.reviewing.instrument.indicators if i.code == indicator), None)
    if chosen is None:
        raise Http404
    if request.method == "POST":
        return _save_page(request, assessment, casefile.reviewing, chosen)
    previous = previous_of(assessment, chosen.questions)
    differing = contradictions(previous, {code: item.cell for code, item in casefile.reviewing.items.items()})
    context = _page(request, assessment, casefile, chosen, part) | {"previous": previous, "contradictions": differing}
    return render(request, "diagnostics/review/reviewer/indicator.html", context)


def _save_page(
    request: HttpRequest, assessment: Assessment, reviewing: Reviewing, indicator: Indicator
) -> HttpResponse:
    items = [item for item in reviewing.of(indicator) if item.cell.is_answered]
    marks = [m for item in items if (m := read_mark(item, request.POST))]
    half = [item.code for item in items if is_half_marked(item, request.POST)]
    marked = attempt(None, reviews.mark_page, assessment=assessment, marks=marks, by=request.user, at=timezone.now())
    refused = marked.result if marked else [marked.message]
    refused += [f"{code}: {HALF[0].lower()}{HALF[1:]}" for code in half]
    for sentence in refused:
        messages.error(request, sentence)
    if not refused:
        messages.success(request, f"Marcas guardadas a las {timezone.localtime():%H:%M}.")
    _, following = neighbours_of(reviewing.instrument, indicator)
    if refused or following is None:
        return redirect("review:review-detail", assessment.round.code, assessment.municipality.slug)
    return redirect("review:review-indicator", assessment.round.code, assessment.municipality.slug, following.code)


@require_POST
@requires(Permission.REVIEW_ANSWERS)
def answer_mark(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Mark one answer: 200 with its state, 409 when another reviewer marked it meanwhile."""
    if not is_current_user(request):
        return ask_to_sign_in(request)
    assessment = fetch_signed(request, round, municipality)
    if question not in assessment.round.version.parsed.question_by_code:
        raise Http404
    outcome, refusal, casefile = _mark(request, assessment, question)
    part = Part("", has_declared=True) if casefile else part_of(request.user, assessment)
    casefile = casefile or casefile_of(assessment)
    indicator = casefile.reviewing.instrument.indicator_of[question]
    context = _page(request, assessment, casefile, indicator, part)
    case = next(one for one in context["cases"] if one.code == question)
    context |= {"item": case.item, "case": case, "refusal": refusal}
    version = context["item"].version
    return outcome_response(
        request, "diagnostics/review/reviewer/mark_saved.html", context, outcome=outcome, version=version
    )


def _mark(request: HttpRequest, assessment: Assessment, question: str) -> tuple[str, str, Casefile | None]:
    """Write the page's mark; return the outcome, its message, and the updated cases (None after a refusal)."""
    read = partial(read_mark, data=request.POST)
    marked = attempt(
        None, reviews.mark, assessment=assessment, question=question, read_mark=read, by=request.user, at=timezone.now()
    )
    if not marked:
        is_unfinished = isinstance(marked.refusal, reviews.NeedsReason)
        return UNFINISHED if is_unfinished else REFUSED, marked.message, None
    item = marked.result.cases[question].item
    is_half = read(item) is None and is_half_marked(item, request.POST)
    return (UNFINISHED, HALF, marked.result) if is_half else (SAVED, "", marked.result)


@require_POST
@requires(Permission.CLOSE_REVIEW)
def review_close(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    form = CloseForm(request.POST)
    may_approve = can(request.user, Permission.APPROVE_MANY_NOT_APPLICABLE, assessment.municipality)
    approves = form.is_valid() and form.cleaned_data["approves_many_na"] and may_approve
    closed = attempt(
        form, reviews.close, assessment=assessment, approves_many_na=approves, by=request.user, at=timezone.now()
    )
    if not closed:
        form.add_error(None, closed.refusal.details)
        return _detail(request, assessment, form, status=409)
    then = "Empieza su derecho de réplica." if closed.result.due_on else "Nada se ajustó: su resultado es definitivo."
    messages.success(request, f"Revisión de {assessment.municipality} cerrada. {then}")
    return redirect("review:review-list")


@require_POST
@requires(Permission.REVIEW_ANSWERS)
def clarifications_send(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch_signed(request, round, municipality)
    if attempt(request, clarifications.send, assessment=assessment, by=request.user, at=timezone.now()):
        messages.success(
            request, f"Solicitudes enviadas a {assessment.municipality}. El plazo de la revisión se detuvo."
        )
    return redirect("review:review-detail", round, municipality)


def _page(request: HttpRequest, assessment: Assessment, casefile: Casefile, indicator: Indicator, part: Part) -> dict:
    reviewing = casefile.reviewing
    blind = blind_for(request.user, assessment)
    seen = casefile.seen_by_review(blind)
    before, after = neighbours_of(reviewing.instrument, indicator)
    dimension = reviewing.instrument.dimension_of[indicator.code]
    return context_of(
        assessment,
        reviewing=reviewing,
        indicator=indicator,
        dimension=dimension,
        cases=[seen.cases[q.code] for q in indicator.questions],
        siblings=[(i, reviewing.pending_in(i)) for i in dimension.indicators],
        before=before,
        after=after,
        marked=len(reviewing.to_mark) - len(reviewing.pending),
        may_mark=assessment.is_in_review and not part.stake,
        stake=part.stake,
        proof_states=JUDGED,
        reasons=reasons_of(reviewing.instrument),
        blind=blind,
    )
