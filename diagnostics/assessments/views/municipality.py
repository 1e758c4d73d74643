"""Pages of the municipality: facts, questions, submission."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ask_to_sign_in, can, require_permission, requires
from accounts.permissions import Permission
from accounts.queries import invited_to, people_who
from core.web.autosave import CONFLICT, REFUSED, SAVED, UNFINISHED, is_current_user, outcome_response
from core.web.edge import attempt
from core.words import clock
from diagnostics.assessments.actions import answers, assessments
from diagnostics.assessments.choices.wording import PARTIAL_FORECAST
from diagnostics.assessments.forms.municipality import FactsForm, SubmitForm, read_question
from diagnostics.assessments.forms.previous import with_previous
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch, is_inside
from diagnostics.assessments.presenters.pages import PageState, fill_page, neighbours_of, opener, rules_of, whole_page
from diagnostics.assessments.queries.filling import Filling, filling_of
from diagnostics.assessments.queries.previous import previous_of
from diagnostics.assessments.queries.readiness import facts_sentence, readiness_of
from diagnostics.assessments.queries.review_messages import requests_of
from diagnostics.assessments.queries.teams import Shares, shares_of
from diagnostics.scoring.instrument import Indicator, Question


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
def facts_edit(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    may_edit_there = assessment.is_fillable and (
        can(request.user, Permission.CONFIRM_ATTRIBUTES, assessment.municipality)
        or can(request.user, Permission.CORRECT_ATTRIBUTES, assessment.municipality)
    )
    filling = filling_of(assessment)
    instrument = filling.instrument
    form = FactsForm(
        request.POST if request.method == "POST" else None,
        attributes=instrument.attributes,
        required={a.code for a in instrument.attributes_read},
        initial={**filling.facts, "version": assessment.attributes_version},
    )
    if form.is_bound and not may_edit_there:
        raise PermissionDenied
    may_edit = may_edit_there and (form.is_bound or assessment.is_open_on(timezone.localdate()))
    if form.is_valid() and attempt(
        form, assessments.confirm_facts, assessment=assessment, facts=form.facts,
        seen_version=form.cleaned_data["version"], by=request.user, at=timezone.now(),
    ):  # fmt: skip
        messages.success(request, f"Datos del municipio guardados.{facts_sentence(filling, filling_of(assessment))}")
        return redirect(assessment)
    context = {"form": form, "may_edit": may_edit, "filling": filling}
    status = 200 if not form.is_bound else 409 if form.non_field_errors() else 422
    return render(
        request, "diagnostics/assessments/municipality/facts.html", context_of(assessment, **context), status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
def indicator_fill(request: HttpRequest, round: str, municipality: str, indicator: str) -> HttpResponse:
    """One indicator per page. With JavaScript each answer saves itself; without it, this POST saves the page."""
    assessment = fetch(request, round, municipality)
    chosen = _indicator(assessment, indicator)
    if request.method == "POST":
        return _save_page(request, assessment, chosen)
    return _show_page(request, assessment, chosen, filling_of(assessment))


def _show_page(
    request: HttpRequest, assessment: Assessment, indicator: Indicator, filling: Filling, status: int = 200, **submitted
) -> HttpResponse:
    page_state, shares = _page_state(request, assessment, filling, indicator.questions, **submitted)
    page = fill_page(filling, indicator, page_state)
    context = context_of(
        assessment,
        page=page,
        may_fill=any(panel.is_open for panel in page.panels),
        given_to=shares.names(page.dimension.code),
        is_given_away=not shares.lets(request.user, page.dimension.code),
        rules=rules_of(filling, indicator.questions),
    )
    return render(request, "diagnostics/assessments/municipality/fill.html", context, status=status)


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def questionnaire_fill(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    """All questions, or those of one dimension, on one page: once opened, a weak network need not load another."""
    assessment = fetch(request, round, municipality)
    filling = filling_of(assessment)
    dimensions = filling.instrument.dimensions
    chosen = [d for d in dimensions if d.code == request.GET.get("dimension")] or list(dimensions)
    page_state, shares = _page_state(
        request, assessment, filling, [q for d in chosen for i in d.indicators for q in i.questions]
    )
    page = whole_page(filling, chosen, page_state)
    context = context_of(
        assessment,
        page=page,
        chosen=chosen[0] if len(chosen) == 1 else None,
        dimensions=dimensions,
        may_fill=any(panel.is_open for panel in page.panels),
        shares=shares,
        rules=rules_of(filling, [panel.question for panel in page.panels]),
    )
    return render(request, "diagnostics/assessments/municipality/whole.html", context)


def _page_state(
    request: HttpRequest, assessment: Assessment, filling: Filling, questions: Sequence[Question], **submitted
) -> tuple[PageState, Shares]:
    shares = shares_of(assessment)
    fills_there = can(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    opens = opener(assessment, filling.instrument, shares, request.user, may_fill=fills_there)
    previous = previous_of(assessment, questions)
    state = PageState(
        opens=opens, previous=previous, reader=request.user.pk, asked=requests_of(assessment), due_on=assessment.due_on,
        **submitted,
    )  # fmt: skip
    return state, shares


def _save_page(request: HttpRequest, assessment: Assessment, indicator: Indicator) -> HttpResponse:
    require_permission(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    if not is_current_user(request):
        messages.error(
            request, "Esta página la abrió otra persona en este equipo. No se guardó nada a nombre de usted."
        )
        return redirect(assessment)
    typed = {q.code: t for q in indicator.questions if (t := read_question(q, request.POST))}
    typed = with_previous(typed, lambda: previous_of(assessment, indicator.questions))
    drafts = [t.draft for t in typed.values()]
    stored = attempt(request, answers.store, assessment=assessment, drafts=drafts, by=request.user, at=timezone.now())
    if not stored:
        return redirect(assessment)
    saved = stored.result
    not_written = [outcome for outcome in saved.outcomes.values() if outcome in answers.NOT_WRITTEN]
    if not_written or any(t.link_error for t in typed.values()):
        status = 422 if answers.TOO_LONG in not_written else 409
        submitted = {"typed": typed, "outcomes": saved.outcomes}
        return _show_page(request, assessment, indicator, saved.filling, status=status, **submitted)
    messages.success(request, f"Guardado a las {clock(timezone.now())}.")
    _, following = neighbours_of(saved.filling.instrument, indicator)
    then = request.POST.get("then", "")
    if then and is_inside(assessment, then):
        return redirect(then)
    stays = following is None or "next" not in request.POST
    return redirect("assessments:indicator-fill", assessment.round.code, assessment.municipality.slug,
                    indicator.code if stays else following.code)  # fmt: skip


@require_POST
@requires(Permission.FILL_ANSWERS)
def answer_save(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Autosave of one answer: 200 with its state, 409 when somebody else changed it meanwhile or it takes no changes."""
    if not is_current_user(request):
        return ask_to_sign_in(request)
    assessment = fetch(request, round, municipality)
    if not can(request.user, Permission.FILL_ANSWERS, assessment.municipality):  # they may fill, but elsewhere
        return outcome_response(request, "accounts/components/forbidden.html", {}, outcome=REFUSED, status=403)
    instrument = assessment.round.version.parsed
    spec = instrument.question_by_code.get(question)
    typed = read_question(spec, request.POST) if spec else None
    if typed is None:
        raise Http404
    stored = attempt(
        None, answers.store, assessment=assessment, drafts=[typed.draft], by=request.user, at=timezone.now()
    )
    if not stored:
        context = {"code": question, "message": stored.message, "version": typed.draft.seen_version}
        return outcome_response(
            request, "diagnostics/assessments/municipality/answer_refused.html", context, outcome=REFUSED
        )
    saved = stored.result
    page_state = PageState(typed={question: typed}, outcomes=saved.outcomes, reader=request.user.pk)
    page = fill_page(saved.filling, instrument.indicator_of[question], page_state)
    panel = next(panel for panel in page.panels if panel.question.code == question)
    context = context_of(assessment, page=page, panel=panel)
    # The browser keeps what is UNFINISHED: a refused address must stand in its input again after a reload.
    complete = UNFINISHED if panel.link_error else SAVED
    outcome = CONFLICT if panel.is_conflict else REFUSED if panel.is_too_long else complete
    return outcome_response(
        request, "diagnostics/assessments/municipality/answer_saved.html", context, outcome=outcome,
        version=panel.cell.version, status=422 if panel.is_too_long else 0,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SUBMIT_ASSESSMENT)
def assessment_submit(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality, Permission.SUBMIT_ASSESSMENT)
    if not assessment.is_fillable:
        messages.info(request, "Este diagnóstico ya se envió.")
        return redirect(assessment)
    asks = request.POST.get("operation") == "ask"
    if asks and (asked := attempt(request, assessments.ask_for_signer, assessment=assessment, by=request.user,
                                  at=timezone.now())):  # fmt: skip
        messages.success(
            request,
            "La coordinación recibió su solicitud: le avisa cuando la alcaldía tenga cuenta." if asked.result else
            "La coordinación ya recibió hoy esta solicitud.",
        )  # fmt: skip
    if asks:
        return redirect("assessments:assessment-submit", round, municipality)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        agreed = form.cleaned_data["even_if_partial"]
        sent = attempt(
            None, assessments.submit, assessment=assessment, even_if_partial=agreed, by=request.user, at=timezone.now()
        )
        if sent:
            messages.success(request, "Diagnóstico enviado a la alcaldía para su firma.")
            return redirect(assessment)
        if isinstance(sent.refusal, assessments.NotReady) and not sent.refusal.blocks:
            form.add_error("even_if_partial", f"{PARTIAL_FORECAST}. Marque la casilla si quiere enviarlo así.")
        else:
            form.add_error(None, sent.message)
    place = assessment.municipality
    context = context_of(
        assessment,
        form=form,
        readiness=readiness_of(assessment),
        signers=people_who(Permission.SIGN_ASSESSMENT, place),
        invited=invited_to(Permission.SIGN_ASSESSMENT, place),
        is_late=assessment.is_overdue(timezone.localdate()),
    )
    return render(
        request, "diagnostics/assessments/municipality/submit.html", context, status=409 if form.errors else 200
    )


def _indicator(assessment: Assessment, code: str) -> Indicator:
    found = next((i for i in assessment.round.version.parsed.indicators if i.code == code), None)
    if found is None:
        raise Http404
    return found
