"""Approving measurements, for the metropolitan team: what waits, and one to approve, return or open again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.numbers import whole
from core.refusals import Stale
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from followup.evidence.actions import evidence as proofs
from followup.indicators.actions import approving as acts
from followup.indicators.actions.periods import why_locked
from followup.indicators.choices import MeasurementState
from followup.indicators.forms.measurements import BackForm, DecisionForm
from followup.indicators.models import IndicatorSheet, Measurement
from followup.indicators.presenters import earlier_of, facts_of, finds_of, sums_of, tag_of, waiting_of
from followup.indicators.queries.sheets import sheet_of
from followup.indicators.queries.values import period_in_words
from followup.indicators.queries.work import earlier_values, waiting

APPROVE, GIVE_BACK, REOPEN, CLEAN = "aprobar", "devolver", "abrir", "limpia"
SAID = {
    APPROVE: "Quedó aprobada: su valor es público.", GIVE_BACK: "Quedó devuelta con su razón, y se avisó a la alcaldía.",
    REOPEN: "Quedó abierta para corregirla, y se avisó a la alcaldía. El valor aprobado sigue público.",
}  # fmt: skip
PER_PAGE = 30


@require_safe
@requires(Permission.APPROVE_MEASUREMENTS)
def measurement_queue(request: HttpRequest) -> HttpResponse:
    page, today = paginate(request, waiting(), PER_PAGE), timezone.localdate()
    sheets = {sheet.code: sheet for sheet in IndicatorSheet.objects.in_force()}
    rows = [waiting_of(row, sheets.get(row.indicator.code), request.user, today) for row in page]
    context = {
        "page": page, "rows": rows, "manages": can(request.user, Permission.MANAGE_INDICATORS),
        "is_demo": bool(rows) and all(one.row.is_demo for one in rows),  # then the page says it, else each row does
    }  # fmt: skip
    return render(request, "followup/indicators/measurement_queue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPROVE_MEASUREMENTS)
def measurement_judge(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Measurement.objects.visible_to(request.user).with_context()
    row = get_object_or_404(
        visible.select_related("written_by", "sent_by").prefetch_related("evidence"), pk=pk
    )  # fmt: skip
    op, _, key = request.POST.get("op", "").partition("-")
    if op == CLEAN:
        return _declare_clean(request, row, whole(key))
    data, start = (request.POST if request.method == "POST" else None), {"seen": row.version}
    form = (DecisionForm if op == APPROVE else BackForm)(data, initial=start)
    done = None
    if form.is_bound and form.is_valid():
        common = {"measurement": row, "by": request.user, "at": timezone.now()} | form.cleaned_data
        act = {APPROVE: acts.approve, REOPEN: acts.reopen}.get(op, acts.give_back)
        done = attempt(form, act, **common)
        if done:
            messages.success(request, SAID.get(op, SAID[GIVE_BACK]))
            return redirect("indicators:measurement-queue")
        row = get_object_or_404(Measurement.objects.with_context().prefetch_related("evidence"), pk=pk)
        if isinstance(done.refusal, Stale):
            form.now_seen(row.version)  # the page shows it
    return render(
        request,
        "followup/indicators/measurement_judge.html",
        _context(request, row, form),
        status=status_of(done, form),
    )


def _declare_clean(request: HttpRequest, row: Measurement, key: int | None) -> HttpResponse:
    one = next((one for one in row.evidence.all() if one.pk == key), None)
    if one is not None:
        proofs.declare_clean(evidence=one, by=request.user, at=timezone.now())
        messages.success(request, f"Queda dicho que {one.name} no tiene datos personales.")
    return redirect("indicators:measurement-judge", row.pk)


def _context(request: HttpRequest, row: Measurement, form) -> dict:
    sheet = sheet_of(row.indicator.code)
    evidence, period = list(row.evidence.all()), row.period.rules
    is_waiting = row.state == MeasurementState.SENT
    earlier = [earlier_of(one, sheet) for one in earlier_values(sheet, row.municipality, period)]
    return {
        "row": row, "sheet": sheet, "place": row.municipality, "period": row.period, "form": form, "evidence": evidence,
        "period_words": period_in_words(period), "facts": facts_of(sheet), "tag": tag_of(row),
        "sums": sums_of(sheet, row.numerator, row.denominator), "earlier": earlier, "finds": finds_of(evidence),
        "why_not": why_locked(row.period), "is_own": is_waiting and acts.wrote(row, request.user), "is_waiting": is_waiting,
        "is_approved": row.state == MeasurementState.APPROVED, "seen": form["seen"].value(), "is_demo": row.is_demo,
        "corrects": next((one for one in earlier if one.code == row.period.code), None),
        "back_form": form if isinstance(form, BackForm) else BackForm(initial={"seen": row.version}),
        "approve": APPROVE, "give_back": GIVE_BACK, "reopen": REOPEN,
    }  # fmt: skip
