"""Answers of earlier rounds from a file: upload, what it would change, loading, what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.task_log.models import RunState
from core.task_log.queries import state_of_run
from core.web.edge import attempt
from core.web.upload_limit import limited_uploads, tell
from core.workbook import XLSX
from diagnostics.assessments.choices import Layer
from diagnostics.assessments.models import Round
from diagnostics.exchange.actions import loads
from diagnostics.exchange.exports.answers import template_csv, template_workbook
from diagnostics.exchange.forms.answers import AnswersForm
from diagnostics.exchange.queries.imported import STATE_AFTER, rounds_that_take_answers
from territory.models import Municipality

IMPORT = Permission.IMPORT_ANSWERS
READ = "revision"
MOST_FAULTS = 100
COLUMNS_IN_WORDS = [
    ("question", "Código de la pregunta en la edición", "A-01"),
    ("value", "Respuesta; varias opciones, con |; decimales, con punto", "3"),
    ("not_applicable", "si, cuando no aplica", "si"),
    ("na_reason", "Por qué no aplica", "No tiene concejo de juventud"),
    ("na_accepted", "si, cuando la revisión lo aceptó", "si"),
    ("evidence", "Direcciones de las evidencias, separadas con |", "https://www.municipio.gov.co/plan"),
    ("evidence_accepted", "si, o las opciones aceptadas, con |", "si"),
]
TEMPLATES = {"csv": (template_csv, "text/csv; charset=utf-8"), "xlsx": (template_workbook, XLSX)}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(IMPORT)
@limited_uploads
def answers_load(request: HttpRequest) -> HttpResponse:
    """A file that was read is shown at an address of its own, until it is loaded."""
    posted = request.method == "POST"
    if not posted and (key := request.GET.get(READ)):
        return _kept(request, key)
    rounds, asked = rounds_that_take_answers(), request.GET.get("ciclo", "")
    form = AnswersForm(
        request.POST if posted else None, request.FILES if posted else None, rounds=rounds,
        initial={"layer": Layer.FINAL, "round": asked},
    )  # fmt: skip
    tell(form, request)
    faults = []
    if form.is_valid():
        chosen = {"round": form.cleaned_data["round"], "layer": form.cleaned_data["layer"]}
        rows = form.cleaned_data["file"]
        looked = attempt(form, loads.check, rows=rows, **chosen)
        faults = looked.result.faults if looked.result else []
        if looked.result and not faults:
            kept = attempt(form, loads.keep, name=form.name, rows=rows, **chosen, by=request.user, at=timezone.now())
            if kept:
                return redirect(_address(kept.result or ""))
    context = {
        "form": form, "rounds": rounds, "faults": faults[:MOST_FAULTS], "count": len(faults), "most": MOST_FAULTS,
        "columns": [_place_column(), *COLUMNS_IN_WORDS], "round": next((one for one in rounds if one.code == asked), None),
    }  # fmt: skip
    return _page(request, "upload", context, status=422 if posted else 200)


@require_POST
@requires(IMPORT)
def answers_confirm(request: HttpRequest) -> HttpResponse:
    """Load the file that was looked at or, with `accion=descartar`, put it away."""
    key = request.POST.get(READ, "")
    if request.POST.get("accion") == "descartar":
        loads.drop(key=key, by=request.user)
        messages.info(request, "El archivo se descartó. No cambió nada.")
        return redirect("exchange:answers-load")
    asked = attempt(request, loads.ask, key=key, seen=request.POST.get("visto", ""), by=request.user, at=timezone.now())
    return redirect("exchange:answers-load" if isinstance(asked.refusal, loads.FileGone) else _address(key))


@require_safe
@requires(IMPORT)
def answers_template(request: HttpRequest) -> HttpResponse:
    kind = "csv" if request.GET.get("formato") == "csv" else "xlsx"
    write, content_type = TEMPLATES[kind]
    headers = {"Content-Disposition": f'attachment; filename="respuestas.{kind}"'}
    return HttpResponse(write(), content_type=content_type, headers=headers)


def _kept(request: HttpRequest, key: str) -> HttpResponse:
    load = loads.kept(key=key, by=request.user, at=timezone.now())
    round = Round.objects.select_related("version").filter(pk=load.round).first() if load else None
    if load is None or round is None:
        messages.error(request, loads.GONE)
        return redirect("exchange:answers-load")
    context: dict[str, Any] = {
        "load": load, "key": key, "round": round, "layer": Layer(load.layer), "state_after": STATE_AFTER[load.layer].label,
    }  # fmt: skip
    if load.state == loads.DONE:
        return _page(request, "done", context)
    if load.state == loads.ASKED:
        run = state_of_run(load.task)
        return _page(request, "running", context | {"run": run, "failed": run in (None, RunState.FAILED)})
    looked = attempt(None, loads.check, round=round, layer=load.layer, rows=loads.rows_in(load))
    faults = looked.result.faults if looked.result else []
    context |= {
        "comparison": looked.result.comparison if looked.result else None, "refusal": looked.message or load.refusal,
        "note": looked.result.note if looked.result else "",
        "faults": faults[:MOST_FAULTS], "count": len(faults), "most": MOST_FAULTS,
    }  # fmt: skip
    return _page(request, "compare", context)


def _place_column() -> tuple[str, str, str]:
    code = Municipality.objects.in_river_order().values_list("divipola", flat=True).first()
    return "municipality", "Código DIVIPOLA del municipio", code or ""


def _address(key: str) -> str:
    return f"{reverse('exchange:answers-load')}?{urlencode({READ: key})}"


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context |= {
        "may_manage": can(request.user, Permission.MANAGE_ROUNDS), "sees_board": can(request.user, Permission.VIEW_BOARD)
    }  # fmt: skip
    return render(request, f"diagnostics/exchange/answers/{name}.html", context, status=status)
