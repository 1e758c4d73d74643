"""Saving a reopened answer and handing it back to the review."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import require_permission, requires
from accounts.permissions import Permission
from core.web.autosave import is_current_user
from core.web.edge import attempt
from diagnostics.assessments.actions import answers
from diagnostics.assessments.forms.municipality import Typed, read_question
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.presenters.pages import PageState, fill_page, opener, rules_of
from diagnostics.assessments.queries.filling import Filling, filling_of
from diagnostics.assessments.queries.previous import previous_of
from diagnostics.assessments.queries.teams import shares_of
from diagnostics.review.actions import reopening
from diagnostics.scoring.instrument import Indicator


@require_POST
@requires(Permission.FILL_ANSWERS)
def answer_give_back(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Save what the page holds and hand the answer back; nothing is handed back while a part of it was not saved."""
    assessment = fetch(request, round, municipality)
    instrument = assessment.round.version.parsed
    if question not in instrument.question_by_code:
        raise Http404
    require_permission(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    if not is_current_user(request):
        raise PermissionDenied
    indicator = instrument.indicator_of[question]
    typed = {q.code: one for q in indicator.questions if (one := read_question(q, request.POST))}
    common = {"assessment": assessment, "by": request.user, "at": timezone.now()}
    if typed:
        saved = attempt(None, answers.store, drafts=[one.draft for one in typed.values()], **common)
        if not saved:
            return _not_saved(request, assessment, indicator, typed, saved.message)
        outcomes = saved.result.outcomes
        not_written = [outcome for outcome in outcomes.values() if outcome in answers.NOT_WRITTEN]
        if not_written or any(one.link_error for one in typed.values()):
            messages.error(request, f"{question} no se devolvió: primero resuelva lo que está marcado en la página.")
            status = 422 if answers.TOO_LONG in not_written else 409
            return _page(request, assessment, indicator, saved.result.filling, typed, outcomes, status)
    if attempt(request, reopening.finish, question=question, **common):
        messages.success(request, f"{question} quedó en manos de la revisión.")
    return redirect(assessment)


def _page(
    request: HttpRequest, assessment: Assessment, indicator: Indicator, filling: Filling, typed: dict[str, Typed],
    outcomes: dict[str, str], status: int,
) -> HttpResponse:  # fmt: skip
    """The questions with what was typed, beside what is stored where somebody changed it meanwhile."""
    shares, previous = shares_of(assessment), previous_of(assessment, indicator.questions)
    opens = opener(assessment, filling.instrument, shares, request.user, may_fill=True)
    page = fill_page(filling, indicator, PageState(opens, typed, outcomes, previous, request.user.pk))
    context = context_of(
        assessment, page=page, may_fill=any(panel.is_open for panel in page.panels),
        given_to=shares.names(page.dimension.code), is_given_away=not shares.lets(request.user, page.dimension.code),
        rules=rules_of(filling, indicator.questions),
    )  # fmt: skip
    return render(request, "diagnostics/assessments/municipality/fill.html", context, status=status)


def _not_saved(
    request: HttpRequest, assessment: Assessment, indicator: Indicator, typed: dict[str, Typed], why: str
) -> HttpResponse:
    """The page takes no changes any more: what was typed, to be copied."""
    state = PageState(typed=typed, outcomes=dict.fromkeys(typed, answers.CONFLICT))
    panels = [panel for panel in fill_page(filling_of(assessment), indicator, state).panels if panel.is_as_typed]
    context = context_of(assessment, panels=panels, why=why)
    return render(request, "diagnostics/review/municipality/not_saved.html", context, status=409)
