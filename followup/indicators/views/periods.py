"""Closing reporting periods and opening them again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.permissions import Permission
from core.forms import ReasonForm
from core.models import AuditEntry
from core.web.edge import attempt, status_of
from core.web.pagination import paginate
from followup.indicators.actions import periods as acts
from followup.indicators.choices import ACTS
from followup.indicators.queries.periods import period_to_close, periods_to_close
from followup.indicators.queries.sheets import typed_sheets
from followup.indicators.queries.values import period_in_words

HINT = "La lee quien intente escribir una medición del periodo."
CLOSE, OPEN = "cerrar", "abrir"


@require_safe
@requires(Permission.MANAGE_INDICATORS)
def period_list(request: HttpRequest) -> HttpResponse:
    found = periods_to_close({sheet.every for sheet in typed_sheets()}, timezone.localdate())
    page = paginate(request, found)
    rows = [(row, period_in_words(row.rules)) for row in page]
    return render(request, "followup/indicators/period_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_INDICATORS)
def period(request: HttpRequest, code: str) -> HttpResponse:
    """`op`: what the person saw it do, so that a second press does not undo the first."""
    row = period_to_close(code)
    if row is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None, hint=HINT if not row.is_locked else "")
    done = None
    if form.is_bound and form.is_valid():
        act, reason = (acts.unlock if request.POST.get("op") == OPEN else acts.lock), form.cleaned_data["reason"]
        done = attempt(form, act, period=acts.period_of(code), reason=reason, by=request.user, at=timezone.now())
        if done:
            messages.success(request, f"El periodo {code} quedó {'cerrado' if done.result.is_locked else 'abierto'}.")
            return redirect("indicators:period", code)
        row = period_to_close(code)
    past = AuditEntry.of(row).select_related("by").order_by("-at", "-pk") if row.pk else []
    context = {
        "row": row, "words": period_in_words(row.rules), "form": form, "why": acts.why_locked(row), "close": CLOSE, "open": OPEN,
        "past": [(entry, ACTS[entry.verb]) for entry in past if entry.verb in ACTS],
    }  # fmt: skip
    return render(request, "followup/indicators/period.html", context, status=status_of(done, form))
