"""The questionnaire as a workbook: download, upload, comparison, saving."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, require_permission, requires
from accounts.permissions import Permission
from core.web.edge import attempt
from core.web.set_aside import actions as set_aside
from core.web.upload_limit import drop_uploads, limited_uploads, tell
from core.workbook import XLSX
from diagnostics.assessments.actions.answers import require_open
from diagnostics.assessments.models import Assessment
from diagnostics.assessments.presenters.assessments import context_of, fetch
from diagnostics.assessments.queries.filling import filling_of
from diagnostics.assessments.queries.previous import previous_of
from diagnostics.assessments.queries.teams import shares_of
from diagnostics.exchange.actions.spreadsheets import apply_workbook
from diagnostics.exchange.exports.workbook import SheetAnswer, questionnaire_workbook
from diagnostics.exchange.forms.spreadsheet import WorkbookForm, read_choices, seal, unseal
from diagnostics.exchange.loaders.workbook import Problem, SheetReading
from diagnostics.exchange.queries.spreadsheets import (
    CHANGED,
    CONFLICT,
    OTHERS,
    SAME,
    Change,
    about,
    changes_of,
    lines_of,
    read_me,
    said_before,
)

COMPARED, KIND = "comparacion", "workbook"
EXPIRED = "La comparación venció o se dañó. Suba la planilla otra vez; no se guardó nada."


@require_safe
@requires(Permission.VIEW_ASSESSMENT)
def workbook_download(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    assessment = fetch(request, round, municipality)
    lines = lines_of(filling_of(assessment), said_before(previous_of(assessment)))
    now = timezone.localtime()
    data = questionnaire_workbook(lines, about=about(assessment), read_me=read_me(assessment, now))
    response = HttpResponse(data, content_type=XLSX)
    name = f"cuestionario-{assessment.municipality.slug}-{assessment.round.code}-{now:%Y%m%d-%H%M}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_ASSESSMENT)
@limited_uploads
def workbook(request: HttpRequest, round: str, municipality: str) -> HttpResponse:
    """Upload a filled workbook: it is compared first, on a page of its own address, and saved once the person confirms."""
    assessment, posted = fetch(request, round, municipality), request.method == "POST"
    if posted:
        require_permission(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    elif key := request.GET.get(COMPARED):
        return _compared(request, assessment, key)
    if "sealed" in request.POST:
        return _apply(request, assessment)
    if request.FILES and not (asked := attempt(None, require_open, assessment=assessment, at=timezone.now())):
        drop_uploads(request, asked.message)
    form = WorkbookForm(
        request.POST if posted else None, request.FILES if posted else None,
        instrument=assessment.round.version.parsed, about=about(assessment),
    )  # fmt: skip
    tell(form, request)
    if form.is_valid():
        reading: SheetReading = form.cleaned_data["file"]
        kept = {
            "sealed": seal(assessment, request.user, reading.answers), "notes": reading.notes,
            "problems": [asdict(problem) for problem in reading.problems],
        }  # fmt: skip
        if put := attempt(form, set_aside.put, kind=KIND, owner_id=request.user.pk, content=kept, at=timezone.now()):
            return redirect(f"{request.path}?{urlencode({COMPARED: put.result})}")
    is_open = assessment.is_fillable and assessment.is_open_on(timezone.localdate())
    may_fill = is_open and can(request.user, Permission.FILL_ANSWERS, assessment.municipality)
    context = context_of(assessment, form=form, may_fill=may_fill)
    return render(request, "diagnostics/exchange/spreadsheet/upload.html", context, status=422 if posted else 200)


def _compared(request: HttpRequest, assessment: Assessment, key: str) -> HttpResponse:
    """The comparison of a workbook that was read, with what is stored now."""
    kept = set_aside.get(kind=KIND, key=key, user=request.user, at=timezone.now())
    answers = unseal(kept["sealed"], assessment, request.user) if kept else None
    if kept is None or answers is None:
        messages.error(request, EXPIRED)
        return redirect("exchange:workbook", assessment.round.code, assessment.municipality.slug)
    problems = [Problem(**one) for one in kept["problems"]]
    reading = SheetReading(answers, problems, kept["notes"])
    return _compare(request, assessment, reading, status=422 if problems else 200)


def _compare(
    request: HttpRequest, assessment: Assessment, reading: SheetReading, status: int = 200, refusal: str = ""
) -> HttpResponse:
    changes = _changes(request, assessment, reading.answers)
    is_own = [change.author_id == request.user.pk for change in changes if change.state == CONFLICT]
    context = context_of(
        assessment,
        reading=reading,
        refusal=refusal,
        changed=[change for change in changes if change.state == CHANGED],
        conflicts=[change for change in changes if change.state == CONFLICT],
        own=sum(is_own),
        by_others=len(is_own) - sum(is_own),
        others=[change for change in changes if change.state == OTHERS],
        same=sum(change.state == SAME for change in changes),
        sealed="" if reading.problems else seal(assessment, request.user, reading.answers),
    )
    return render(request, "diagnostics/exchange/spreadsheet/compare.html", context, status=status)


def _apply(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    answers: dict[str, SheetAnswer] | None = unseal(request.POST["sealed"], assessment, request.user)
    if answers is None:
        messages.error(request, EXPIRED)
        return redirect("exchange:workbook", assessment.round.code, assessment.municipality.slug)
    changes = _changes(request, assessment, answers)
    drafts = read_choices(request.POST, changes)
    applied = attempt(None, apply_workbook, assessment=assessment, drafts=drafts, by=request.user, at=timezone.now())
    if not applied:
        return _compare(request, assessment, SheetReading(answers), status=409, refusal=applied.message)
    messages.success(request, _saved_sentence(applied.result, others=sum(change.state == OTHERS for change in changes)))
    return redirect(assessment)


def _changes(request: HttpRequest, assessment: Assessment, answers: dict[str, SheetAnswer]) -> list[Change]:
    return changes_of(filling_of(assessment), answers, shares=shares_of(assessment), by=request.user)


def _saved_sentence(count: int, *, others: int) -> str:
    none = "No se guardó ninguna respuesta." if others else "La planilla no traía cambios."
    words = {0: none, 1: "Se guardó 1 respuesta de la planilla."}
    said = words.get(count, f"Se guardaron {count} respuestas de la planilla.")
    if not others:
        return said
    left = "1 no se aplicó: está" if others == 1 else f"{others} no se aplicaron: están"
    return f"{said} {left} a cargo de otras personas."
