"""Pages of the municipality: what is left to do, facts, questions, sending."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires, signed_in
from accounts.permissions import Permission
from core.refusals import Refusal
from diagnostics.actions import answers, assessments
from diagnostics.forms.municipality import FactsForm, SubmitForm, read_question
from diagnostics.models import Assessment
from diagnostics.queries.filling import filling_of
from diagnostics.queries.pages import fill_page, neighbours_of, question_panel, work_of
from diagnostics.queries.readiness import readiness_of
from diagnostics.scoring.instrument import Indicator


def fetch(request: HttpRequest, round: str, municipality: str) -> Assessment:
    """Return the assessment of an address, or 404 where this person may not see it."""
    visible = Assessment.objects.visible_to(request.user).with_context()
    return get_object_or_404(visible, round__code=round, municipality__slug=municipality)


def may_fill(request: HttpRequest, assessment: Assessment) -> bool:
    return assessment.is_fillable and can(request.user, Permission.FILL_ANSWERS, assessment.municipality)


@require_safe
@signed_in
def work_home(request: HttpRequest) -> HttpResponse:
    """Send each person to her first page; who belongs to several places, or to none, gets a list."""
    if can(request.user, Permission.VIEW_BOARD):
        return redirect("diagnostics:board")
    mine = []
    if can(request.user, Permission.VIEW_ASSESSMENT):
        mine = list(Assessment.objects.visible_to(request.user).with_context().order_by("-round__opened_at", "pk"))
    unfinished = [a for a in mine if a.is_fillable]
    if len(unfinished) == 1:
        return redirect(unfinished[0])
    return render(request, "diagnostics/municipality/home.html", {"assessments": mine})


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def assessment_detail(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    context = {
        "work": work_of(assessment, today=timezone.localdate()),
        "may_fill": may_fill(request, assessment),
        "may_submit": can(request.user, Permission.SUBMIT_ASSESSMENT, assessment.municipality),
    }
    return render(request, "diagnostics/municipality/detail.html", _context(assessment, **context))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
def facts_edit(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    may_edit = assessment.is_fillable and (
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
    if request.method == "POST":
        if not may_edit:
            return render(request, "accounts/forbidden.html", status=403)
        if form.is_valid():
            try:
                assessments.confirm_facts(
                    assessment=assessment, facts=form.facts, seen_version=form.cleaned_data["version"],
                    by=request.user, at=timezone.now(),
                )  # fmt: skip
            except Refusal as refusal:
                form.add_error(None, refusal.message)
            else:
                messages.success(request, "Datos del municipio guardados.")
                return redirect(assessment)
    context = {"form": form, "may_edit": may_edit, "filling": filling}
    status = 200 if not form.is_bound else 409 if form.non_field_errors() else 422
    return render(request, "diagnostics/municipality/facts.html", _context(assessment, **context), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
def indicator_fill(request: HttpRequest, round: str, municipality: str, indicator: str) -> HttpResponse:
    """One indicator per page. With JavaScript each answer saves itself; without it, this POST saves the page."""
    assessment = fetch(request, round, municipality)
    chosen = _indicator(assessment, indicator)
    if request.method == "POST":
        if not can(request.user, Permission.FILL_ANSWERS, assessment.municipality):
            return render(request, "accounts/forbidden.html", status=403)
        return _save_page(request, assessment, chosen)
    page = fill_page(assessment, filling_of(assessment), chosen)
    context = _context(assessment, page=page, may_fill=may_fill(request, assessment))
    return render(request, "diagnostics/municipality/fill.html", context)


def _save_page(request: HttpRequest, assessment: Assessment, indicator: Indicator) -> HttpResponse:
    typed = {q.code: t for q in indicator.questions if (t := read_question(q, request.POST))}
    try:
        saved = answers.store(
            assessment=assessment, drafts=[t.draft for t in typed.values()], by=request.user, at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(assessment)
    page = fill_page(assessment, saved.filling, indicator, typed=typed, outcomes=saved.outcomes)
    if page.has_faults:
        context = _context(assessment, page=page, may_fill=True)
        return render(request, "diagnostics/municipality/fill.html", context, status=409)
    messages.success(request, f"Guardado a las {timezone.localtime():%H:%M}.")
    _, following = neighbours_of(saved.filling.instrument, indicator)
    stays = following is None or "next" not in request.POST
    return redirect("diagnostics:indicator-fill", assessment.round.code, assessment.municipality.slug,
                    indicator.code if stays else following.code)  # fmt: skip


@require_POST
@requires(Permission.FILL_ANSWERS)
def answer_save(request: HttpRequest, round: str, municipality: str, question: str) -> HttpResponse:
    """Autosave of one answer: 200 with its status, 409 when somebody else wrote it meanwhile."""
    assessment = fetch(request, round, municipality)
    if not can(request.user, Permission.FILL_ANSWERS, assessment.municipality):  # she may fill, but elsewhere
        return render(request, "accounts/components/forbidden.html", status=403)
    instrument = assessment.round.version.parsed
    spec = instrument.question_by_code.get(question)
    typed = read_question(spec, request.POST) if spec else None
    if typed is None:
        raise Http404
    try:
        saved = answers.store(assessment=assessment, drafts=[typed.draft], by=request.user, at=timezone.now())
    except Refusal as refusal:
        context = {"code": question, "message": refusal.message}
        return render(request, "diagnostics/municipality/answer_refused.html", context, status=409)
    indicator = instrument.indicator_of[question]
    page = fill_page(assessment, saved.filling, indicator, typed={question: typed}, outcomes=saved.outcomes)
    panel = question_panel(page, question)
    context = {"page": page, "panel": panel, "assessment": assessment, "is_fragment": True}
    status = 409 if panel.is_conflict else 200
    return render(request, "diagnostics/municipality/answer_saved.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SUBMIT_ASSESSMENT)
def assessment_submit(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    if not can(request.user, Permission.SUBMIT_ASSESSMENT, assessment.municipality):
        return render(request, "accounts/forbidden.html", status=403)
    if not assessment.is_fillable:
        messages.info(request, "Este diagnóstico ya se envió.")
        return redirect(assessment)
    form = SubmitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            assessments.submit(
                assessment=assessment, even_if_partial=form.cleaned_data["even_if_partial"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, "Diagnóstico enviado a la revisión metropolitana.")
            return redirect(assessment)
    context = _context(assessment, form=form, readiness=readiness_of(assessment))
    return render(request, "diagnostics/municipality/submit.html", context, status=409 if form.errors else 200)


def _indicator(assessment: Assessment, code: str) -> Indicator:
    found = next((i for i in assessment.round.version.parsed.indicators if i.code == code), None)
    if found is None:
        raise Http404
    return found


def _context(assessment: Assessment, **more) -> dict:
    return {"assessment": assessment, "round": assessment.round, "municipality": assessment.municipality, **more}
