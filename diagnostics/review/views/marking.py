"""Marking: the answers of an indicator with their evidence, one by one or together, and taking the latter back."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ask_to_sign_in, requires
from accounts.permissions import Permission
from core.web.autosave import REFUSED, SAVED, UNFINISHED, is_current_user, outcome_response
from core.web.edge import attempt
from core.words import clock, counted, joined
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of
from diagnostics.assessments.queries.previous import contradictions, previous_of
from diagnostics.review.actions import accepting, reviews
from diagnostics.review.forms.reviewer import (
    JUDGED,
    has_seen_mark,
    missing_in,
    read_accepted,
    read_mark,
    read_shown,
)
from diagnostics.review.presenters.filters import WAITING, AnswerFilter, filter_of, neighbours_within, next_waiting
from diagnostics.review.presenters.marking import batches_of, panels_of
from diagnostics.review.queries.cases import Casefile, casefile_of
from diagnostics.review.queries.conflicts import Part, part_of
from diagnostics.review.queries.doubts import Worklist, worklist_of
from diagnostics.review.queries.reviewing import Item, reasons_of
from diagnostics.review.queries.second_reading import blind_for
from diagnostics.review.views.reviewer import fetch_signed
from diagnostics.scoring.instrument import Indicator

NOT_YET = "todavía no se guarda"
TOGETHER = "juntas"  # query parameter: what was just accepted, to offer taking it back


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
        save = _accept if "accept" in request.POST else _save
        return save(request, assessment, casefile, chosen, part)
    return _indicator(request, assessment, casefile, chosen, part)


def _indicator(
    request: HttpRequest,
    assessment: Assessment,
    casefile: Casefile,
    indicator: Indicator,
    part: Part,
    refusal: str = "",
    refused: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page; after a refusal, of the whole form or of some answers (`refused`), with what was chosen and typed in them."""
    previous = previous_of(assessment, indicator.questions)
    differing = contradictions(previous, {code: item.cell for code, item in casefile.reviewing.items.items()})
    context = _page(request, assessment, casefile, indicator, part, is_whole=True, refused=refused)
    refusals = [*([refusal] if refusal else []), *(refused or {}).values()]
    context |= {"previous": previous, "contradictions": differing, "refusals": refusals}
    status = 409 if refusals else 200
    return render(request, "diagnostics/review/reviewer/indicator.html", context, status=status)


def _save(
    request: HttpRequest, assessment: Assessment, casefile: Casefile, indicator: Indicator, part: Part
) -> HttpResponse:
    items = [item for item in casefile.reviewing.of(indicator) if item.cell.is_answered]
    marks = [m for item in items if (m := read_mark(item, request.POST))]
    marked = attempt(None, reviews.mark_page, assessment=assessment, marks=marks, by=request.user, at=timezone.now())
    if not marked:
        return _indicator(request, assessment, casefile_of(assessment), indicator, part, marked.message)
    if refused := dict(marked.result) | _half_in_words(items, request.POST):
        return _indicator(request, assessment, casefile_of(assessment), indicator, part, refused=refused)
    messages.success(request, f"Marcas guardadas a las {clock(timezone.now())}.")
    answer_filter = filter_of(request.GET, casefile.reviewing.instrument)
    worklist = Worklist()
    if not answer_filter.is_open:
        worklist = worklist_of(request.user, casefile, blind=blind_for(request.user, assessment))
    _, following = neighbours_within(answer_filter, casefile, worklist, indicator)
    return _go(assessment, following, answer_filter)


def _accept(
    request: HttpRequest, assessment: Assessment, casefile: Casefile, indicator: Indicator, part: Part
) -> HttpResponse:
    """Accept what is beyond doubt on the page, and save what was chosen for its other answers."""
    items = [item for item in casefile.reviewing.of(indicator) if item.cell.is_answered]
    shown = read_accepted(items, request.POST)
    others = [item for item in items if item.code not in shown]
    marks = [m for item in others if (m := read_mark(item, request.POST))]
    done = attempt(
        None, accepting.accept_together, assessment=assessment, shown=shown, marks=marks, by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    if not done:
        return _indicator(request, assessment, casefile_of(assessment), indicator, part, done.message)
    key, not_marked = done.result
    after = casefile_of(assessment)
    if refused := dict(not_marked) | _half_in_words(others, request.POST):
        return _indicator(request, assessment, after, indicator, part, refused=refused)
    blind = blind_for(request.user, assessment)
    worklist = worklist_of(request.user, after.seen_by_review(blind), blind=blind)
    answer_filter = filter_of(request.GET, after.reviewing.instrument)
    stays = bool(worklist.of(indicator.questions).waiting)
    following = (
        indicator if stays else next_waiting(after.reviewing.instrument, worklist, indicator, answer_filter.dimension)
    )
    return _go(assessment, following, answer_filter, together=key)


def _half_in_words(items: list[Item], data: QueryDict) -> dict[str, str]:
    missing = {item.code: missing_in(item, data) for item in items}
    return {code: f"{code}: {what[0].lower()}{what[1:]}; {NOT_YET}." for code, what in missing.items() if what}


def _go(
    assessment: Assessment, indicator: Indicator | None, answer_filter: AnswerFilter, *, together: UUID | None = None
) -> HttpResponse:
    place = [assessment.round.code, assessment.municipality.slug]
    if indicator is None:
        page = reverse("review:review-detail", args=place)
    else:
        page = reverse("review:review-indicator", args=[*place, indicator.code])
    query = answer_filter.query
    if together:
        query += f"{'&' if query else '?'}{urlencode({TOGETHER: together})}"
    return redirect(f"{page}{query}")


@require_POST
@requires(Permission.REVIEW_ANSWERS)
def marks_undo(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    """Take back what one press accepted; return to those answers."""
    assessment = fetch_signed(request, round, municipality)
    try:
        key = UUID(request.POST.get("together", ""))
    except ValueError:
        raise Http404 from None
    done = attempt(request, accepting.undo, assessment=assessment, together=key, by=request.user, at=timezone.now())
    answer_filter = filter_of(request.GET, assessment.round.version.parsed)
    if not done:
        return _go(assessment, None, answer_filter)
    codes = done.result
    what = counted(len(codes), "marca deshecha", "marcas deshechas")
    messages.success(request, f"{what}: {joined(codes)}.")
    return _go(assessment, assessment.round.version.parsed.indicator_of[codes[0]], answer_filter)


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
    panel = next(one for one in context["panels"] if one.code == question)
    if refusal and panel.item.review and not has_seen_mark(panel.item, request.POST):
        panel = replace(panel, is_conflict=question not in context["blind"])
    context |= {
        "item": panel.item, "case": panel.case, "panel": panel, "refusal": refusal,
        "worklist": context["worklist"].as_shown(read_shown(question, request.POST)),
        "others": [one for one in context["panels"] if one.code != question],
    }  # fmt: skip
    return outcome_response(
        request, "diagnostics/review/reviewer/mark_saved.html", context, outcome=outcome, version=panel.item.version
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
    missing = missing_in(item, request.POST)
    return (UNFINISHED, f"{missing}; {NOT_YET}.", marked.result) if missing else (SAVED, "", marked.result)


def _page(
    request: HttpRequest,
    assessment: Assessment,
    casefile: Casefile,
    indicator: Indicator,
    part: Part,
    *,
    is_whole: bool = False,
    refused: Mapping[str, str] | None = None,
) -> dict:
    """`is_whole`: the whole page, filtered and with the points of each answer; otherwise the state of one answer.

    `refused`: of a form of which the rest was saved.
    """
    reviewing = casefile.reviewing
    blind = blind_for(request.user, assessment)
    seen = casefile.seen_by_review(blind)
    worklist = worklist_of(request.user, seen, blind=blind)
    answer_filter = filter_of(request.GET, reviewing.instrument)
    before, after = neighbours_within(answer_filter, seen, worklist, indicator)
    dimension = reviewing.instrument.dimension_of[indicator.code]
    may_mark = assessment.is_in_review and not part.stake
    every = [seen.cases[q.code] for q in indicator.questions]
    held = {
        case.code for case in every if f"{case.code}-version" in request.POST
    }  # a refused form shows all that it held
    kept = [case for case in every if case.code in held or answer_filter.keeps(case, worklist)]
    cases = (kept or every) if is_whole else every
    codes = [case.code for case in cases if case.code not in blind]
    stakes = seen.points_if_refused(codes) if is_whole and may_mark else {}
    data = request.POST if is_whole and request.method == "POST" else None
    just = request.GET.get(TOGETHER, "")
    batches = batches_of(request.user, seen) if may_mark and is_whole else []
    own = {question.code for question in indicator.questions}
    following = next_waiting(reviewing.instrument, worklist, indicator, answer_filter.dimension)
    return context_of(
        assessment,
        reviewing=reviewing,
        indicator=indicator,
        dimension=dimension,
        panels=panels_of(cases, worklist, stakes=stakes, data=data, refused=refused, reader=request.user.pk),
        hidden=len(every) - len(cases),
        worklist=worklist.of([case.question for case in cases]),
        answer_filter=answer_filter,
        siblings=[(i, len(worklist.of(i.questions).waiting)) for i in dimension.indicators],
        before=before,
        after=after,
        following=following if following != indicator else None,
        waiting_query=AnswerFilter(WAITING, answer_filter.dimension).query,
        batches=[b for b in batches if str(b.key) == just or own & set(b.codes)],
        marked=len(reviewing.to_mark) - len(reviewing.pending),
        may_mark=may_mark,
        stake=part.stake,
        proof_states=JUDGED,
        reasons=reasons_of(reviewing.instrument),
        blind=blind,
    )
