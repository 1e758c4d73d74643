"""The stages of an agenda: their days, closing one before its last day, and its devolución."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.permissions import Permission
from cocreation.agendas.actions import schedule
from cocreation.agendas.actions import stages as acts
from cocreation.agendas.choices.stages import Moment, StageCode, StageState, moment_of
from cocreation.agendas.forms import ReportForm, StagesForm
from cocreation.agendas.models import Agenda, Stage
from cocreation.agendas.presenters import address, crumbs
from cocreation.agendas.queries.manage import numbers_of, stages_seen
from core.forms import ReasonForm
from core.process.deadlines import deadline_words
from core.refusals import Stale
from core.web.edge import attempt, status_of

DRAFTS = "stage_reports"  # of the session: what was written and looked at, but not published


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def stages_edit(request: HttpRequest, code: str) -> HttpResponse:
    agenda = get_object_or_404(Agenda, code=code)
    today = timezone.localdate()
    stages = {StageCode(stage.code): stage for stage in agenda.stages.all()}
    over = {one for one, stage in stages.items() if _is_over(agenda, stage, today)}
    form = StagesForm(
        request.POST if request.method == "POST" else None, stages=stages, fixed=over,
        initial={"seen": stages_seen(stages.values())},
    )  # fmt: skip
    tried = None
    if form.is_valid():
        data = form.cleaned_data
        tried = attempt(
            form, schedule.redate, agenda=agenda, days=form.days, reason=data["reason"], seen=data["seen"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        if tried:
            messages.success(
                request, "Las fechas quedaron guardadas." if tried.result else "No había nada que cambiar."
            )
            return redirect(address(agenda))
        if isinstance(tried.refusal, Stale):
            form.show_again(stages_seen(agenda.stages.all()))
    lines = [
        (one.label, form[f"{one}_opens"], form[f"{one}_closes"], one in over, _is_open(agenda, stages.get(one), today))
        for one in StageCode
    ]
    context = {"agenda": agenda, "form": form, "lines": lines, "crumbs": crumbs(agenda)}
    return render(request, "cocreation/agendas/stages_edit.html", context, status=status_of(tried, form))


def _is_over(agenda: Agenda, stage: Stage, today) -> bool:
    return stage.is_closed or (agenda.published_at is not None and moment_of(stage, today) is Moment.AFTER)


def _is_open(agenda: Agenda, stage: Stage | None, today) -> bool:
    return stage is not None and agenda.published_at is not None and moment_of(stage, today) is Moment.DURING


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def stage_close(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    stage = get_object_or_404(Stage.objects.with_context(), agenda__code=code, code=kind)
    hint = "Queda en la bitácora."
    form = ReasonForm(request.POST if request.method == "POST" else None, label="Por qué se cierra antes", hint=hint)
    tried = None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        tried = attempt(form, acts.close_early, stage=stage, reason=reason, by=request.user, at=timezone.now())
        if tried:
            messages.success(request, f"La etapa «{stage}» quedó cerrada. Ahora espera su devolución.")
            return redirect(address(stage.agenda))
    context = {
        "agenda": stage.agenda, "stage": stage, "form": form, "crumbs": crumbs(stage.agenda), "numbers": numbers_of(stage),
        "is_open": _is_open(stage.agenda, stage, timezone.localdate()) and not stage.is_closed,
    }  # fmt: skip
    return render(request, "cocreation/agendas/stage_close.html", context, status=status_of(tried, form))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_AGENDAS)
def stage_report(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Write the devolución, look at it, publish it. What was looked at waits in the session of its writer."""
    stage = get_object_or_404(Stage.objects.with_context().select_related("report"), agenda__code=code, code=kind)
    drafts = request.session.get(DRAFTS, {})
    draft, numbers = drafts.get(str(stage.pk)), numbers_of(stage)
    form = ReportForm(request.POST if request.method == "POST" else None, initial=draft or _proposed(numbers))
    tried, publishes = None, request.POST.get("operation") == "publish"
    if form.is_valid() and not publishes and stage.state == StageState.CLOSED:
        request.session[DRAFTS] = drafts | {str(stage.pk): form.cleaned_data}
        return redirect(f"{request.path}?vista=previa")
    if form.is_valid():
        tried = attempt(form, acts.publish_report, stage=stage, **form.cleaned_data, by=request.user, at=timezone.now())
        if tried:
            request.session[DRAFTS] = {key: said for key, said in drafts.items() if key != str(stage.pk)}
            messages.success(request, f"La devolución de «{stage}» es pública.")
            return redirect(address(stage.agenda))
    context = {
        "agenda": stage.agenda, "stage": stage, "form": form, "numbers": numbers, "crumbs": crumbs(stage.agenda),
        "report": getattr(stage, "report", None), "may_write": stage.state == StageState.CLOSED or bool(tried is not None),
        "draft": draft if request.GET.get("vista") == "previa" and not form.is_bound else None,
        "term": deadline_words(stage, timezone.localdate()) if stage.state == StageState.CLOSED else "",
    }  # fmt: skip
    return render(request, "cocreation/agendas/stage_report.html", context, status=status_of(tried, form))


def _proposed(numbers: list[tuple[str, int]]) -> dict[str, str]:
    """What the form begins with: the numbers, which the person puts into sentences."""
    said = ", ".join(f"{label.lower()} {number}" for label, number in numbers if number)
    return {"taken_up": f"En números: {said}.\n\n"} if said else {}
