"""Measuring, for a town hall: what is expected of it, and one measurement to write and send."""

from decimal import Decimal
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import can, requires
from accounts.permissions import Permission
from core.numbers import whole
from core.refusals import Stale
from core.web.edge import Attempt, attempt, status_of
from core.web.upload_limit import drop_uploads, limited_uploads, upload_problem
from followup.indicators.actions import measurements as acts
from followup.indicators.actions.periods import require_begun, require_ended, why_locked
from followup.indicators.choices import MeasurementState
from followup.indicators.forms.measurements import MeasurementForm
from followup.indicators.forms.numbers import NumberField
from followup.indicators.models import Indicator, IndicatorSheet, Measurement, ReportingPeriod
from followup.indicators.presenters import earlier_of, facts_of, finds_of, line_of, sums_of, tag_of
from followup.indicators.queries.periods import period_to_close
from followup.indicators.queries.sheets import is_typed, sheet_of
from followup.indicators.queries.values import period_in_words
from followup.indicators.queries.work import earlier_values, expected_of, measurement_of, places_to_measure
from followup.rules.lights import due_on
from territory.models import Municipality

SAVE, SEND, REMOVE = "guardar", "enviar", "quitar"
WRITABLE = (MeasurementState.DRAFT, MeasurementState.RETURNED)


class Asked(NamedTuple):
    """What an address names. `period`: as it is stored, or would be."""

    place: Municipality
    sheet: IndicatorSheet
    period: ReportingPeriod
    row: Measurement | None


@require_safe
@requires(Permission.WRITE_MEASUREMENTS, Permission.APPROVE_MEASUREMENTS)
def measurement_list(request: HttpRequest) -> HttpResponse:
    """The menu leads here: who approves goes on to what waits for them."""
    if not can(request.user, Permission.WRITE_MEASUREMENTS):
        return redirect("indicators:measurement-queue")
    places, today = list(places_to_measure(request.user)), timezone.localdate()
    lines = [line_of(one, today) for one in expected_of(places, today)]
    to_do = [line for line in lines if line.one.waits_for_town_hall]
    context = {
        "places": places, "to_do": to_do, "rest": [line for line in lines if not line.one.waits_for_town_hall],
        "late": sum(line.is_late for line in to_do), "is_demo": any(line.one.row and line.one.row.is_demo for line in lines),
    }  # fmt: skip
    return render(request, "followup/indicators/measurement_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WRITE_MEASUREMENTS)
@limited_uploads
def measurement_write(request: HttpRequest, municipality: str, code: str, period: str) -> HttpResponse:
    """POST: `op` keeps the draft, sends it, or takes an evidence out (quitar-KEY); what was typed is kept with each."""
    asked = _asked(request, municipality, code, period)
    why_not = why_locked(asked.period) or attempt(None, require_begun, asked.period, timezone.now()).message
    op, _, key = request.POST.get("op", SAVE).partition("-")
    if why_not or op == REMOVE or (asked.row is not None and asked.row.state == MeasurementState.APPROVED):
        drop_uploads(request, "")  # no look at files of what is refused anyway
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = MeasurementForm(*posted, sheet=asked.sheet, row=asked.row, upload_problem=upload_problem(request))
    done, saved = None, None  # `saved`: what another window wrote, beside what was typed here
    if form.is_bound and form.is_valid():
        done = _do(form, asked, op, whole(key), request)
        if done:
            messages.success(request, _said(op))
            if op == SEND:
                return redirect("indicators:measurement-list")
            return redirect("indicators:measurement-write", municipality, code, period)
        asked = asked._replace(
            period=period_to_close(period) or asked.period, row=measurement_of(asked.sheet, asked.place, period)
        )
        if isinstance(done.refusal, Stale) and asked.row is not None:
            form.now_seen(asked.row.version)
            saved = asked.row
    may_withhold = can(request.user, Permission.WRITE_COMMITMENTS, asked.place)
    context = _context(asked, form, why_not) | {"saved": saved, "may_withhold": may_withhold}
    return render(request, "followup/indicators/measurement_write.html", context, status=status_of(done, form))


@require_safe
@requires(Permission.WRITE_MEASUREMENTS)
def measurement_value(request: HttpRequest, municipality: str, code: str, period: str) -> HttpResponse:
    """The sentence of the value that two numbers give, while they are typed."""
    asked = _asked(request, municipality, code, period)
    numbers = [_number(request.GET.get(name, "")) for name in ("numerator", "denominator")]
    context = {"sums": sums_of(asked.sheet, *numbers)}
    return render(request, "followup/indicators/components/value.html", context)


def _number(text: str) -> Decimal | None:
    """Return the number that somebody is typing; None while it is none."""
    try:
        return NumberField().clean(text)
    except ValidationError:
        return None


def _asked(request: HttpRequest, municipality: str, code: str, period: str) -> Asked:
    """404 for what is not the person's to measure, so that nobody learns what others wrote."""
    place = get_object_or_404(places_to_measure(request.user), slug=municipality)
    sheet, found = sheet_of(code), period_to_close(period)
    if sheet is None or found is None or found.every != sheet.every or not is_typed(sheet):
        raise Http404
    return Asked(place, sheet, found, measurement_of(sheet, place, period))


def _do(
    form: MeasurementForm, asked: Asked, op: str, without: int | None, request: HttpRequest
) -> Attempt[Measurement]:
    act = acts.send if op == SEND else acts.save_draft
    indicator = Indicator.objects.get(code=asked.sheet.code)
    return attempt(
        form, act, indicator=indicator, municipality=asked.place, period=asked.period.code,
        said=form.said(without if op == REMOVE else None), seen=form.cleaned_data["seen"], by=request.user, at=timezone.now(),
    )  # fmt: skip


def _context(asked: Asked, form: MeasurementForm, why_not: str) -> dict:
    place, sheet, period, row = asked
    evidence = list(row.evidence.all()) if row else []
    typed = form.cleaned_data if form.is_bound and hasattr(form, "cleaned_data") else {}
    numbers = [typed.get(name, getattr(row, name, None)) for name in ("numerator", "denominator")]
    return {
        "place": place, "sheet": sheet, "period": period, "row": row, "form": form, "why_not": why_not,
        "period_words": period_in_words(period.rules), "due_on": due_on(sheet.rules, period.rules),
        "not_sent": attempt(None, require_ended, period, timezone.now()).message, "facts": facts_of(sheet),
        "sums": sums_of(sheet, *numbers), "tag": tag_of(row, is_closed=period.is_locked), "evidence": evidence,
        "finds": finds_of(evidence), "earlier": [earlier_of(one, sheet) for one in earlier_values(sheet, place, period.rules)],
        "takes_changes": not why_not and (row is None or row.state in WRITABLE), "is_demo": row is not None and row.is_demo,
        "today": timezone.localdate(),
    }  # fmt: skip


def _said(op: str) -> str:
    if op == SEND:
        return "La medición quedó enviada. Le avisamos si vuelve."
    if op == REMOVE:
        return "La evidencia se quitó."
    return "Quedó guardada. Nadie fuera de su alcaldía la ve hasta que la envíe."
